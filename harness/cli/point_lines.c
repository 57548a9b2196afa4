#include "cli/point_lines.h"

#include "base/shown.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>

/* A percentile needs that many requests beyond it: ten at least, else it is the few slowest by chance. */
#define BEYOND 10

/* Characters of a module's name. */
#define NAME_MOST 60

static char *time_text(double seconds, char *to, size_t size)
{
    return text_from_ns(llround(seconds * 1e9), to, size);
}

/* " (1.1 ms to 1.3 ms)", where there is an interval. */
static void put_times(const struct interval *times, FILE *to)
{
    char middle[32], low[32], high[32];

    fputs(time_text(times->middle, middle, sizeof middle), to);
    if (isfinite(times->low))
        fprintf(to, " (%s to %s)", time_text(times->low, low, sizeof low),
                time_text(times->high, high, sizeof high));
}

static bool has(const struct interval *measure)
{
    return measure->values > 0;
}

static void print_makespan(const struct curve_point *point, int indent, FILE *to)
{
    if (!has(&point->makespan))
        return;
    fprintf(to, "%*smakespan: ", indent, "");
    put_times(&point->makespan, to);
    fputc('\n', to);
}

static void print_beside(const struct curve_point *point, int indent, FILE *to)
{
    const struct interval *rate = &point->measures[MEASURE_BESIDE];
    char middle[32], low[32], high[32];

    if (!has(rate))
        return;
    fprintf(to, "%*sbeside: %s ops/s", indent, "", text_from_rate(rate->middle, middle, sizeof middle));
    if (isfinite(rate->low))
        fprintf(to, " (%s to %s)", text_from_rate(rate->low, low, sizeof low),
                text_from_rate(rate->high, high, sizeof high));
    fputc('\n', to);
}

/* Two lines: what is quoted with its interval, and the tail. */
static void print_latency(const struct curve_point *point, int indent, FILE *to)
{
    static const struct {
        const char *name;
        enum measure measure;
        double share; /* of the requests, beyond it */
    } tail[] = {{"p90", MEASURE_LATENCY_P90, .1}, {"p99.9", MEASURE_LATENCY_P999, .001}};
    const struct interval *measures = point->measures;
    double requests = measures[MEASURE_REQUESTS].middle;
    char text[32];

    if (!has(&measures[MEASURE_LATENCY_P50]))
        return;
    fprintf(to, "%*slatency: p50 ", indent, "");
    put_times(&measures[MEASURE_LATENCY_P50], to);
    if (has(&measures[MEASURE_LATENCY_P99]) && .01 * requests >= BEYOND) {
        fputs(", p99 ", to);
        put_times(&measures[MEASURE_LATENCY_P99], to);
    } else {
        fputs(", p99: too few requests", to);
    }
    fprintf(to, "\n%*s", indent + 9, "");
    for (size_t i = 0; i < sizeof tail / sizeof *tail; i++)
        if (has(&measures[tail[i].measure]) && tail[i].share * requests >= BEYOND)
            fprintf(to, "%s %s, ", tail[i].name,
                    time_text(measures[tail[i].measure].middle, text, sizeof text));
        else
            fprintf(to, "%s: too few, ", tail[i].name);
    fprintf(to, "max %s of %.0f requests\n",
            time_text(measures[MEASURE_LATENCY_MAX].middle, text, sizeof text), requests);
}

/* Where there is none, nobody asks; below half a percent there is none to speak of. */
static void print_wait(const struct curve_point *point, int indent, FILE *to)
{
    const struct interval *wait = &point->measures[MEASURE_GIL_WAIT];

    if (!has(wait) || wait->middle < .005)
        return;
    fprintf(to, "%*swaiting for the GIL: %.0f %% of a worker's time", indent, "", 100 * wait->middle);
    if (isfinite(wait->low))
        fprintf(to, " (%.0f to %.0f %%)", 100 * wait->low, 100 * wait->high);
    fputc('\n', to);
}

static void print_members(const struct curve_point *point, int indent, FILE *to)
{
    const struct interval *create = &point->measures[MEASURE_START_CREATE],
                          *ready = &point->measures[MEASURE_START_READY],
                          *first = &point->measures[MEASURE_START_FIRST_OP];
    char text[32];

    if (!isnan(point->pss_bytes))
        fprintf(to, "%*smemory of all (PSS): %.1f MiB\n", indent, "", point->pss_bytes / (1 << 20));
    if (!has(create) || !has(ready) || !has(first))
        return;
    fprintf(to, "%*sstart: created %s, ", indent, "", time_text(create->middle, text, sizeof text));
    fprintf(to, "ready %s, first op ", time_text(ready->middle, text, sizeof text));
    put_times(first, to);
    fputc('\n', to);
}

void point_lines_print(const struct curve_point *point, int indent, bool modes, FILE *to)
{
    if (!point->invocations)
        return;
    print_makespan(point, indent, to);
    print_beside(point, indent, to);
    print_latency(point, indent, to);
    print_wait(point, indent, to);
    if (modes)
        print_members(point, indent, to);
    if (!point->gil_enabled_by || !*point->gil_enabled_by)
        return;
    char *module = shown_plain(point->gil_enabled_by, NAME_MOST);
    fprintf(to, "%*sthe GIL was switched on by module %s\n", indent, "", module);
    free(module);
}
