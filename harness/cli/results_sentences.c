#include "cli/results_sentences.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/shown.h"
#include "cli/results.h"
#include "cli/results_columns.h"
#include "cli/results_phases.h"

/* How far from 1 all of a speedup's interval may lie to be called flat. */
#define FLAT .1

enum { NAME_MOST = 56, INDENT = 2 };

/* As SHOWN_DATA. */
void results_put_name(const char *name, FILE *to)
{
    char *plain = shown_plain(name, NAME_MOST);

    fprintf(to, SHOWN_DATA, plain);
    free(plain);
}

/* "3.13.15t with the GIL on" */
void results_put_build(const struct curve *curve, FILE *to)
{
    results_put_name(curve->key.build, to);
    if (curve->key.ft && strcmp(curve->key.gil, "on") == 0)
        fputs(" with the GIL on", to);
}

/* ---- speedups */

/* The point with the most workers that has a speedup. */
const struct curve_point *results_last_point(const struct curve *curve)
{
    for (size_t k = curve->count; k > 0; k--)
        if (curve->points[k - 1].threads > 1 && isfinite(curve->points[k - 1].speedup.middle))
            return &curve->points[k - 1];
    return NULL;
}

bool results_is_flat(const struct interval *speedup)
{
    return speedup->low >= 1 - FLAT && speedup->high <= 1 + FLAT;
}

/* " at 2 threads", unless it was said already. */
static void put_workers(const struct curve *curve, const struct curve_point *point, int said, FILE *to)
{
    static const struct {
        const char *several, *one;
    } modes[] = {{"threads", "thread"}, {"processes", "process"}, {"subinterpreters", "subinterpreter"}};
    const char *mode = curve->key.mode;

    if (point->threads == said)
        return;
    fprintf(to, " at %d ", point->threads);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (strcmp(modes[i].several, mode) == 0) {
            fputs(point->threads == 1 ? modes[i].one : modes[i].several, to);
            return;
        }
    results_put_name(mode, to); /* a file may say anything */
}

/* "1.97x at 2 threads on 3.13.15t (1.94 to 1.99)"; how many workers is not said again. Returns N. */
static int say_speedup(const struct curve *curve, int said, FILE *to)
{
    const struct curve_point *point = results_last_point(curve);

    if (!point)
        return said;
    bool flat = results_is_flat(&point->speedup);
    fputs(said ? ", " : "", to);
    if (flat)
        fputs("flat", to);
    else
        fprintf(to, "%.2fx", point->speedup.middle);
    put_workers(curve, point, said, to);
    fputs(" on ", to);
    results_put_build(curve, to);
    if (flat)
        fprintf(to, " (%.2fx)", point->speedup.middle);
    else if (isfinite(point->speedup.low))
        fprintf(to, " (%.2f to %.2f)", point->speedup.low, point->speedup.high);
    return point->threads;
}

/* ---- where the requests came at a given rate, there is no speedup; what is asked is how long they took */

/* "p50 1.2 ms and p99 5.1 ms at 2 threads on 3.13.15t"; how many workers is not said again. Returns N. */
static int say_latency(const struct curve *curve, int said, FILE *to)
{
    const struct curve_point *last = &curve->points[curve->count - 1];
    const struct interval *p50 = &last->measures[MEASURE_LATENCY_P50],
                          *p99 = &last->measures[MEASURE_LATENCY_P99];
    char text[32];

    if (!curve_is_open_loop(curve) || !isfinite(p50->middle))
        return said;
    fprintf(to, "%sp50 %s", said ? ", " : "", text_from_ns(llround(p50->middle * 1e9), text, sizeof text));
    if (isfinite(p99->middle) && results_enough_requests(last, .01))
        fprintf(to, " and p99 %s", text_from_ns(llround(p99->middle * 1e9), text, sizeof text));
    put_workers(curve, last, said, to);
    fputs(" on ", to);
    results_put_build(curve, to);
    return last->threads;
}

/* ---- what one thread costs */

/* The curves of one workload that have a row, each once, in the order of curves.h. */
struct block {
    const struct curve **curves;
    size_t count;
};

