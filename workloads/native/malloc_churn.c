/* The C library's malloc and free of blocks of changing size, each worker's own.
 *
 * Mechanism: the allocator of everything in a process that is not a Python object; the GIL is not held. glibc keeps a cache for each thread, so it
 * should scale with the cores, on every build alike. The twin for objects is object_alloc.
 * op: one block is made and tagged, and the oldest of `live` blocks, made `live` ops before, is checked and freed.
 */
#include "counted.h"
#include "lcg.h"
#include "lines.h"

struct churn {
    uint64_t made;     /* the number of the next op, and tag of its block */
    uint64_t sizes;    /* a generator */
    uint64_t smallest; /* of a block: the tag has to fit */
    uint64_t range;    /* of sizes */
    size_t live;
    unsigned char *blocks[]; /* a ring; the block of op k is at k % live */
};

static unsigned char *make(struct churn *churn)
{
    churn->sizes = churn->sizes * LCG_A + LCG_C;
    size_t size = churn->smallest + (churn->sizes >> 33) % churn->range;
    unsigned char *block = malloc(size);
    if (!block)
        return NULL;
    memcpy(block, &churn->made, sizeof churn->made);
    block[size - 1] = 1; /* touches the end too */
    churn->made++;
    return block;
}

static int begin(struct gilscale_worker *worker)
{
    size_t live = (size_t)gilscale_parameter(worker->cell, "live");

    if (lines_state(worker, sizeof(struct churn) + live * sizeof(unsigned char *)) < 0)
        return -1;
    struct churn *churn = worker->state;
    churn->live = live;
    churn->smallest = sizeof churn->made + 1;
    churn->range = (uint64_t)gilscale_parameter(worker->cell, "size") - churn->smallest + 1;
    churn->sizes = (uint64_t)worker->index;
    for (size_t i = 0; i < live; i++)
        if (!(churn->blocks[i] = make(churn))) {
            strcpy(worker->error, "out of memory");
            return -1;
        }
    return 0;
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    struct churn *churn = worker->state;
    size_t slot = churn->made % churn->live;

    while (n--) {
        uint64_t tag, expected = churn->made - churn->live;
        unsigned char *oldest = churn->blocks[slot];
        if (!(churn->blocks[slot] = make(churn))) {
            churn->blocks[slot] = oldest;
            strcpy(worker->error, "out of memory");
            return -1;
        }
        memcpy(&tag, oldest, sizeof tag);
        worker->result += tag == expected;
        free(oldest);
        slot = slot + 1 == churn->live ? 0 : slot + 1;
    }
    return 0;
}

static void end(struct gilscale_worker *worker)
{
    struct churn *churn = worker->state;

    for (size_t i = 0; i < churn->live; i++)
        free(churn->blocks[i]);
}

static const struct gilscale_parameter parameters[] = {
    {.name = "size",
     .value = 512,
     .low = 9,
     .high = 1048576,
     .unit = "bytes",
     .help = "of the largest block; the smallest has 9"},
    {.name = "live",
     .value = 64,
     .low = 1,
     .high = 1000000,
     .unit = "blocks",
     .help = "blocks of a worker that are there at a time"},
    {0},
};

GILSCALE_WORKLOAD(.attachment = GILSCALE_DETACHED, .parameters = parameters, .begin = begin, .run = run,
                  .end = end, .check = counted_check);
