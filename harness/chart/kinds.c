#include "chart/kinds.h"

#include <stdlib.h>
#include <string.h>

#include "chart/bars.h"
#include "chart/draw.h"
#include "chart/of.h"

/* A kind of a comparison, or one that is no chart of lines, draws by itself. */
typedef int (*kind_draw)(const struct chart_target *target, const struct chart_source *source,
                         struct pictures *pictures, struct error *e);

/* Name, title, reading, of a comparison?, what fills its lines or what draws it (the other is NULL); in the order of a report. */
#define KINDS(KIND)                                                                                          \
    KIND("speedup", "Speedup over one worker",                                                               \
         "The total rate of N workers over that of one, of the same build. On the dashed line N workers do " \
         "N times as much as one; a curve that stays at 1 gains nothing from more workers. The dotted line " \
         "is what native code without Python reaches on these CPUs.",                                        \
         false, of_speedup, NULL)                                                                            \
    KIND("heatmap", "Speedups as a map",                                                                     \
         "The speedup of each workload at each number of workers, over one worker of the same build. White " \
         "does what one worker does, purple more, orange less; hatched cells have no speedup, and say why.", \
         false, NULL, bars_heatmap)                                                                          \
    KIND("one-thread-cost", "What one thread costs without a GIL",                                           \
         "How many times slower one worker is on a free-threaded build than on the GIL build of the same "   \
         "version. A bar to the right of 1 is a price, to the left a gain; the line on it is the 95 % "      \
         "interval, the last row the geometric mean over the workloads.",                                    \
         false, NULL, bars_cost)                                                                             \
    KIND("ratio", "Free-threaded against GIL",                                                               \
         "The rate of the free-threaded build over that of the GIL build of the same version, at the same "  \
         "number of workers. Above the line at 1.0 the free-threaded build does more; at one worker it "     \
         "shows what one thread costs.",                                                                     \
         false, of_ratio, NULL)                                                                              \
    KIND("throughput", "Throughput",                                                                         \
         "What all workers together do in a second. Panels have scales of their own, as an op is another "   \
         "thing in each.",                                                                                   \
         false, of_throughput, NULL)                                                                         \
    KIND("efficiency", "Efficiency",                                                                         \
         "What each of N workers does, as a share of what one does alone: 100 % is ideal, 1/N is what is "   \
         "left when only one can run.",                                                                      \
         false, of_efficiency, NULL)                                                                         \
    KIND("fairness", "Fairness",                                                                             \
         "The rates of the slowest and of the fastest worker over the mean worker's, the total over N. A "   \
         "narrow band means that all workers got the same; what lies within it was not recorded.",           \
         false, of_fairness, NULL)                                                                           \
    KIND("gil-wait", "Waiting for the GIL",                                                                  \
         "The share of a worker's time that it wanted the GIL and another had it. With a GIL and busy "      \
         "workers it is (N-1)/N. The thin dotted line is the share that a worker was ready to run and had "  \
         "no CPU.",                                                                                          \
         false, of_gil_wait, NULL)                                                                           \
    KIND(                                                                                                    \
        "phases", "What of an op holds the GIL",                                                             \
        "Bars: one op of one worker, its phases side by side; solid is the part with the GIL held, hatched " \
        "the rest. An op that holds it for a share of its time lets N workers do at most 1/share times "     \
        "what "                                                                                              \
        "one does: the dashed line, beside the measured speedup.",                                           \
        false, NULL, bars_phases)                                                                            \
    KIND("latency", "Latency of requests",                                                                   \
         "How long requests took: half of them were faster than p50, one in a hundred slower than p99. The " \
         "axis is logarithmic. A percentile with fewer than ten requests beyond it is left out.",            \
         false, of_latency, NULL)                                                                            \
    KIND("memory", "Memory",                                                                                 \
         "The memory of all that the workers live in, pages that several share divided among them (PSS), "   \
         "with all workers alive. Threads share one interpreter, processes and subinterpreters bring their " \
         "own.",                                                                                             \
         false, of_memory, NULL)                                                                             \
    KIND("usl", "Universal Scalability Law",                                                                 \
         "The measured rates and Gunther's law fitted to them; it is drawn only over the numbers of "        \
         "workers that it was fitted to, and only where it applies. Beneath: measured over fitted, less "    \
         "one. Points that wander there in a curve say that the law is not the right one.",                  \
         false, of_usl, NULL)                                                                                \
    KIND("comparison", "The comparison, cell by cell",                                                       \
         "The new rate over the base's, with its 95 % interval: left of 1 is slower, right of it faster. "   \
         "Colour and mark say the verdict; changes within the shaded band are too small to count.",          \
         true, NULL, bars_comparison)

#define KIND_PUBLIC(name, title, reading, of_comparison, fill, draw) {name, title, reading, of_comparison},
const struct chart_kind chart_kinds[] = {KINDS(KIND_PUBLIC)};
#undef KIND_PUBLIC

#define KIND_OWN(name, title, reading, of_comparison, fill, draw) {fill, draw},
static const struct {
    chart_fill fill;
    kind_draw draw;
} makers[] = {KINDS(KIND_OWN)};
#undef KIND_OWN

const size_t chart_kind_count = sizeof chart_kinds / sizeof *chart_kinds;

const struct chart_kind *chart_kind_named(const char *name)
{
    for (size_t i = 0; i < chart_kind_count; i++)
        if (strcmp(chart_kinds[i].name, name) == 0)
            return &chart_kinds[i];
    return NULL;
}

int chart_draw(const struct chart_kind *kind, const struct chart_source *source, const char *root,
               const char *folder, unsigned forms, enum chart_layout layout, struct pictures *pictures,
               struct error *e)
{
    const struct chart_target target = {kind, root, folder, forms, layout};
    size_t i = (size_t)(kind - chart_kinds);

    if (kind->of_comparison ? !source->compare : !source->curves)
        return 0;
    if (makers[i].draw)
        return makers[i].draw(&target, source, pictures, e);
    struct lines_chart chart = {.title = text_format("%s", kind->title)};
    makers[i].fill(&chart, source->curves);
    int result = draw_lines(&target, &chart, pictures, e);
    lines_free(&chart);
    return result;
}

void pictures_free(struct pictures *pictures)
{
    for (size_t i = 0; i < pictures->count; i++) {
        free(pictures->items[i].path);
        free(pictures->items[i].title);
        free(pictures->items[i].text);
    }
    free(pictures->items);
    *pictures = (struct pictures){0};
}
