#include "cli/results_phases.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/results_sentences.h"
#include "cli/results_words.h"
#include "stats/ceiling.h"

/* Below this share a GIL is as good as free, and says nothing about a speedup that a machine could have. */
#define HELD_LEAST .001

/* ---- phases */

/* The line of the whole op is behind those of its phases; NULL for it. */
static const struct phase_time *phase_of(const struct results_row *row)
{
    const struct phase_times *phases = &row->point->phases;
    return row->phase < phases->count ? &phases->items[row->phase] : NULL;
}

static const struct interval *held_of(const struct results_row *row)
{
    const struct phase_time *phase = phase_of(row);
    return phase ? &phase->held : &row->point->measures[MEASURE_GIL_HELD];
}

size_t results_phase_lines(const struct results_row *row)
{
    const struct curve_point *point = row->point;
    return point->threads == 1 && point->phases.count ? point->phases.count + 1 : 0;
}

char *results_phase_name(const struct results_row *row)
{
    const struct phase_time *phase = phase_of(row);
    return text_format("%s", phase ? phase->name : "(all of it)");
}

/* Of the whole op as its rate says, not as the sum of medians. */
static struct interval time_of(const struct results_row *row)
{
    const struct phase_time *phase = phase_of(row);
    const struct interval *rate = &row->point->rate;

    if (phase)
        return phase->seconds;
    return (struct interval){1 / rate->middle, 1 / rate->high, 1 / rate->low, rate->coverage, rate->values};
}

char *results_phase_time(const struct results_row *row)
{
    return words_time(time_of(row).middle);
}

char *results_phase_time_in_full(const struct results_row *row)
{
    struct interval time = time_of(row);
    return words_interval(&time, words_time, true);
}

char *results_phase_part(const struct results_row *row)
{
    const struct phase_time *phase = phase_of(row);
    return words_share(phase ? phase->part.middle : 1);
}

char *results_phase_held(const struct results_row *row)
{
    return words_share(held_of(row)->middle);
}

char *results_phase_held_in_full(const struct results_row *row)
{
    return words_interval(held_of(row), words_share, true);
}

/* ---- the GIL */

bool results_knows_held(const struct results_row *row)
{
    return isfinite(row->point->measures[MEASURE_GIL_HELD].middle);
}

char *results_gil_held(const struct results_row *row)
{
    return words_share(row->point->measures[MEASURE_GIL_HELD].middle);
}

/* Processes and subinterpreters have a GIL each. */
char *results_gil_busy(const struct results_row *row)
{
    bool shared = strcmp(row->curve->key.mode, "threads") == 0;
    double held = row->point->measures[MEASURE_GIL_HELD].middle;

    return words_share(shared ? row->point->threads * held : held);
}

char *results_ceiling(const struct results_row *row)
{
    const char *why;

    if (row->point->threads == 1)
        return words_none(); /* 1, whatever is held */
    ceiling_of(row->curve, &why);
    return why ? text_format("?") : words_ratio(ceiling_at(row->curve, row->point->threads).middle);
}

char *results_ceiling_in_full(const struct results_row *row)
{
    struct interval ceiling = ceiling_at(row->curve, row->point->threads);
    char *middle = results_ceiling(row);

    /* Where all of it is N there is nothing to be unsure of. */
    if (!*middle || !isfinite(ceiling.middle) || !(ceiling.low < ceiling.high))
        return middle;
    free(middle);
    return words_interval(&ceiling, words_ratio, true);
}

char *results_of_ceiling(const struct results_row *row)
{
    double ceiling = ceiling_at(row->curve, row->point->threads).middle;

    return row->point->threads > 1 ? words_share(row->point->speedup.middle / ceiling) : words_none();
}

void results_say_ceiling(const struct curve *curve, FILE *to)
{
    const char *why;
    struct interval ceiling = ceiling_of(curve, &why);
    double held = 1 / ceiling.middle;

    if (!why && !isfinite(held))
        return;
    fputs(ftell(to) ? "; on " : "on ", to);
    results_put_build(curve, to);
    if (why) {
        fprintf(to, " the GIL's ceiling cannot be told, as %s", why);
        return;
    }
    if (held < HELD_LEAST) {
        fprintf(to, " an op holds the GIL for less than %.1f %% of its time", 100 * HELD_LEAST);
        return;
    }
    char *share = words_share(held);
    fprintf(to, " an op holds the GIL for %s of its time: at most %.2fx", share, ceiling.middle);
    if (isfinite(ceiling.low) && isfinite(ceiling.high))
        fprintf(to, " (%.2f to %.2f)", ceiling.low, ceiling.high);
    free(share);
}
