/* pilot.c - a few invocations of each cell, before any that count, to find how long one should be. What the pilot decides is the same for
 * all cells that will be compared: the warm-up for all builds of one workload, placement and number of workers, the windows for those of
 * them with the same GIL state. Else two labels of one build would be measured differently, and differ. */
#include "session/session.h"

#include "base/clock.h"
#include "record/csvfile.h"
#include "session/arguments.h"
#include "suite/dimension.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PILOTS 2

/* One pilot invocation while its rows come in. */
struct taking {
    double *rates;
    size_t count;
    int64_t windows_ns; /* all of them */
    bool ok;
    int64_t crew_ns, collections, full_collections;
};

struct pilot {
    struct session *session;
    struct dimension_pilot *pilots; /* PILOTS a cell */
    bool *over;                     /* one a cell: the warm-up ended within the pilot */
};

static int take_row(void *context, const struct sample *row, size_t line, struct error *e)
{
    struct taking *taking = context;

    (void)line;
    (void)e;
    if (strcmp(row->phase, "measure") == 0 && row->ops_per_s > 0) {
        taking->rates = text_grow(taking->rates, taking->count + 1, sizeof *taking->rates);
        taking->rates[taking->count++] = row->ops_per_s;
        taking->windows_ns += row->duration_ns;
    } else if (strcmp(row->phase, "end") == 0) {
        taking->ok = strcmp(row->status, "ok") == 0;
        taking->crew_ns = row->duration_ns;
        taking->collections = row->gc_collections;
        taking->full_collections = row->gc_full_collections;
    }
    return 0;
}

static int run_pilot(struct pilot *pilot, size_t index, int round, struct error *e)
{
    struct session *session = pilot->session;
    struct cell cell = session->plan->cells[index];
    struct dimension_pilot *result = &pilot->pilots[PILOTS * index + (size_t)round];
    struct text_list argv = {0};
    struct taking taking = {0};

    if (!session_program_of(session, &cell)->path)
        return 0;
    cell.warmup_ns = 0;
    cell.window_ns = dimension_pilot_window_ns(plan_shortest_window_ns(&cell), session->suite->turns);
    cell.windows = dimension_pilot_windows(cell.window_ns);
    arguments_of_cell(session, &cell, &argv);
    arguments_to_measure(session, &cell, -1 - round, false, &argv);
    /* The last one counts: the pilot wants its windows as they are, and no more of them. */
    text_list_add(&argv, "--deviation");
    text_list_add(&argv, "1000%");
    text_list_add(&argv, "--drift");
    text_list_add(&argv, "1000%");
    int64_t began_ns = clock_now_ns();
    struct child child = {.argv = text_list_argv(&argv),
                          .timeout_ns = plan_limit_ns(session->suite, &cell),
                          .on_row = take_row,
                          .context = &taking};
    int status = child_run(&child, 1, &session->signals, e);
    int64_t took_ns = clock_now_ns() - began_ns;
    if (status == 0 && child.outcome.end == CHILD_INTERRUPTED)
        session->interrupted = session->signals.received;
    *result =
        (struct dimension_pilot){.rates = taking.rates,
                                 .count = taking.ok ? (int)taking.count : 0,
                                 .window_ns = taking.count ? taking.windows_ns / (int64_t)taking.count : 0,
                                 .process_ns = took_ns,
                                 .crew_ns = taking.crew_ns,
                                 .collections = taking.collections,
                                 .full_collections = taking.full_collections};
    text_list_free(&argv);
    return status;
}

/* Round by round through all cells, as the run itself will go. */
static int run_pilots(struct pilot *pilot, struct error *e)
{
    struct session *session = pilot->session;
    size_t cells = session->plan->cell_count;
    size_t *order = text_grow(NULL, cells, sizeof *order);
    int result = 0;

    progress_start(session->progress, PILOTS * cells, 0);
    for (int round = 0; round < PILOTS && result == 0; round++) {
        plan_order(session->plan, session->suite->seed, -1 - round, order);
        for (size_t k = 0; k < cells && result == 0; k++) {
            const struct cell *cell = &session->plan->cells[order[k]];
            char *label = session_label(session, cell);
            progress_heading(session->progress, "pilot %zu of %zu", (size_t)round * cells + k + 1,
                             PILOTS * cells);
            progress_show(session->progress, label);
            free(label);
            result = run_pilot(pilot, order[k], round, e);
            progress_step(session->progress, 0);
            if (result == 0 && session->interrupted)
                result = error_set_status(e, EXIT_CELL_FAILED, "interrupted before anything was measured");
        }
    }
    free(order);
    return result;
}

