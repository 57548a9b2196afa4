#include "session/estimate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct interval estimate_rate(const struct session *session, size_t index)
{
    const struct session_cell *cell = &session->cells[index];
    double *sorted = text_grow(NULL, cell->rate_count + 1, sizeof *sorted);

    for (size_t i = 0; i < cell->rate_count; i++)
        sorted[i] = cell->rates[i];
    struct interval rate = median_interval(sorted, cell->rate_count);
    free(sorted);
    return rate;
}

/* The cell of one worker on the same curve; NULL for that cell itself, and where there is none. */
static const struct session_cell *base_of(const struct session *session, size_t index)
{
    const struct plan *plan = session->plan;
    const struct cell *cell = &plan->cells[index];

    for (size_t i = 0; i < plan->cell_count && cell->threads != 1; i++) {
        const struct cell *other = &plan->cells[i];
        if (other->threads == 1 && other->workload == cell->workload && other->build == cell->build &&
            other->gil == cell->gil && other->placement == cell->placement && other->axes == cell->axes)
            return &session->cells[i];
    }
    return NULL;
}

/* Requests that come at a given rate are as many with any number of workers. */
static bool is_open_loop(const struct session *session, size_t index)
{
    char *combination = plan_axes_text(session->suite, &session->plan->cells[index]);
    bool open_loop = strstr(combination, "arrivals=") != NULL;

    free(combination);
    return open_loop;
}

struct interval estimate_speedup(const struct session *session, size_t index)
{
    const struct session_cell *cell = &session->cells[index];
    const struct session_cell *base = is_open_loop(session, index) ? NULL : base_of(session, index);
    double *ratios = text_grow(NULL, cell->rate_count + 1, sizeof *ratios);
    size_t count = 0;

    for (size_t i = 0, k = 0; base && i < cell->rate_count; i++) { /* blocks come one after the other */
        while (k < base->rate_count && base->blocks[k] < cell->blocks[i])
            k++;
        if (k < base->rate_count && base->blocks[k] == cell->blocks[i])
            ratios[count++] = cell->rates[i] / base->rates[k];
    }
    struct interval speedup = median_interval(ratios, count);
    free(ratios);
    return speedup;
}

/* "79.7 k ops/s (71.6 k to 102 k), 1.97x (1.51 to 2.18)" and shorter. A median without an interval says of how many it is. */
void estimate_tell(const struct session *session, size_t index)
{
    const struct cell *cell = &session->plan->cells[index];
    struct interval rate = estimate_rate(session, index), speedup = estimate_speedup(session, index);
    char middle[32], low[32], high[32], range[80], ratio[32] = "", spread[64] = "";
    char *forms[PROGRESS_FORMS];

    text_from_rate(rate.middle, middle, sizeof middle);
    if (isfinite(rate.low))
        snprintf(range, sizeof range, "(%s to %s)", text_from_rate(rate.low, low, sizeof low),
                 text_from_rate(rate.high, high, sizeof high));
    else
        snprintf(range, sizeof range, rate.values == 1 ? "(%zu invocation)" : "(median of %zu)", rate.values);
    if (isfinite(speedup.middle))
        snprintf(ratio, sizeof ratio, ", %.2fx", speedup.middle);
    if (isfinite(speedup.low))
        snprintf(spread, sizeof spread, " (%.2f to %.2f)", speedup.low, speedup.high);
    forms[0] = text_format("%s ops/s %s%s%s", middle, range, ratio, spread);
    forms[1] = text_format("%s ops/s %s%s", middle, range, ratio);
    forms[2] = text_format("%s ops/s %s", middle, range);
    forms[3] = text_format("%s %s", middle, range);
    char *label = session_label(session, cell);
    progress_estimate(session->progress, label, forms);
    free(label);
    for (size_t i = 0; i < PROGRESS_FORMS; i++)
        free(forms[i]);
}
