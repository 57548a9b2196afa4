/* Compression of text by zlib, with the GIL released around each piece.
 *
 * Mechanism: a native kernel in an extension that lets the GIL go, as Python's zlib module does. With held=0 it should scale with the cores on
 * every build; with held=1 it is flat with a GIL and scales free-threaded. Each worker has a compressor of its own, made once and reset for each
 * piece, so nothing is allocated. Every output is compared with one that setup made; setup itself expands them and compares them with the text.
 * Claim C26.
 * libraries: z
 * op: `size` bytes of text compressed.
 */
#include "released.h"

#include "counted.h"
#include "lines.h"

#include <zlib.h>

#define KINDS 4 /* of texts */

/* Texts of words from a small list, so that there is something to find. */
struct texts {
    size_t size;
    unsigned char *plain[KINDS];
    unsigned char *packed[KINDS];
    size_t packed_size[KINDS];
};

struct packer {
    z_stream stream;
    unsigned next; /* kind of text */
    size_t room;
    unsigned char *to;
};

static void write_text(unsigned char *text, size_t size, uint64_t x)
{
    static const char *const words[] = {"thread", "lock",  "the",   "a",     "waits", "for",  "object", "and",
                                        "count",  "cache", "line,", "core.", "takes", "from", "time",   "of"};

    for (size_t at = 0; at < size;) {
        x = x * UINT64_C(6364136223846793005) + 1;
        for (const char *from = words[x >> 60]; *from && at < size; from++)
            text[at++] = (unsigned char)*from;
        if (at < size)
            text[at++] = ' ';
    }
}

/* Returns the output's size, 0 when there is an error. */
static size_t pack(z_stream *stream, unsigned char *text, size_t size, unsigned char *to, size_t room)
{
    if (deflateReset(stream) != Z_OK)
        return 0;
    stream->next_in = text;
    stream->avail_in = (uInt)size;
    stream->next_out = to;
    stream->avail_out = (uInt)room;
    return deflate(stream, Z_FINISH) == Z_STREAM_END ? room - stream->avail_out : 0;
}

static int setup_text(struct texts *texts, int kind, z_stream *stream)
{
    size_t room = deflateBound(stream, (uLong)texts->size);
    unsigned char *back = malloc(texts->size);
    uLongf back_size = (uLongf)texts->size;

    texts->plain[kind] = malloc(texts->size);
    texts->packed[kind] = malloc(room);
    if (!texts->plain[kind] || !texts->packed[kind] || !back) {
        free(back);
        return -1;
    }
    write_text(texts->plain[kind], texts->size, (uint64_t)kind);
    texts->packed_size[kind] = pack(stream, texts->plain[kind], texts->size, texts->packed[kind], room);
    int same = texts->packed_size[kind] > 0 &&
               uncompress(back, &back_size, texts->packed[kind], (uLong)texts->packed_size[kind]) == Z_OK &&
               back_size == texts->size && memcmp(back, texts->plain[kind], back_size) == 0;
    free(back);
    return same ? 0 : -1;
}

static int setup(struct gilscale_cell *cell)
{
    z_stream stream = {0};

    if (lines_shared(cell, sizeof(struct texts)) < 0)
        return -1;
    struct texts *texts = cell->shared;
    texts->size = (size_t)gilscale_parameter(cell, "size");
    int result = deflateInit(&stream, (int)gilscale_parameter(cell, "level")) == Z_OK ? 0 : -1;
    for (int kind = 0; result == 0 && kind < KINDS; kind++)
        result = setup_text(texts, kind, &stream);
    deflateEnd(&stream);
    if (result < 0)
        strcpy(cell->error, "no memory, or zlib does not give back what it was given");
    return result;
}

static int begin(struct gilscale_worker *worker)
{
    const struct texts *texts = worker->cell->shared;

    if (lines_state(worker, sizeof(struct packer)) < 0)
        return -1;
    struct packer *packer = worker->state;
    if (deflateInit(&packer->stream, (int)gilscale_parameter(worker->cell, "level")) == Z_OK) {
        packer->room = deflateBound(&packer->stream, (uLong)texts->size);
        packer->to = lines_new(packer->room);
    }
    if (packer->to)
        return 0;
    strcpy(worker->error, "out of memory");
    return -1;
}

/* Returns whether the output is right. */
static int one(struct packer *packer, const struct texts *texts)
{
    unsigned kind = packer->next++ % KINDS;
    size_t size = pack(&packer->stream, texts->plain[kind], texts->size, packer->to, packer->room);

    return size == texts->packed_size[kind] && memcmp(packer->to, texts->packed[kind], size) == 0;
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    int held = released_held(worker);

    while (n--) {
        PyThreadState *saved = released_begin(held);
        worker->result += (uint64_t)one(worker->state, worker->cell->shared);
        released_end(saved);
    }
    return 0;
}

static void end(struct gilscale_worker *worker)
{
    struct packer *packer = worker->state;

    deflateEnd(&packer->stream);
    free(packer->to);
}

static const struct gilscale_parameter parameters[] = {
    {.name = "size", .value = 4096, .low = 1, .high = 1073741824, .unit = "bytes", .help = "of a text"},
    {.name = "level",
     .value = 6,
     .low = 1,
     .high = 9,
     .help = "of compression: 1 is the fastest, 9 the tightest"},
    RELEASED_PARAMETER,
    {0},
};

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .parameters = parameters, .setup = setup, .begin = begin,
                  .run = run, .end = end, .check = counted_check);
