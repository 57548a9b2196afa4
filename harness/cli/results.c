#include "cli/results.h"

#include "base/text.h"
#include "chart/chart.h"
#include "chart/kinds.h"
#include "cli/point_lines.h"
#include "session/store.h"
#include "stats/invocations.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Of the lines under a cell's own; short, as they are long. */
enum { INDENT = 4 };

/* Curves of one workload with one set of parameters on one placement stand together. */
static bool same_block(const struct curve *a, const struct curve *b)
{
    return strcmp(a->key.workload, b->key.workload) == 0 && strcmp(a->key.params, b->key.params) == 0 &&
           strcmp(a->key.placement, b->key.placement) == 0 && strcmp(a->key.mode, b->key.mode) == 0 &&
           strcmp(a->key.axes, b->key.axes) == 0;
}

static void print_heading(const struct curve *curve, FILE *to)
{
    fprintf(to, "%s", curve->key.workload);
    if (*curve->key.params)
        fprintf(to, " (%s)", curve->key.params);
    fprintf(to, ", %s%s%s, placement %s\n", curve->key.mode, *curve->key.axes ? ", " : "", curve->key.axes,
            curve->key.placement);
}

/* "busy (3 of 10), stolen (1 of 10)" */
static void print_flags(const struct curve_point *point, FILE *to)
{
    struct text_list flags = {0};

    text_split(&flags, point->flags, ";");
    for (size_t i = 0; i < flags.count; i++)
        fprintf(to, "%s%s (%zu of %zu)", i ? ", " : "", flags.items[i], point->flag_counts[i],
                point->invocations);
    fputc('\n', to);
    text_list_free(&flags);
}

static void add_disturbances(const struct curve_point *point, struct text_list *names)
{
    struct text_list flags = {0};

    text_split(&flags, point->flags, ";");
    for (size_t i = 0; i < flags.count; i++)
        if (point->flag_counts[i] && flag_is_disturbance(flags.items[i]) &&
            !text_list_has(names, flags.items[i]))
            text_list_add(names, flags.items[i]);
    text_list_free(&flags);
}

static void print_point(const struct curve *curve, const struct curve_point *point, bool modes, FILE *to)
{
    char rate[32], low[32], high[32], interval[72] = "too few for one", speedup[32] = "", range[32] = "",
                                      efficiency[16] = "";

    fprintf(to, "  %-13.13s %-3s %4d  ", curve->key.build, curve->key.gil, point->threads);
    if (!point->invocations) {
        fprintf(to, "%s: %s\n", point->status, *point->detail ? point->detail : "no reason given");
        return;
    }
    if (isfinite(point->rate.low))
        snprintf(interval, sizeof interval, "%s to %s", text_from_rate(point->rate.low, low, sizeof low),
                 text_from_rate(point->rate.high, high, sizeof high));
    if (isfinite(point->speedup.middle) && point->threads > 1) {
        snprintf(speedup, sizeof speedup, "%.2f", point->speedup.middle);
        snprintf(efficiency, sizeof efficiency, "%.0f %%", 100 * point->efficiency);
        if (isfinite(point->speedup.low))
            snprintf(range, sizeof range, "%.2f to %.2f", point->speedup.low, point->speedup.high);
    }
    fprintf(to, "%7s  %s", text_from_rate(point->rate.middle, rate, sizeof rate), interval);
    if (*speedup) /* no blanks at the end of a line */
        fprintf(to, "%*s  %-13s %6s", 25 - (int)strlen(interval), speedup, range, efficiency);
    fputc('\n', to);
    point_lines_print(point, INDENT, modes, to);
    if (point->failed)
        fprintf(to, "%26s%zu of %zu invocations did not end well: %s\n", "", point->failed,
                point->failed + point->invocations, point->detail);
    if (*point->flags) {
        fprintf(to, "%26sflags: ", "");
        print_flags(point, to);
    }
}

static bool has_modes(const struct curves *curves)
{
    for (size_t i = 1; i < curves->count; i++)
        if (strcmp(curves->items[i].key.mode, curves->items[0].key.mode) != 0)
            return true;
    return false;
}

