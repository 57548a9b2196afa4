#include "suite/plan.h"

#include <stdlib.h>
#include <string.h>

/* Starting Python, loading, stopping: seen between 20 ms (GIL) and 60 ms; only for the estimate. */
#define START_NS 60000000
/* What an invocation has where neither the suite nor a pilot says otherwise. */
#define WARMUP_NS       200000000
#define WINDOW_NS       100000000
#define WINDOWS         3
#define LEAST_BLOCKS    10
#define MOST_THREADS    65536   /* beyond what a suite takes */
#define SWITCH_INTERVAL 5000000 /* ns; CPython's default */

struct numbers {
    int *items;
    size_t count;
};

static void add_number(struct numbers *numbers, int n)
{
    for (size_t i = 0; i < numbers->count; i++)
        if (numbers->items[i] == n)
            return;
    numbers->items = text_grow(numbers->items, numbers->count + 1, sizeof *numbers->items);
    numbers->items[numbers->count++] = n;
}

static int ascending(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* What the suite's "1,2,4", "1..8" and "auto" come to on `cpus` CPUs; the suite has checked the words
 * already. */
static struct numbers count_out(const struct text_list *threads, int cpus)
{
    struct numbers numbers = {0};

    for (size_t i = 0; i < threads->count || (i == 0 && !threads->count); i++) {
        const char *piece = threads->count ? threads->items[i] : "auto";
        const char *dots = strstr(piece, "..");
        if (strcmp(piece, "auto") == 0) {
            for (int n = 1; n < cpus; n *= 2)
                add_number(&numbers, n);
            add_number(&numbers, cpus);
        } else {
            int last = atoi(dots ? dots + 2 : piece);
            for (int n = atoi(piece); n <= last; n++)
                add_number(&numbers, n);
        }
    }
    qsort(numbers.items, numbers.count, sizeof *numbers.items, ascending);
    return numbers;
}

/* Each permutation once, however it was spelled: cells of one name would be taken for one cell. */
static int make_placements(struct plan *plan, const struct suite *suite, const struct topology *topology,
                           struct error *e)
{
    size_t count = suite->placements.count ? suite->placements.count : 1;

    plan->placements = text_grow(NULL, count, sizeof *plan->placements);
    for (size_t i = 0; i < count; i++) {
        const char *policy = suite->placements.count ? suite->placements.items[i] : "cores";
        struct placement *placement = &plan->placements[plan->placement_count];
        size_t twin = 0;
        if (placement_make(placement, topology, policy, e) < 0)
            return -1;
        while (strcmp(plan->placements[twin].name, placement->name) != 0) /* ends at itself */
            twin++;
        if (twin < plan->placement_count)
            placement_free(placement);
        else
            plan->placement_count++;
    }
    return 0;
}

static int gil_of(const char *state)
{
    return strcmp(state, "on") == 0 ? 1 : strcmp(state, "off") == 0 ? 0 : -1;
}

/* The GIL states of one build, as requests, each outcome once: a GIL build is always on, and a free-threaded
 * build is off by default (its forced `off` differs only in not letting an import switch the GIL on, so it is
 * left out beside `default`). */
static size_t gils_of(const struct suite *suite, bool ft, int states[2])
{
    bool planned[2] = {false, false}; /* by outcome */
    size_t count = 0;

    for (size_t i = 0; i < suite->gils.count || (i == 0 && !suite->gils.count); i++) {
        int gil = suite->gils.count ? gil_of(suite->gils.items[i]) : -1;
        bool on = gil >= 0 ? gil : !ft;
        if (planned[on] || (!ft && !on))
            continue;
        planned[on] = true;
        states[count++] = ft ? gil : -1;
    }
    return count;
}

/* The cells of one build in one state of its GIL. */
static void add_cells(struct plan *plan, const struct suite *suite, struct cell cell,
                      const struct topology *topology, double quota_cpus)
{
    cell.start_ns = START_NS;
    cell.warmup_ns = suite->warmup_ns == SUITE_AUTO ? WARMUP_NS : suite->warmup_ns;
    cell.window_ns = suite->window_ns == SUITE_AUTO ? WINDOW_NS : suite->window_ns;
    cell.windows = suite->windows == SUITE_AUTO ? WINDOWS : suite->windows;
    for (cell.workload = 0; cell.workload < suite->workload_count; cell.workload++)
        for (cell.placement = 0; cell.placement < plan->placement_count; cell.placement++) {
            const struct placement *placement = &plan->placements[cell.placement];
            struct numbers threads = count_out(&suite->threads, placement->count);
            plan->cells = text_grow(plan->cells, plan->cell_count + threads.count, sizeof *plan->cells);
            for (size_t i = 0; i < threads.count; i++) {
                cell.threads = threads.items[i];
                cell.placement_flags = placement_flags(placement, topology, cell.threads);
                cell.over_quota = quota_cpus > 0 && cell.threads > quota_cpus;
                plan->cells[plan->cell_count++] = cell;
            }
            free(threads.items);
        }
}

/* Windows that are compared one by one are as long as the one among them that has to be longest. */
static void even_out_windows(struct plan *plan)
{
    for (size_t i = 0; i < plan->cell_count; i++)
        for (size_t k = 0; k < plan->cell_count; k++) {
            int64_t shortest = plan_shortest_window_ns(&plan->cells[k]);
            if (plan_same_work(&plan->cells[i], &plan->cells[k]) && plan->cells[i].window_ns < shortest)
                plan->cells[i].window_ns = shortest;
        }
}

int plan_make(struct plan *plan, const struct suite *suite, const struct plan_build *builds,
              size_t build_count, const struct topology *topology, double quota_cpus, struct error *e)
{
    *plan = (struct plan){.blocks = suite->invocations == SUITE_AUTO ? LEAST_BLOCKS : suite->invocations};
    if (make_placements(plan, suite, topology, e) < 0)
        return -1;
    for (size_t build = 0; build < build_count; build++) {
        int gils[2];
        size_t gil_count = gils_of(suite, builds[build].ft, gils);
        for (size_t i = 0; i < gil_count; i++) {
            struct cell cell = {.build = build, .gil = gils[i]};
            cell.gil_on = cell.gil >= 0 ? cell.gil : !builds[build].ft;
            add_cells(plan, suite, cell, topology, quota_cpus);
        }
    }
    if (!plan->cell_count)
        return error_set(e, "nothing to measure: --gil off needs a free-threaded build");
    if (suite->turns)
        even_out_windows(plan);
    return 0;
}

void plan_free(struct plan *plan)
{
    for (size_t i = 0; i < plan->placement_count; i++)
        placement_free(&plan->placements[i]);
    free(plan->placements);
    free(plan->cells);
    *plan = (struct plan){0};
}

/* Random numbers that follow from the seed and a place in the schedule alone, so that a resumed run need not replay what came before. The
 * generator is splitmix64's last step, over a hash of the place (Steele, Lea and Flood, OOPSLA 2014). */
static uint64_t drawn(uint64_t seed, long block, size_t what, size_t which)
{
    uint64_t place[] = {seed, (uint64_t)block, what, which};
    uint64_t x = text_hash(TEXT_HASH_START, place, sizeof place);

    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

enum { DRAW_FAMILY, DRAW_THREADS, DRAW_BUILD, DRAW_HASH_SEED };

/* Where a cell stands in a block: first its family (workload and placement), then its number of workers, then itself. */
struct rank {
    uint64_t family, threads, build;
    size_t cell;
};

static int by_rank(const void *a, const void *b)
{
    const struct rank *x = a, *y = b;

    if (x->family != y->family)
        return x->family < y->family ? -1 : 1;
    if (x->threads != y->threads)
        return x->threads < y->threads ? -1 : 1;
    if (x->build != y->build)
        return x->build < y->build ? -1 : 1;
    return (x->cell > y->cell) - (x->cell < y->cell);
}

void plan_order(const struct plan *plan, uint64_t seed, long block, size_t *order)
{
    struct rank *ranks = text_grow(NULL, plan->cell_count, sizeof *ranks);
    bool second = block % 2 != 0; /* of two blocks: there the builds of a group come the other way round */

    for (size_t i = 0; i < plan->cell_count; i++) {
        const struct cell *cell = &plan->cells[i];
        size_t family = cell->workload * plan->placement_count + cell->placement;
        uint64_t build = drawn(seed, block - second, DRAW_BUILD, i);
        ranks[i] = (struct rank){
            .family = drawn(seed, block, DRAW_FAMILY, family),
            .threads = drawn(seed, block, DRAW_THREADS, family * MOST_THREADS + (size_t)cell->threads),
            .build = second ? ~build : build,
            .cell = i};
    }
    qsort(ranks, plan->cell_count, sizeof *ranks, by_rank);
    for (size_t i = 0; i < plan->cell_count; i++)
        order[i] = ranks[i].cell;
    free(ranks);
}

bool plan_same_work(const struct cell *a, const struct cell *b)
{
    return a->workload == b->workload && a->placement == b->placement && a->threads == b->threads;
}

uint32_t plan_hash_seed(uint64_t seed, long block)
{
    return (uint32_t)drawn(seed, block, DRAW_HASH_SEED, 0);
}

int64_t plan_shortest_window_ns(const struct cell *cell)
{
    return cell->gil_on && cell->threads > 1 ? 10 * (int64_t)cell->threads * SWITCH_INTERVAL : 0;
}

int64_t plan_expected_ns(const struct cell *cell)
{
    int64_t shortest = plan_shortest_window_ns(cell);
    int64_t window = cell->window_ns > shortest ? cell->window_ns : shortest;
    return cell->start_ns + cell->warmup_ns + cell->windows * window;
}

int64_t plan_limit_ns(const struct suite *suite, const struct cell *cell)
{
    /* Twice, as unsteady windows are measured once more. */
    return 4 * plan_expected_ns(cell) + 4 * plan_shortest_window_ns(cell) + suite->timeout_ns;
}
