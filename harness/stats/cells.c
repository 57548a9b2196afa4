#include "stats/cells.h"

#include <stdlib.h>
#include <string.h>

/* Of one cell, the bits of a mask; we know a dozen, and a file that makes up more shall not cost a search through all. */
enum { FLAGS_MAX = 64 };

struct curve_key curve_key_copy(const struct curve_key *key)
{
    return (struct curve_key){.build = text_format("%s", key->build),
                              .python = text_format("%s", key->python),
                              .gil = text_format("%s", key->gil),
                              .mode = text_format("%s", key->mode),
                              .axes = text_format("%s", key->axes),
                              .workload = text_format("%s", key->workload),
                              .params = text_format("%s", key->params),
                              .placement = text_format("%s", key->placement),
                              .ft = key->ft};
}

void curve_key_free(struct curve_key *key)
{
    char *names[] = {key->build, key->python,   key->gil,    key->mode,
                     key->axes,  key->workload, key->params, key->placement};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        free(names[i]);
}

int curve_key_compare(const struct curve_key *a, const struct curve_key *b)
{
    int order = strcmp(a->workload, b->workload);
    if (!order)
        order = strcmp(a->params, b->params);
    if (!order)
        order = strcmp(a->placement, b->placement);
    if (!order)
        order = strcmp(a->mode, b->mode);
    if (!order) /* "switch-interval=5ms" before "switch-interval=20ms" */
        order = strverscmp(a->axes, b->axes);
    if (!order)
        order = strverscmp(a->build, b->build);
    if (!order)
        order = strcmp(a->gil, b->gil);
    if (!order)
        order = strcmp(a->python, b->python);
    return order ? order : (a->ft > b->ft) - (a->ft < b->ft);
}

bool curve_key_is_open_loop(const struct curve_key *key)
{
    return strstr(key->axes, "arrivals=") != NULL;
}

bool flag_is_disturbance(const char *flag)
{
    static const char *const known[] = {"stolen",    "throttled", "busy",    "unsteady",
                                        "preempted", "slowed",    "migrated"};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i], flag) == 0)
            return true;
    return false;
}

