#include "suite/plan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Starting Python, loading, stopping: seen between 20 ms (GIL) and 60 ms; only for the estimate. */
#define START_NS 60000000
/* What an invocation has where neither the suite nor a pilot says otherwise. */
#define WARMUP_NS       200000000
#define WINDOW_NS       100000000
#define WINDOWS         3
#define LEAST_BLOCKS    10
#define MOST_THREADS    65536      /* beyond what a suite takes */
#define SWITCH_INTERVAL 5000000    /* ns; CPython's default */
#define TOTAL_NS        1000000000 /* of a makespan at one worker, before calibration knows better */
#define MOST_AXES       1000       /* combinations; nobody waits for more */
#define MOST_CELLS      100000

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

/* The value that leaves no trace is none. */
static const char *value_at(const struct suite *suite, enum axis_index axis, size_t i)
{
    const char *value = i < suite->axes[axis].count ? suite->axes[axis].items[i] : NULL;

    return value && strcmp(value, axes[axis].neutral) != 0 ? value : NULL;
}

/* All combinations of the axes' values, the last axis fastest. */
static int make_axes(struct plan *plan, const struct suite *suite, struct error *e)
{
    plan->axes_count = 1;
    for (enum axis_index axis = 0; axis < AXIS_COUNT; axis++) {
        plan->axes_count *= suite->axes[axis].count ? suite->axes[axis].count : 1;
        if (plan->axes_count > MOST_AXES)
            return error_set(e, "more than %d combinations of modes and other axes", MOST_AXES);
    }
    plan->axes = text_grow(NULL, plan->axes_count, sizeof *plan->axes);
    for (size_t i = 0; i < plan->axes_count; i++) {
        size_t rest = i;
        plan->axes[i] = (struct plan_axes){0};
        for (size_t axis = AXIS_COUNT; axis-- > 0;) {
            size_t count = suite->axes[axis].count ? suite->axes[axis].count : 1, at = rest % count;
            rest /= count;
            plan->axes[i].values.of[axis] = value_at(suite, (enum axis_index)axis, at);
            if (axis == AXIS_BESIDE && plan->axes[i].values.of[axis])
                plan->axes[i].beside = &suite->besides[at];
        }
    }
    return 0;
}

static const char *value_of(const struct cell *cell, enum axis_index axis)
{
    return cell->axes ? cell->axes->values.of[axis] : NULL;
}

const char *plan_mode(const struct cell *cell)
{
    const char *mode = value_of(cell, AXIS_MODE);
    return mode ? mode : axes[AXIS_MODE].neutral;
}

bool plan_in_threads(const struct cell *cell)
{
    return !value_of(cell, AXIS_MODE);
}

int plan_all_workers(const struct cell *cell)
{
    return cell->threads + (cell->axes && cell->axes->beside ? (int)cell->axes->beside->workers : 0);
}

static bool is_makespan(const struct cell *cell)
{
    return value_of(cell, AXIS_MEASURE) != NULL;
}

char *plan_axes_text(const struct suite *suite, const struct cell *cell)
{
    const struct suite_workload *work = &suite->workloads[cell->workload];
    struct axes_values values = cell->axes ? cell->axes->values : (struct axes_values){0};
    char *beside = cell->axes && cell->axes->beside ? suite_beside_text(cell->axes->beside) : NULL;

    if (beside)
        values.of[AXIS_BESIDE] = beside;
    char *text = axes_text(&values);
    free(beside);
    if (is_makespan(cell) && work->total_asked) { /* sorts behind all names of axes */
        char *longer = text_format("%s;total=%" PRIu64, text, work->total);
        free(text);
        text = longer;
    }
    return text;
}

void plan_workload_hash(const struct suite *suite, const struct cell *cell, char to[17])
{
    const char *hash = suite->workloads[cell->workload].workload.hash;

    snprintf(to, 17, "%s", hash);
    if (cell->axes && cell->axes->beside) {
        uint64_t both = text_hash(TEXT_HASH_START, hash, strlen(hash));
        hash = cell->axes->beside->work.workload.hash;
        snprintf(to, 17, "%016" PRIx64, text_hash(both, hash, strlen(hash)));
    }
}