static size_t free_threaded(const struct block *block)
{
    size_t count = 0;

    for (size_t i = 0; i < block->count; i++)
        count += block->curves[i]->key.ft && strcmp(block->curves[i]->key.gil, "off") == 0;
    return count;
}

/* "one thread costs 1.61x (1.58 to 1.64)"; which build is said where there are several. */
static void say_costs(const struct results_view *view, const struct block *block, FILE *to)
{
    bool several = free_threaded(block) > 1, said = false;

    for (size_t i = 0; i < block->count; i++) {
        const struct interval cost = results_cost(view->curves, block->curves[i]);
        if (!isfinite(cost.middle) || strcmp(block->curves[i]->key.gil, "off") != 0)
            continue;
        if (!said)
            fprintf(to, "%sone thread costs %.2fx", ftell(to) ? "; " : "", cost.middle);
        else
            fprintf(to, ", %.2fx", cost.middle);
        if (several) {
            fputs(" on ", to);
            results_put_build(block->curves[i], to);
        }
        if (isfinite(cost.low))
            fprintf(to, " (%.2f to %.2f)", cost.low, cost.high);
        said = true;
    }
}

/* ---- a workload */

/* Is there another curve (of this workload, or of any) that differs in this text of the key? Then it has to be said. */
static bool has_variants(const struct results_view *view, const struct results_row *of, size_t offset,
                         bool any_workload)
{
    for (size_t i = 0; i < view->count; i++)
        if ((any_workload || strcmp(view->rows[i].curve->key.workload, of->curve->key.workload) == 0) &&
            strcmp(results_name_at(&view->rows[i], offset), results_name_at(of, offset)) != 0)
            return true;
    return false;
}

/* " (n=18, processes, gc=off)", or nothing. */
static void put_variant(const struct results_view *view, const struct results_row *row, bool any_workload,
                        FILE *to)
{
    static const size_t offsets[] = {offsetof(struct curve_key, params), offsetof(struct curve_key, mode),
                                     offsetof(struct curve_key, axes), offsetof(struct curve_key, placement)};
    const char *before = " (";

    for (size_t i = any_workload; i < sizeof offsets / sizeof *offsets; i++) {
        const char *text = results_name_at(row, offsets[i]);
        if (!*text || !has_variants(view, row, offsets[i], any_workload))
            continue;
        fputs(before, to);
        results_put_name(text, to);
        before = ", ";
    }
    fputs(*before == ',' ? ")" : "", to);
}

/* "" where there is none to tell. The caller frees. */
static char *tell_laws(const struct block *block)
{
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);

    if (!to)
        abort();
    for (size_t i = 0; i < block->count; i++)
        results_say_law(block->curves[i], ftell(to) == 0, to);
    fclose(to);
    return text;
}

/* Everything but the name and the laws; "" where there is nothing to tell. The caller frees. */
static char *tell(const struct results_view *view, const struct block *block)
{
    char *text = NULL;
    size_t size;
    int said = 0;
    FILE *to = open_memstream(&text, &size);

    if (!to)
        abort();
    /* Free-threaded builds first: they are what people ask about. */
    for (int ft = 1; ft >= 0; ft--)
        for (size_t i = 0; i < block->count; i++)
            if (block->curves[i]->key.ft == ft)
                said = say_speedup(block->curves[i], said, to);
    for (int ft = 1; ft >= 0; ft--)
        for (size_t i = 0; i < block->count; i++)
            if (block->curves[i]->key.ft == ft)
                said = say_latency(block->curves[i], said, to);
    say_costs(view, block, to);
    for (size_t i = 0; i < block->count; i++)
        results_say_ceiling(block->curves[i], to);
    fclose(to);
    return text;
}