static int compare_whole(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

int invocation_compare_block(const struct measured_invocation *a, const struct measured_invocation *b)
{
    int order = strcmp(a->run, b->run);
    if (!order)
        order = compare_whole(a->block, b->block);
    if (!order && a->block == SAMPLE_NONE)
        order = compare_whole(a->number, b->number);
    return order;
}

int invocations_compare_items(const void *a, const void *b)
{
    const struct measured_invocation *x = *(struct measured_invocation *const *)a,
                                     *y = *(struct measured_invocation *const *)b;
    int order = invocation_compare_block(x, y);
    return order ? order : compare_whole(x->number, y->number);
}

static int compare_cells(const void *a, const void *b)
{
    const struct measured_cell *x = a, *y = b;
    int order = curve_key_compare(&x->key, &y->key);
    return order ? order : x->threads - y->threads;
}

int cells_compare_items(const void *a, const void *b)
{
    return compare_cells(*(struct measured_cell *const *)a, *(struct measured_cell *const *)b);
}

static bool took_turns(const struct measured_cell *cell)
{
    for (size_t i = 0; i < cell->flags.count; i++)
        if (strcmp(cell->flags.items[i], "turns") == 0)
            return cell->count && cell->flag_counts[i] == cell->count;
    return false;
}

bool cells_took_turns(const struct measured_cell *a, const struct measured_cell *b)
{
    return took_turns(a) && took_turns(b) && strcmp(a->invocations[0]->run, b->invocations[0]->run) == 0;
}

struct measured_cell *cells_add(struct measured_cells *cells, const struct curve_key *key, int threads)
{
    struct measured_cell *cell = text_grow(NULL, 1, sizeof *cell);

    *cell = (struct measured_cell){.key = curve_key_copy(key), .threads = threads};
    if (cells->count == cells->room) {
        cells->room = 2 * cells->room + 16;
        cells->items = text_grow(cells->items, cells->room, sizeof *cells->items);
    }
    cells->items[cells->count++] = cell;
    return cell;
}

void cell_add_invocation(struct measured_cell *cell, const struct measured_invocation *invocation)
{
    if (cell->count == cell->room) {
        cell->room = 2 * cell->room + 16;
        cell->invocations = text_grow(cell->invocations, cell->room, sizeof *cell->invocations);
    }
    struct measured_invocation *copy = text_grow(NULL, 1, sizeof *copy);
    *copy = *invocation;
    cell->invocations[cell->count++] = copy;
}

void cells_sort(struct measured_cells *cells)
{
    if (cells->count)
        qsort(cells->items, cells->count, sizeof *cells->items, cells_compare_items);
    for (size_t i = 0; i < cells->count; i++) {
        struct measured_cell *cell = cells->items[i];
        size_t sorted = 1; /* how many, from the start: all, in a file as it was written */
        while (sorted < cell->count &&
               invocations_compare_items(&cell->invocations[sorted - 1], &cell->invocations[sorted]) <= 0)
            sorted++;
        if (sorted < cell->count)
            qsort(cell->invocations, cell->count, sizeof *cell->invocations, invocations_compare_items);
    }
}

void cell_note_same(char **noted, const char *now)
{
    if (*noted && (strcmp(*noted, now) == 0 || strcmp(*noted, "mixed") == 0))
        return;
    char *text = text_format("%s", *noted ? "mixed" : now);
    free(*noted);
    *noted = text;
}

/* Where the flag stands among the cell's, added when it is new; FLAGS_MAX when there are too many. */
static size_t flag_index(struct measured_cell *cell, const char *flag, size_t length)
{
    size_t i = 0;

    while (i < cell->flags.count &&
           (strncmp(cell->flags.items[i], flag, length) != 0 || cell->flags.items[i][length]))
        i++;
    if (i < cell->flags.count || i == FLAGS_MAX)
        return i;
    char *name = text_format("%.*s", (int)length, flag);
    text_list_add(&cell->flags, name);
    free(name);
    cell->flag_counts = text_grow(cell->flag_counts, cell->flags.count, sizeof *cell->flag_counts);
    cell->flag_counts[i] = 0;
    return i;
}

uint64_t cell_flags(struct measured_cell *cell, const char *flags)
{
    static const char apart[] = "; \t\r\n";
    uint64_t bits = 0;

    while (*(flags += strspn(flags, apart))) {
        size_t length = strcspn(flags, apart), i = flag_index(cell, flags, length);
        if (i < FLAGS_MAX)
            bits |= UINT64_C(1) << i;
        flags += length;
    }
    return bits;
}

char *cell_flags_text(const struct measured_cell *cell, uint64_t flags)
{
    char *text = text_format("%s", "");

    for (size_t i = 0; i < cell->flags.count; i++)
        if (flags >> i & 1) {
            char *longer = text_format("%s%s%s", text, *text ? ";" : "", cell->flags.items[i]);
            free(text);
            text = longer;
        }
    return text;
}

void cell_count_flags(struct measured_cell *cell, struct measured_invocation *invocation, uint64_t flags)
{
    invocation->flags = flags;
    for (size_t i = 0; i < cell->flags.count; i++)
        if (flags >> i & 1) {
            cell->flag_counts[i]++;
            invocation->disturbed = invocation->disturbed || flag_is_disturbance(cell->flags.items[i]);
        }
    cell->disturbed += invocation->disturbed;
}

static void rows_free(struct invocation_rows *rows)
{
    if (!rows)
        return;
    sample_free(&rows->end);
    free(rows->warmups);
    free(rows->windows);
    free(rows);
}

void cells_free(struct measured_cells *cells)
{
    for (size_t i = 0; i < cells->count; i++) {
        struct measured_cell *cell = cells->items[i];
        for (size_t j = 0; j < cell->count; j++) {
            free(cell->invocations[j]->run);
            free(cell->invocations[j]->measures);
            free(cell->invocations[j]->phases);
            rows_free(cell->invocations[j]->rows);
            free(cell->invocations[j]);
        }
        free(cell->invocations);
        for (size_t j = 0; cell->failures && j < cell->failed; j++)
            rows_free(cell->failures[j]);
        free(cell->failures);
        curve_key_free(&cell->key);
        free(cell->hash);
        free(cell->cpus);
        free(cell->gil_enabled_by);
        free(cell->status);
        free(cell->detail);
        text_list_free(&cell->flags);
        free(cell->flag_counts);
        free(cell);
    }
    free(cells->items);
    *cells = (struct measured_cells){0};
}
