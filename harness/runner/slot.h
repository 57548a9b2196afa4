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

/* Two cache lines: x86 fetches them in pairs, and some arm64 cores have lines of 128 bytes. */
#define SLOT_SIZE 128

struct slot {
    _Alignas(SLOT_SIZE) atomic_uint sequence; /* odd while the writer is at it */
    _Atomic uint64_t ops;                     /* of all batches so far */
    _Atomic int64_t end_ns;                   /* clock_now_ns() at the end of the last one */
};
_Static_assert(sizeof(struct slot) == SLOT_SIZE, "one slot, one pair of cache lines");

struct slot_reading {
    uint64_t ops;
    int64_t end_ns;
};

/* The owner only. Each data store is a release, so that nobody can see new data and yet the old, even
 * sequence number. (Fences would say the same, but ThreadSanitizer does not understand them.) */
static inline void slot_publish(struct slot *slot, uint64_t ops, int64_t end_ns)
{
    unsigned sequence = atomic_load_explicit(&slot->sequence, memory_order_relaxed);
    atomic_store_explicit(&slot->sequence, sequence + 1, memory_order_relaxed);
    atomic_store_explicit(&slot->ops, ops, memory_order_release);
    atomic_store_explicit(&slot->end_ns, end_ns, memory_order_release);
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
        after = atomic_load_explicit(&slot->sequence, memory_order_relaxed);
    } while (before != after || before & 1);
    return reading;
}

#endif
