/* slot.h - where one worker publishes how far it is, without a cache line in common with anybody who writes.
 *
 * One writer (the worker, once a batch), one reader (the main thread, at the edges of windows). The two
 * numbers belong together, so the reader checks a sequence number around them and reads again when the writer
 * was in between (Boehm, "Can seqlocks get along with programming language memory models?", 2012). The writer
 * never waits.
 */
#ifndef GILSCALE_SLOT_H
#define GILSCALE_SLOT_H

#include <stdatomic.h>
#include <stdint.h>

#include "runner/stopwatch.h"

/* Two cache lines: x86 fetches them in pairs, and some arm64 cores have lines of 128 bytes. */
#define SLOT_SIZE 128

struct slot {
    _Alignas(SLOT_SIZE) atomic_uint sequence; /* odd while the writer is at it */
    _Atomic uint64_t ops;                     /* of all batches so far */
    _Atomic int64_t end_ns;  /* clock_now_ns() at the end of the last one, or of a rest after it */
    _Atomic int64_t took_ns; /* from the end of the one before to that; 0 for the first */
    _Atomic uint64_t batch;  /* ops of the last one */
    struct stopwatch gil_wait, gil_held; /* the same worker's, between the gate and its end */
};
_Static_assert(sizeof(struct slot) == SLOT_SIZE, "one slot, one pair of cache lines");

struct slot_reading {
    uint64_t ops;
    int64_t end_ns;
    int64_t took_ns;
    uint64_t batch;
};

/* The owner only. Each data store is a release, so that nobody can see new data and yet the old, even
 * sequence number. (Fences would say the same, but ThreadSanitizer does not understand them.) */
static inline void slot_publish(struct slot *slot, uint64_t ops, int64_t end_ns)
{
    unsigned sequence = atomic_load_explicit(&slot->sequence, memory_order_relaxed);
    atomic_store_explicit(&slot->sequence, sequence + 1, memory_order_relaxed);
    int64_t last_ns = atomic_load_explicit(&slot->end_ns, memory_order_relaxed);
    uint64_t before = atomic_load_explicit(&slot->ops, memory_order_relaxed);
    atomic_store_explicit(&slot->took_ns, last_ns ? end_ns - last_ns : 0, memory_order_release);
    atomic_store_explicit(&slot->batch, ops - before, memory_order_release);
    atomic_store_explicit(&slot->ops, ops, memory_order_release);
    atomic_store_explicit(&slot->end_ns, end_ns, memory_order_release);
    atomic_store_explicit(&slot->sequence, sequence + 2, memory_order_release);
}

/* The owner only: the next batch begins now, and not when the last one ended; in between it rested. */
static inline void slot_restart(struct slot *slot, int64_t now_ns)
{
    unsigned sequence = atomic_load_explicit(&slot->sequence, memory_order_relaxed);
    atomic_store_explicit(&slot->sequence, sequence + 1, memory_order_relaxed);
    atomic_store_explicit(&slot->end_ns, now_ns, memory_order_release);
    atomic_store_explicit(&slot->sequence, sequence + 2, memory_order_release);
}

/* Any thread. */
static inline struct slot_reading slot_read(const struct slot *slot)
{
    struct slot_reading reading;
    unsigned before, after;
    do {
        before = atomic_load_explicit(&slot->sequence, memory_order_acquire);
        reading.ops = atomic_load_explicit(&slot->ops, memory_order_acquire);
        reading.end_ns = atomic_load_explicit(&slot->end_ns, memory_order_acquire);
        reading.took_ns = atomic_load_explicit(&slot->took_ns, memory_order_acquire);
        reading.batch = atomic_load_explicit(&slot->batch, memory_order_acquire);
        after = atomic_load_explicit(&slot->sequence, memory_order_relaxed);
    } while (before != after || before & 1);
    return reading;
}

/* The ops done at an instant near the last batch's end: those of all batches, more or less the part of one that lies between, at the pace of
 * the last. At most one batch either way: a worker that waits for its turn does nothing, however long it waits. */
static inline double slot_ops_at(const struct slot_reading *slot, int64_t at_ns)
{
    double part = slot->took_ns > 0 ? (double)(at_ns - slot->end_ns) / (double)slot->took_ns : 0;
    return (double)slot->ops + (double)slot->batch * (part > 1 ? 1 : part < -1 ? -1 : part);
}

#endif
