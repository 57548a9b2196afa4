/* fuzz_samples.c - any bytes as samples.csv, for libFuzzer (`make fuzz`) or for a replay of the corpus (`make fuzz-replay`).
 *
 * The same bytes are the same rows and the same error whether they come whole (the short way through csvfile.c), byte by byte (libcsv
 * alone) or in pieces; what was read and is written again reads the same; and nothing that reads rows crashes, leaks or hangs.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "record/sample.h"
#include "stats/invocations.h"
#include "tests/fuzz.h"

const char fuzz_corpus[] = "samples";

struct seen {
    uint64_t hash; /* of all rows */
    FILE *copy;    /* writes them again, unless NULL */
};

static int see(void *context, const struct sample *row, size_t line, struct error *e)
{
    struct seen *seen = context;

    (void)line, (void)e;
#define HASH_NUMBER(name) seen->hash = text_hash(seen->hash, &row->name, sizeof row->name);
#define HASH_TEXT(name)   seen->hash = text_hash(seen->hash, row->name, strlen(row->name) + 1);
    SAMPLE_COLUMNS(HASH_NUMBER, HASH_NUMBER, HASH_TEXT)
    if (seen->copy)
        sample_write(seen->copy, row);
    return 0;
}

/* In pieces of `piece` bytes; 0: of another length each, which hangs on the bytes alone. */
static int read_rows(const char *bytes, size_t size, size_t piece, struct seen *seen, struct error *e)
{
    struct sample_reader *reader = sample_reader_new("f.csv", see, seen);
    uint64_t dice = text_hash(TEXT_HASH_START, bytes, size);
    int result = 0;

    *e = (struct error){0};
    seen->hash = TEXT_HASH_START;
    for (size_t at = 0, some; at < size && !result; at += some) {
        dice = dice * UINT64_C(6364136223846793005) + 1442695040888963407;
        some = piece ? piece : 1 + (size_t)(dice >> 33) % (dice >> 63 ? 16 : 2000);
        if (some > size - at)
            some = size - at;
        result = sample_reader_feed(reader, bytes + at, some, e);
    }
    if (!result)
        result = sample_reader_finish(reader, e);
    sample_reader_free(reader);
    return result;
}

static void must(bool holds, const char *what, const char *one, const char *other)
{
    if (holds)
        return;
    fprintf(stderr, "%s: '%s', '%s'\n", what, one, other);
    abort();
}

static void read_back(const char *bytes, size_t size, const struct seen *first)
{
    struct seen again = {0};
    struct error e;
    int result = read_rows(bytes, size, size, &again, &e);

    must(result == 0 && again.hash == first->hash, "what was written reads otherwise", e.text, "");
}

/* The next reader of rows: into cells and invocations. */
static void read_cells(const char *bytes, size_t size)
{
    struct measured_cells cells = {0};
    struct error e;
    int fd = memfd_create("samples", 0);
    char *path = text_format("/proc/self/fd/%d", fd);

    if (write(fd, bytes, size) != (ssize_t)size)
        abort();
    cells_read(&cells, path, size % 2, &e);
    for (size_t i = 0; i < cells.count; i++) {
        const struct measured_cell *cell = cells.items[i];
        must(cell->disturbed <= cell->count, "more disturbed than there are", "", "");
        for (size_t k = 0; k < cell->flags.count; k++)
            must(cell->flag_counts[k] <= cell->count, "more flagged than there are", cell->flags.items[k],
                 "");
    }
    cells_free(&cells);
    free(path);
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    char *copy = NULL;
    size_t copied = 0;
    struct seen whole = {.copy = open_memstream(&copy, &copied)}, alone = {0}, pieces = {0};
    struct error a, b, c;

    sample_write_header(whole.copy);
    int result = read_rows(bytes, size, size, &whole, &a);
    fclose(whole.copy);
    must(read_rows(bytes, size, 1, &alone, &b) == result && strcmp(a.text, b.text) == 0 &&
             whole.hash == alone.hash,
         "another result byte by byte", a.text, b.text);
    must(read_rows(bytes, size, 0, &pieces, &c) == result && strcmp(a.text, c.text) == 0 &&
             whole.hash == pieces.hash,
         "another result in pieces", a.text, c.text);
    read_back(copy, copied, &whole);
    read_cells(bytes, size);
    free(copy);
    return 0;
}