/* How many invocations had something come between, and what: a table without flags is not thereby clean. */
static void print_disturbed(const struct curves *curves, FILE *to)
{
    struct text_list names = {0};
    size_t disturbed = 0, all = 0;

    for (size_t i = 0; i < curves->count; i++)
        for (size_t k = 0; k < curves->items[i].count; k++) {
            const struct curve_point *point = &curves->items[i].points[k];
            disturbed += point->disturbed;
            all += point->invocations;
            add_disturbances(point, &names);
        }
    if (disturbed) {
        fprintf(to, "%zu of %zu invocations were disturbed (flags ", disturbed, all);
        for (size_t i = 0; i < names.count; i++)
            fprintf(to, "%s%s", i ? ", " : "", names.items[i]);
        fprintf(to, ")\n");
    }
    text_list_free(&names);
}

void results_table(const struct curves *curves, FILE *to)
{
    bool modes = has_modes(curves);

    fprintf(to, "  %-13s %-3s %4s  %7s  %-18s %6s  %-13s %6s\n", "build", "gil", "N", "ops/s",
            "95 % interval", "speed-", "95 %", "effi-");
    fprintf(to, "  %-13s %-3s %4s  %7s  %-18s %6s  %-13s %6s\n", "", "", "", "", "", "up", "interval",
            "ciency");
    for (size_t i = 0; i < curves->count; i++) {
        const struct curve *curve = &curves->items[i];
        if (i == 0 || !same_block(curve, &curves->items[i - 1]))
            print_heading(curve, to);
        for (size_t k = 0; k < curve->count; k++)
            print_point(curve, &curve->points[k], modes, to);
    }
    print_disturbed(curves, to);
}

/* The point with the most workers that has a speedup. */
static const struct curve_point *last_point(const struct curve *curve)
{
    for (size_t k = curve->count; k > 0; k--)
        if (curve->points[k - 1].threads > 1 && isfinite(curve->points[k - 1].speedup.middle))
            return &curve->points[k - 1];
    return NULL;
}

/* "1.97x at 2 threads on 3.13.15t (1.94 to 1.99)" */
static bool say_speedup(const struct curve *curve, bool first, FILE *to)
{
    const struct curve_point *point = last_point(curve);
    const char *forced = curve->key.ft && strcmp(curve->key.gil, "on") == 0 ? " with the GIL on" : "";

    if (!point)
        return false;
    fprintf(to, "%s%.2fx at %d %s on %s%s", first ? "" : ", ", point->speedup.middle, point->threads,
            curve->key.mode, curve->key.build, forced);
    if (isfinite(point->speedup.low))
        fprintf(to, " (%.2f to %.2f)", point->speedup.low, point->speedup.high);
    return true;
}

/* What one thread costs on a free-threaded build: against the GIL build of the same version in the same
 * block. */
static void say_cost(const struct curves *curves, size_t from, size_t to_index, const struct curve *ft,
                     FILE *to)
{
    const struct curve_point *mine = curve_at(ft, 1);

    for (size_t i = from; i < to_index; i++) {
        const struct curve *other = &curves->items[i];
        const struct curve_point *theirs = curve_at(other, 1);
        if (other->key.ft || strcmp(other->key.python, ft->key.python) != 0 || !mine || !theirs ||
            curve_is_open_loop(ft))
            continue;
        if (mine->rate.middle > 0 && isfinite(theirs->rate.middle))
            fprintf(to, "; one thread costs %.2fx on %s", theirs->rate.middle / mine->rate.middle,
                    ft->key.build);
        return;
    }
}

/* "0.021 (0.018 to 0.025)". Below 0 a share means nothing; where all of it is, the curve has a name. */
static void say_share(const char *what, const struct interval *share, FILE *to)
{
    fprintf(to, "%s is %.2g", what, fmax(share->middle, 0));
    if (isfinite(share->low) && isfinite(share->high))
        fprintf(to, " (%.2g to %.2g)", fmax(share->low, 0), fmax(share->high, 0));
}