/* The cells of one build in one state of its GIL. */
static void add_cells(struct plan *plan, const struct suite *suite, struct cell cell,
                      const struct topology *topology, double quota_cpus)
{
    cell.warmup_ns = suite->warmup_ns == SUITE_AUTO ? WARMUP_NS : suite->warmup_ns;
    cell.window_ns = suite->window_ns == SUITE_AUTO ? WINDOW_NS : suite->window_ns;
    cell.windows = suite->windows == SUITE_AUTO ? WINDOWS : suite->windows;
    if (is_makespan(&cell)) {
        cell.window_ns = TOTAL_NS;
        cell.windows = 1;
    }
    for (cell.workload = 0; cell.workload < suite->workload_count; cell.workload++)
        for (cell.placement = 0; cell.placement < plan->placement_count; cell.placement++) {
            const struct placement *placement = &plan->placements[cell.placement];
            struct numbers threads = count_out(&suite->threads, placement->count);
            plan->cells = text_grow(plan->cells, plan->cell_count + threads.count, sizeof *plan->cells);
            for (size_t i = 0; i < threads.count; i++) {
                cell.threads = threads.items[i];
                cell.placement_flags = placement_flags(placement, topology, plan_all_workers(&cell));
                cell.over_quota = quota_cpus > 0 && plan_all_workers(&cell) > quota_cpus;
                /* Each member of the other modes starts an interpreter, perhaps all on one CPU. */
                cell.start_ns = plan_in_threads(&cell) ? START_NS : (int64_t)cell.threads * START_NS;
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
    if (make_placements(plan, suite, topology, e) < 0 || make_axes(plan, suite, e) < 0)
        return -1;
    for (size_t build = 0; build < build_count; build++) {
        int gils[2];
        size_t gil_count = gils_of(suite, builds[build].ft, gils);
        for (size_t i = 0; i < gil_count; i++) {
            struct cell cell = {.build = build, .gil = gils[i]};
            cell.gil_on = cell.gil >= 0 ? cell.gil : !builds[build].ft;
            for (size_t k = 0; k < plan->axes_count && plan->cell_count <= MOST_CELLS; k++) {
                cell.axes = &plan->axes[k];
                add_cells(plan, suite, cell, topology, quota_cpus);
            }
        }
    }
    if (plan->cell_count > MOST_CELLS)
        return error_set(e, "more than %d cells come out of this", MOST_CELLS);
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
    free(plan->axes);
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

enum { DRAW_FAMILY, DRAW_THREADS, DRAW_BUILD, DRAW_HASH_SEED, DRAW_AXES };

/* Where a cell stands in a block: first its family (workload and placement), then its number of workers, its axes, then itself. */
struct rank {
    uint64_t family, threads, axes, build;
    size_t cell;
};

static int by_rank(const void *a, const void *b)
{
    const struct rank *x = a, *y = b;

    if (x->family != y->family)
        return x->family < y->family ? -1 : 1;
    if (x->threads != y->threads)
        return x->threads < y->threads ? -1 : 1;
    if (x->axes != y->axes)
        return x->axes < y->axes ? -1 : 1;
    if (x->build != y->build)
        return x->build < y->build ? -1 : 1;
    return (x->cell > y->cell) - (x->cell < y->cell);
}

void plan_order(const struct plan *plan, uint64_t seed, long block, size_t *order)
{
    struct rank *ranks = text_grow(NULL, plan->cell_count, sizeof *ranks);
    bool second =
        block % 2 != 0; /* of two blocks: there axes and builds of a group come the other way round */

    for (size_t i = 0; i < plan->cell_count; i++) {
        const struct cell *cell = &plan->cells[i];
        size_t family = cell->workload * plan->placement_count + cell->placement;
        uint64_t build = drawn(seed, block - second, DRAW_BUILD, i);
        uint64_t combination =
            drawn(seed, block - second, DRAW_AXES, cell->axes ? (size_t)(cell->axes - plan->axes) : 0);
        ranks[i] = (struct rank){
            .family = drawn(seed, block, DRAW_FAMILY, family),
            .threads = drawn(seed, block, DRAW_THREADS, family * MOST_THREADS + (size_t)cell->threads),
            .axes = second ? ~combination : combination,
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
    return a->workload == b->workload && a->placement == b->placement && a->threads == b->threads &&
           a->axes == b->axes;
}

uint32_t plan_hash_seed(uint64_t seed, const struct cell *cell, long block)
{
    const char *fixed = value_of(cell, AXIS_HASH_SEED);

    return fixed ? (uint32_t)strtoul(fixed, NULL, 10) : (uint32_t)drawn(seed, block, DRAW_HASH_SEED, 0);
}

int64_t plan_shortest_window_ns(const struct cell *cell)
{
    const char *set = value_of(cell, AXIS_SWITCH_INTERVAL);
    int64_t interval = set ? axes_switch_interval_ns(set) : SWITCH_INTERVAL;
    int workers = plan_all_workers(cell);

    if (!cell->gil_on || workers == 1 || !plan_in_threads(cell) || is_makespan(cell))
        return 0;
    return 10 * (int64_t)workers * interval;
}

void plan_take_totals(struct plan *plan, const struct suite *suite)
{
    for (size_t i = 0; i < plan->cell_count; i++) {
        const struct suite_workload *work = &suite->workloads[plan->cells[i].workload];
        if (is_makespan(&plan->cells[i]) && work->total && work->op_ns > 0)
            plan->cells[i].window_ns = (int64_t)((double)work->total * work->op_ns) + 1;
    }
}

int64_t plan_expected_ns(const struct cell *cell)
{
    int64_t shortest = plan_shortest_window_ns(cell);
    int64_t window = cell->window_ns > shortest ? cell->window_ns : shortest;
    return cell->start_ns + cell->warmup_ns + cell->windows * window;
}

int64_t plan_limit_ns(const struct suite *suite, const struct cell *cell)
{
    /* Twice, as unsteady windows are measured once more. A fixed amount of work takes as long as it takes: shared things have made many
     * workers ten times slower than one. */
    int64_t more = is_makespan(cell) ? 16 * cell->window_ns : 4 * plan_shortest_window_ns(cell);
    return 4 * plan_expected_ns(cell) + more + suite->timeout_ns;
}
