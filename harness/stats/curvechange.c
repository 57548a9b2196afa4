#include "stats/curvechange.h"

#include <math.h>
#include <stdlib.h>

#include "stats/blocks.h"

static struct block_values log_speedups(const struct measured_cell *one, const struct measured_cell *many)
{
    struct block_values from = blocks_log_rates(one), to = blocks_log_rates(many);
    struct block_values speedups = blocks_differences(&from, &to);

    blocks_free(&from);
    blocks_free(&to);
    return speedups;
}

void curve_change_make(struct curve_change *change, struct measured_cell *const *base,
                       struct measured_cell *const *new, size_t count, bool paired)
{
    struct block_values before = log_speedups(base[0], base[count - 1]);
    struct block_values after = log_speedups(new[0], new[count - 1]);

    change->threads = base[count - 1]->threads;
    change->judged = (struct verdict_cell){.paired = paired};
    blocks_fill(&change->judged, &before, &after);
    change->law = (struct laws_change){{NAN, NAN, NAN, NAN, 0}, {NAN, NAN, NAN, NAN, 0}};
    blocks_free(&before);
    blocks_free(&after);
}

void curve_change_free(struct curve_change *change)
{
    free((void *)change->judged.a);
    free((void *)change->judged.b);
    *change = (struct curve_change){0};
}

const char *curve_change_name(enum verdict speedup, const enum verdict *start)
{
    static const char *const plain[] = {[VERDICT_FASTER] = "scales better",
                                        [VERDICT_SLOWER] = "scales worse",
                                        [VERDICT_EQUIVALENT] = "scales alike",
                                        [VERDICT_INCONCLUSIVE] = "inconclusive"};
    static const char *const better[] = {[VERDICT_FASTER] = "scales better from a faster start",
                                         [VERDICT_SLOWER] = "scales better from a slower start",
                                         [VERDICT_EQUIVALENT] = "scales better from an equal start",
                                         [VERDICT_INCONCLUSIVE] = "scales better"};
    static const char *const worse[] = {[VERDICT_FASTER] = "scales worse from a faster start",
                                        [VERDICT_SLOWER] = "scales worse from a slower start",
                                        [VERDICT_EQUIVALENT] = "scales worse from an equal start",
                                        [VERDICT_INCONCLUSIVE] = "scales worse"};

    if (start && speedup == VERDICT_FASTER)
        return better[*start];
    if (start && speedup == VERDICT_SLOWER)
        return worse[*start];
    return plain[speedup];
}