/* Only where it is sure that there is one: a kappa that may be 0 puts it anywhere. */
static void say_peak(const struct laws *laws, FILE *to)
{
    if (!(laws->kappa.low > 0) || !isfinite(laws->usl.peak_n))
        return;
    double peak = round(laws->usl.peak_n);
    fprintf(to, ", peak at %.0f worker%s", peak, peak > 1 ? "s" : "");
    if (peak > laws->most)
        fprintf(to, " (extrapolated: measured up to %d)", laws->most);
}

/* What a curve with a name is told instead of a number. */
static const char *said_of(enum scaling_shape shape)
{
    switch (shape) {
    case SCALING_RETROGRADE:
        return "more workers do less than one (retrograde)";
    case SCALING_SUPERLINEAR:
        return "N workers do more than N times one (superlinear: no scaling law applies)";
    case SCALING_ACCELERATING:
        return "each worker adds more than the one before (accelerating: no scaling law applies)";
    case SCALING_NO_FIT:
        return "no scaling law fits";
    default:
        return NULL;
    }
}

/* Of the last point within the regime, where there are too few for a law. */
static const struct curve_point *last_in_regime(const struct curve *curve)
{
    for (size_t k = curve->laws.regime; k > 0; k--)
        if (isfinite(curve->points[k - 1].serial.middle))
            return &curve->points[k - 1];
    return NULL;
}

/* "; on 3.13t up to N=8 contention (sigma) is ..." The law with as many parameters as the numbers of workers allow. */
static void say_law(const struct curve *curve, FILE *to)
{
    const struct laws *laws = &curve->laws;
    const struct curve_point *last = last_in_regime(curve);
    const char *forced = curve->key.ft && strcmp(curve->key.gil, "on") == 0 ? " with the GIL on" : "";
    /* A kappa a little below 0 is most often a first worker that was a little faster: the best law without one is then Amdahl's. */
    bool bent = laws->usl.shape == SCALING_ACCELERATING && laws->amdahl.shape == SCALING_REGULAR;
    bool usl = laws->usl.shape != SCALING_TOO_FEW && !bent, amdahl = laws->amdahl.shape != SCALING_TOO_FEW;
    enum scaling_shape shape = usl ? laws->usl.shape : laws->amdahl.shape;
    char limit[32] = "";

    /* A single ratio without its interval is told by the speedup already. */
    if (!usl && !amdahl && (!last || isnan(last->serial.low)))
        return;
    if (!usl && !amdahl && last->serial.low > 1)
        shape = SCALING_RETROGRADE;
    else if (!usl && !amdahl && last->serial.high < 0)
        shape = SCALING_SUPERLINEAR;
    if (laws->left_regime)
        snprintf(limit, sizeof limit, " up to N=%d",
                 laws->most ? laws->most : curve->points[laws->regime - 1].threads);
    fprintf(to, "; on %s%s%s ", curve->key.build, forced, limit);
    if (said_of(shape)) {
        fputs(said_of(shape), to);
    } else if (usl) {
        say_share("contention (sigma)", &laws->sigma, to);
        say_share(", coherency (kappa)", &laws->kappa, to);
        say_peak(laws, to);
    } else if (amdahl) {
        say_share("the serial fraction (Amdahl)", &laws->serial, to);
    } else {
        say_share("the serial fraction (Karp-Flatt)", &last->serial, to);
    }
}

/* Is there another curve of this workload that differs in this text of the key? Then its name alone does not say which one is meant. */
static bool has_variants(const struct curves *curves, const struct curve *of, size_t offset)
{
    const char *own = *(char *const *)(const void *)((const char *)&of->key + offset);

    for (size_t i = 0; i < curves->count; i++) {
        const struct curve_key *key = &curves->items[i].key;
        if (strcmp(key->workload, of->key.workload) == 0 &&
            strcmp(*(char *const *)(const void *)((const char *)key + offset), own) != 0)
            return true;
    }
    return false;
}

