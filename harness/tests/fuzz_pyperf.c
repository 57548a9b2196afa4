/* fuzz_pyperf.c - any bytes as pyperf's JSON, for libFuzzer (`make fuzz`) or for a replay of the corpus (`make fuzz-replay`).
 *
 * Nothing crashes, leaks or hangs; what is refused has a sentence; what is not refused has rates that can be judged, each cell once.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "exchange/pyperf.h"
#include "stats/compare.h"
#include "tests/fuzz.h"

const char fuzz_corpus[] = "pyperf";

static void must(bool holds, const char *what, const char *text)
{
    if (holds)
        return;
    fprintf(stderr, "%s: '%s'\n", what, text);
    abort();
}

static void check(const struct measured_cells *cells)
{
    for (size_t i = 0; i < cells->count; i++) {
        const struct measured_cell *cell = cells->items[i];
        must(cell->threads >= 1 && cell->disturbed <= cell->count, "an impossible cell", cell->key.workload);
        must(i == 0 || cells_compare_items(&cells->items[i - 1], &cells->items[i]) < 0, "a cell twice",
             cell->key.workload);
        for (size_t k = 0; k < cell->count; k++)
            must(isfinite(cell->invocations[k]->rate) && cell->invocations[k]->rate > 0, "an impossible rate",
                 cell->key.workload);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct compare_options options = {.threshold = .03, .force = true, .any_build = true};
    struct pyperf_file file = {0};
    struct compare compare = {0};
    struct error e = {0};
    int fd = memfd_create("pyperf", 0);
    char *path = text_format("/proc/self/fd/%d", fd);

    if (write(fd, data, size) != (ssize_t)size)
        abort();
    pyperf_is_file(path);
    if (pyperf_read(&file, path, &e) < 0)
        must(*e.text, "refused without a word", "");
    else {
        check(&file.cells);
        if (compare_make(&compare, &file.cells, &file.cells, &options, &e) < 0)
            must(*e.text, "not compared without a word", "");
        compare_free(&compare);
    }
    pyperf_file_free(&file);
    free(path);
    close(fd);
    return 0;
}