static int64_t longer(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* What one cell by itself needs; *over as in dimension.h. Cells whose pilots all failed keep the plan's lengths: their rows will say why. */
static void dimension_cell(const struct pilot *pilot, size_t index, struct cell *to, bool *over)
{
    const int64_t shortest = plan_shortest_window_ns(&pilot->session->plan->cells[index]);
    const int64_t least = longer(DIMENSION_WARMUP_NS, shortest / 5);
    int64_t start = INT64_MAX, warmup = INT64_MAX, window = 0;

    *over = false;
    for (size_t k = 0; k < PILOTS; k++) {
        const struct dimension_pilot *p = &pilot->pilots[PILOTS * index + k];
        bool ended;
        if (!p->count)
            continue;
        int warm = dimension_warmup_windows(p->rates, p->count, &ended);
        /* The shorter of them: a warm-up comes back in every process, a machine that changes its speed does not. */
        int64_t twice = longer(least, 2 * warm * p->window_ns);
        warmup = twice < warmup ? twice : warmup;
        *over = *over || ended;
        window = longer(window, longer(p->window_ns, 5 * dimension_gc_period_ns(p)));
        int64_t rest = p->process_ns - p->count * p->window_ns;
        start = rest < start ? rest : start;
    }
    if (!window) {
        *over = true; /* it did not run at all: its rows will say why */
    } else {
        to->start_ns = longer(start, 0);
        to->warmup_ns = warmup;
        to->window_ns = window;
    }
}

static struct dimension_variance variance_of(const struct pilot *pilot, size_t workload)
{
    struct dimension_variance sum = {0};

    for (size_t i = 0; i < pilot->session->plan->cell_count; i++)
        if (pilot->session->plan->cells[i].workload == workload)
            dimension_add_variance(&sum, &pilot->pilots[PILOTS * i], PILOTS);
    return sum;
}

/* Windows that span a GIL's hand-overs are too few and too long to see a warm-up in. It takes N times as long as that of one worker, as all
 * have to warm up, one at a time. */
static void warm_up_like_one(const struct pilot *pilot, const struct cell *own, size_t index, struct cell *to)
{
    const struct plan *plan = pilot->session->plan;
    const int64_t shortest = plan_shortest_window_ns(to);

    for (size_t k = 0; k < plan->cell_count && shortest > 0; k++) {
        if (own[k].workload != to->workload || own[k].placement != to->placement || own[k].axes != to->axes ||
            own[k].build != to->build || own[k].gil != to->gil || own[k].threads != 1)
            continue;
        int64_t all = to->threads * own[k].warmup_ns;
        to->warmup_ns = longer(longer(DIMENSION_WARMUP_NS, shortest / 5), all);
        pilot->over[index] = pilot->over[k];
    }
}

static void dimension_cells(struct pilot *pilot)
{
    struct plan *plan = pilot->session->plan;
    const struct suite *suite = pilot->session->suite;
    struct cell *own = text_grow(NULL, plan->cell_count, sizeof *own);

    for (size_t i = 0; i < plan->cell_count; i++) {
        own[i] = plan->cells[i];
        dimension_cell(pilot, i, &own[i], &pilot->over[i]);
    }
    for (size_t i = 0; i < plan->cell_count; i++) {
        warm_up_like_one(pilot, own, i, &own[i]);
        struct dimension_variance variance = variance_of(pilot, own[i].workload);
        own[i].windows = dimension_windows((double)(own[i].start_ns + own[i].warmup_ns),
                                           (double)own[i].window_ns, &variance);
        if (suite->turns)
            own[i].windows = dimension_turns(own[i].windows, own[i].window_ns);
    }
    for (size_t i = 0; i < plan->cell_count; i++) {
        struct cell shared = own[i];
        for (size_t k = 0; k < plan->cell_count; k++) {
            if (!plan_same_work(&own[k], &own[i]))
                continue;
            shared.warmup_ns = longer(shared.warmup_ns, own[k].warmup_ns);
            /* Windows that take turns are compared one by one. */
            if (own[k].gil_on != own[i].gil_on && !suite->turns)
                continue;
            shared.window_ns = longer(shared.window_ns, own[k].window_ns);
            shared.windows = longer(shared.windows, own[k].windows);
        }
        plan->cells[i].start_ns = shared.start_ns;
        if (suite->warmup_ns == SUITE_AUTO)
            plan->cells[i].warmup_ns = shared.warmup_ns;
        if (suite->window_ns == SUITE_AUTO)
            plan->cells[i].window_ns = shared.window_ns;
        if (suite->windows == SUITE_AUTO)
            plan->cells[i].windows = shared.windows;
    }
    free(own);
}

/* ---- pilot.csv: what was decided, in the order of the plan */

#define PILOT_HEADER                                                                                         \
    "build,gil,workload,placement,threads,start_s,warmup_s,window_s,windows,sd_within,sd_between,warmup_"    \
    "over,variant,mode,axes\n"

static double sd(double squares, int freedom)
{
    return freedom ? sqrt(squares / freedom) : NAN;
}

static int write_pilot(FILE *to, void *context)
{
    const struct pilot *pilot = context;
    const struct session *session = pilot->session;

    fputs(PILOT_HEADER, to);
    for (size_t i = 0; i < session->plan->cell_count; i++) {
        const struct cell *cell = &session->plan->cells[i];
        struct dimension_variance variance = {0};
        dimension_add_variance(&variance, &pilot->pilots[PILOTS * i], PILOTS);
        csvfile_put_text(to, session->builds->items[cell->build].tag);
        fprintf(to, ",\"%s\",", cell->gil_on ? "on" : "off");
        csvfile_put_text(to, session->suite->workloads[cell->workload].workload.name);
        putc(',', to);
        csvfile_put_text(to, session->plan->placements[cell->placement].name);
        fprintf(to, ",%d,%.9f,%.9f,%.9f,%ld,", cell->threads, (double)cell->start_ns / 1e9,
                (double)cell->warmup_ns / 1e9, (double)cell->window_ns / 1e9, cell->windows);
        csvfile_put_real(to, sd(variance.within, variance.within_freedom));
        putc(',', to);
        csvfile_put_real(to, sd(variance.between, variance.between_freedom));
        fprintf(to, ",%d,", pilot->over[i]);
        char *label = suite_label(session->suite, cell->workload);
        csvfile_put_text(to, label);
        putc(',', to);
        csvfile_put_text(to, plan_mode(cell));
        putc(',', to);
        char *combination = plan_axes_text(session->suite, cell);
        csvfile_put_text(to, combination);
        putc('\n', to);
        free(combination);
        free(label);
    }
    return ferror(to) ? -1 : 0;
}

static void say_what_is_not_over(const struct pilot *pilot)
{
    struct session *session = pilot->session;

    for (size_t i = 0; i < session->plan->cell_count; i++) {
        const struct cell *cell = &session->plan->cells[i];
        if (pilot->over[i])
            continue;
        char *label = session_label(session, cell);
        progress_warn(session->progress,
                      "%s: not steady within the pilot; its warm-up may be longer "
                      "than the %.0f ms that it gets (--warmup sets it)",
                      label, (double)cell->warmup_ns / 1e6);
        free(label);
    }
}

/* A makespan's one window is as long as its work. */
static bool is_needed(const struct suite *suite)
{
    if (suite_is_makespan(suite))
        return false;
    return suite->warmup_ns == SUITE_AUTO || suite->window_ns == SUITE_AUTO || suite->windows == SUITE_AUTO;
}

int session_pilot(struct session *session, struct error *e)
{
    size_t cells = session->plan->cell_count;
    struct pilot pilot = {.session = session};
    int result = -1;

    if (!is_needed(session->suite))
        return 0;
    pilot.pilots = text_grow(NULL, PILOTS * cells, sizeof *pilot.pilots);
    memset(pilot.pilots, 0, PILOTS * cells * sizeof *pilot.pilots);
    pilot.over = text_grow(NULL, cells, sizeof *pilot.over);
    if (run_pilots(&pilot, e) < 0)
        goto out;
    dimension_cells(&pilot);
    say_what_is_not_over(&pilot);
    result = store_write_file(session->store->folder, "pilot.csv", write_pilot, &pilot, e);
out:
    for (size_t i = 0; i < PILOTS * cells; i++)
        free((void *)pilot.pilots[i].rates);
    free(pilot.pilots);
    free(pilot.over);
    return result;
}

/* ---- and back */

enum { BUILD, WORKLOAD, THREADS, START, WARMUP, WINDOW, WINDOWS, MODE, AXES_TEXT, COLUMNS };

struct reading {
    struct session *session;
    const char *path;
    int at[COLUMNS];
    size_t row;
};

static int find_columns(void *context, const char *const *cells, size_t count, size_t line, struct error *e)
{
    static const char *const names[COLUMNS] = {"build",    "workload", "threads", "start_s", "warmup_s",
                                               "window_s", "windows",  "mode",    "axes"};
    struct reading *reading = context;

    for (int i = 0; i < COLUMNS; i++) {
        reading->at[i] = csvfile_find(cells, count, names[i]);
        if (reading->at[i] < 0 && i < MODE) /* these two came later */
            return error_set(e, "%s:%zu: the header has no %s", reading->path, line, names[i]);
    }
    return 0;
}

static int take_seconds(const char *cell, int64_t *ns, struct error *e)
{
    double seconds;

    if (text_to_double(cell, &seconds, e) < 0)
        return -1;
    if (seconds < 0 || seconds > 86400)
        return error_set(e, "%s s is out of range", cell);
    *ns = llround(seconds * 1e9);
    return 0;
}

/* A file that does not say is of a time when all cells were like that. */
static bool same_axes(const struct reading *reading, const struct cell *cell, const char *const *cells)
{
    const char *mode = reading->at[MODE] < 0 ? "threads" : cells[reading->at[MODE]];
    const char *text = reading->at[AXES_TEXT] < 0 ? "" : cells[reading->at[AXES_TEXT]];
    char *combination = plan_axes_text(reading->session->suite, cell);
    bool same = strcmp(mode, plan_mode(cell)) == 0 && strcmp(text, combination) == 0;

    free(combination);
    return same;
}

static int take_cell(void *context, const char *const *cells, size_t count, size_t line, struct error *e)
{
    struct reading *reading = context;
    struct session *session = reading->session;
    struct cell *cell = &session->plan->cells[reading->row];
    long threads;

    (void)count;
    if (reading->row == session->plan->cell_count)
        return error_set(e, "%s:%zu: more cells than suite.cfg plans", reading->path, line);
    if (text_to_int(cells[reading->at[THREADS]], 1, INT32_MAX, &threads, e) < 0 ||
        text_to_int(cells[reading->at[WINDOWS]], 1, INT32_MAX, &cell->windows, e) < 0 ||
        take_seconds(cells[reading->at[START]], &cell->start_ns, e) < 0 ||
        take_seconds(cells[reading->at[WARMUP]], &cell->warmup_ns, e) < 0 ||
        take_seconds(cells[reading->at[WINDOW]], &cell->window_ns, e) < 0)
        return error_prefix(e, "%s:%zu", reading->path, line);
    if (threads != cell->threads ||
        strcmp(cells[reading->at[BUILD]], session->builds->items[cell->build].tag) != 0 ||
        strcmp(cells[reading->at[WORKLOAD]], session->suite->workloads[cell->workload].workload.name) != 0 ||
        !same_axes(reading, cell, cells))
        return error_set(e, "%s:%zu: not the cell that suite.cfg plans there", reading->path, line);
    reading->row++;
    return 0;
}

int session_pilot_read(struct session *session, const char *folder, struct error *e)
{
    char *path = text_format("%s/pilot.csv", folder);
    struct reading reading = {.session = session, .path = path};
    int result = 0;

    if (is_needed(session->suite)) {
        struct csvfile *file = csvfile_new(path, find_columns, take_cell, &reading);
        result = csvfile_read(file, path, false, e);
        csvfile_free(file);
        if (result == 0 && reading.row < session->plan->cell_count)
            result = error_set(e, "%s: fewer cells than suite.cfg plans", path);
    }
    free(path);
    return result;
}