/* "fib", and of several variants "fib (n=18, processes, gc=off)". */
static void say_name(const struct curves *curves, const struct curve *curve, FILE *to)
{
    static const size_t offsets[] = {offsetof(struct curve_key, params), offsetof(struct curve_key, mode),
                                     offsetof(struct curve_key, axes)};
    const char *before = " (";

    fputs(curve->key.workload, to);
    for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++) {
        const char *text = *(char *const *)(const void *)((const char *)&curve->key + offsets[i]);
        if (!*text || !has_variants(curves, curve, offsets[i]))
            continue;
        fprintf(to, "%s%s", before, text);
        before = ", ";
    }
    fputs(*before == ',' ? "): " : ": ", to);
}

void results_sentences(const struct curves *curves, FILE *to)
{
    for (size_t from = 0, end; from < curves->count; from = end) {
        bool any = false;
        for (end = from + 1; end < curves->count && same_block(&curves->items[end], &curves->items[from]);)
            end++;
        say_name(curves, &curves->items[from], to);
        /* Free-threaded builds first: they are what people ask about. */
        for (int ft = 1; ft >= 0; ft--)
            for (size_t i = from; i < end; i++)
                if (curves->items[i].key.ft == ft && say_speedup(&curves->items[i], !any, to))
                    any = true;
        if (!any)
            fprintf(to, "no speedup to tell (it takes one worker and more than one)");
        for (size_t i = from; i < end; i++)
            if (curves->items[i].key.ft && strcmp(curves->items[i].key.gil, "off") == 0)
                say_cost(curves, from, end, &curves->items[i], to);
        for (size_t i = from; i < end; i++)
            say_law(&curves->items[i], to);
        fprintf(to, ".\n");
    }
}

static int columns_of(FILE *to)
{
    struct winsize size;
    int columns = ioctl(fileno(to), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
    return columns < 60 ? 60 : columns > 120 ? 120 : columns;
}

/* The most workers that a speedup is known for; 0: none is. */
static int most_workers(const struct curves *curves)
{
    int most = 0;

    for (size_t i = 0; i < curves->count; i++)
        for (size_t k = 0; k < curves->items[i].count; k++) {
            const struct curve_point *point = &curves->items[i].points[k];
            if (isfinite(point->speedup.middle) && point->threads > most)
                most = point->threads;
        }
    return most;
}

/* Where there is something to draw; on the terminal only if that is more than ones. */
static bool draw(const struct curves *curves, const char *root, const char *folder, FILE *to)
{
    const struct chart_source source = {.curves = curves};
    struct pictures pictures = {0};
    struct error why;
    int most = most_workers(curves);

    if (!most)
        return false;
    if ((most > 1 && chart_terminal(curves, root, columns_of(to), to, &why) < 0) ||
        chart_draw(chart_kind_named("speedup"), &source, root, folder, CHART_SVG | CHART_PNG, CHART_SHEET,
                   &pictures, &why) < 0) {
        fprintf(stderr, "gilscale: warning: no chart: %s\n", why.text);
        return false;
    }
    pictures_free(&pictures);
    if (most > 1)
        fputc('\n', to);
    return true;
}

static int write_curves(FILE *to, void *context)
{
    return curves_write(context, to);
}

int results_show(const char *folder, const char *root, FILE *to, struct error *e)
{
    struct curves curves = {0};
    char *samples = NULL;
    bool partial;
    int result = -1;

    if (store_find_samples(folder, &samples, &partial, e) < 0)
        return -1;
    if (curves_read(&curves, samples, partial, e) < 0)
        goto out;
    if (partial)
        fprintf(stderr, "gilscale: warning: this run was cut off; only invocations that ended are counted\n");
    if (store_write_file(folder, "curves.csv", write_curves, &curves, e) < 0)
        goto out;
    results_table(&curves, to);
    fputc('\n', to);
    fflush(to);
    bool drawn = draw(&curves, root, folder, to);
    results_sentences(&curves, to);
    fprintf(to, "\nIn %s: %s, curves.csv%s\n", folder, strrchr(samples, '/') + 1,
            drawn ? ", speedup.svg, speedup.png" : "");
    result = 0;
out:
    curves_free(&curves);
    free(samples);
    return result;
}