/* "Over 6 workloads one thread costs 1.40x on 3.13.15t (1.32 to 1.49)." Of all workloads of the run, so not where some are left out. */
static void add_means(const struct results_view *view, struct text_list *sentences)
{
    const struct costs *costs = &view->curves->costs;

    for (size_t i = 0; i < costs->mean_count && !view->filtered; i++) {
        const struct interval *ratio = &costs->means[i].ratio;
        const struct cost *first = &costs->items[costs->means[i].cost];
        const struct results_row row = {.curve = &view->curves->items[first->free_threaded]};
        char *text = NULL;
        size_t size;
        FILE *to = open_memstream(&text, &size);
        if (!to)
            abort();
        fprintf(to, "Over %zu workloads one thread costs %.2fx on ", ratio->values, ratio->middle);
        results_put_build(row.curve, to);
        put_variant(view, &row, true, to);
        if (isfinite(ratio->low))
            fprintf(to, " (%.2f to %.2f)", ratio->low, ratio->high);
        fprintf(to, ", in the geometric mean.");
        fclose(to);
        text_list_add(sentences, text);
        free(text);
    }
}

/* All of them in one sentence. */
static void add_untold(const struct text_list *untold, size_t blocks, struct text_list *sentences)
{
    if (!untold->count)
        return;
    char *names = text_format("%s", ""), *sentence;
    for (size_t i = 0; i < untold->count; i++) {
        char *longer = text_format("%s%s%s", names, i ? ", " : "", untold->items[i]);
        free(names);
        names = longer;
    }
    sentence = text_format("No speedup to tell%s%s: it takes one worker and more than one.",
                           untold->count < blocks ? " of " : "", untold->count < blocks ? names : "");
    text_list_add(sentences, sentence);
    free(sentence);
    free(names);
}

/* While blocks are told. */
struct told {
    struct text_list *sentences;
    struct text_list laws;   /* after all of those: who reads them knows what they are */
    struct text_list untold; /* names */
};

static void add_block(const struct results_view *view, const struct block *block, struct told *told)
{
    const struct results_row row = {.curve = block->curves[0]};
    char *name = NULL, *said = tell(view, block), *laws = tell_laws(block);
    size_t size;
    FILE *to = open_memstream(&name, &size);

    if (!to)
        abort();
    results_put_name(row.curve->key.workload, to);
    put_variant(view, &row, false, to);
    fclose(to);
    char *sentence = text_format("%s: %s.", name, said),
         *law = text_format("%s, scaling law: %s.", name, laws);
    if (*said || !*laws)
        text_list_add(*said ? told->sentences : &told->untold, *said ? sentence : name);
    if (*laws)
        text_list_add(&told->laws, law);
    free(sentence);
    free(law);
    free(laws);
    free(name);
    free(said);
}

void results_sentences_make(const struct results_view *view, struct text_list *sentences)
{
    const struct curves *curves = view->curves;
    struct told told = {.sentences = sentences};
    size_t blocks = 0;
    struct block block = {.curves = text_grow(NULL, curves->count + 1, sizeof(struct curve *))};

    for (size_t from = 0, end; from < curves->count; from = end) {
        block.count = 0;
        for (end = from; end < curves->count && results_same_block(&curves->items[end], &curves->items[from]);
             end++)
            if (results_view_has(view, &curves->items[end]))
                block.curves[block.count++] = &curves->items[end];
        if (block.count)
            add_block(view, &block, &told);
        blocks += block.count > 0;
    }
    add_untold(&told.untold, blocks, sentences);
    add_means(view, sentences);
    for (size_t i = 0; i < told.laws.count; i++)
        text_list_add(sentences, told.laws.items[i]);
    free(block.curves);
    text_list_free(&told.untold);
    text_list_free(&told.laws);
}

void results_sentences(const struct curves *curves, FILE *to)
{
    struct results_view view = {0};
    struct text_list sentences = {0};

    results_view_all(&view, curves);
    results_sentences_make(&view, &sentences);
    results_sentences_print(&sentences, 0, to);
    text_list_free(&sentences);
    results_view_free(&view);
}

void results_sentences_print(const struct text_list *sentences, size_t width, FILE *to)
{
    for (size_t i = 0; i < sentences->count; i++) {
        char *words = shown_words(sentences->items[i]);
        if (width)
            shown_hanging(words, INDENT, width, to);
        else
            fprintf(to, "%s\n", words);
        free(words);
    }
}

void results_sentences_markdown(const struct text_list *sentences, FILE *to)
{
    for (size_t i = 0; i < sentences->count; i++) {
        char *sentence = shown_sentence(sentences->items[i], true);
        fprintf(to, "- %s\n", sentence);
        free(sentence);
    }
}
