/* Slots: what a worker publishes arrives whole. Also runs under ThreadSanitizer. */
#include "tests/unit.h"

#include "runner/slot.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#define ROUNDS 300000

static atomic_bool over;

static void *publish(void *argument)
{
    struct slot *slot = argument;
    for (uint64_t i = 1; i <= ROUNDS; i++)
        slot_publish(slot, i, (int64_t)i * 3);
    atomic_store(&over, true);
    return NULL;
}

static void ops_and_time_always_belong_together(void **state)
{
    static struct slot slot;
    pthread_t thread;
    uint64_t last = 0;
    bool done;

    (void)state;
    atomic_store(&over, false);
    assert_int_equal(pthread_create(&thread, NULL, publish, &slot), 0);
    do {
        done = atomic_load(&over);
        struct slot_reading now = slot_read(&slot);
        assert_int_equal(now.end_ns, (int64_t)now.ops * 3);
        assert_int_equal(now.took_ns, now.ops > 1 ? 3 : 0);
        assert_int_equal(now.batch, now.ops > 0 ? 1 : 0);
        assert_true(now.ops >= last); /* and never goes back */
        last = now.ops;
    } while (!done);
    pthread_join(thread, NULL);
    assert_int_equal(slot_read(&slot).ops, ROUNDS);
}

static void a_running_batch_counts_in_proportion_and_never_for_more_than_one(void **state)
{
    struct slot slot = {0};

    (void)state;
    slot_publish(&slot, 10, 1000);
    struct slot_reading first = slot_read(&slot);
    assert_float_equal((float)slot_ops_at(&first, 1500), 10, 0); /* how long a batch takes is not known yet */
    slot_publish(&slot, 20, 2000);
    struct slot_reading now = slot_read(&slot);
    assert_float_equal((float)slot_ops_at(&now, 2000), 20, 0);
    assert_float_equal((float)slot_ops_at(&now, 2500), 25, 0);
    assert_float_equal((float)slot_ops_at(&now, 1500), 15, 0);   /* it ended while the clock was being read */
    assert_float_equal((float)slot_ops_at(&now, 900000), 30, 0); /* it waits for its turn */
    assert_float_equal((float)slot_ops_at(&now, 0), 10, 0);
}

static void slots_of_an_array_share_no_cache_line(void **state)
{
    struct slot *slots = aligned_alloc(_Alignof(struct slot), 4 * sizeof *slots);

    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal((uintptr_t)&slots[i] % SLOT_SIZE, 0);
    assert_true(sizeof(struct slot) >= 128);
    free(slots);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ops_and_time_always_belong_together),
        cmocka_unit_test(a_running_batch_counts_in_proportion_and_never_for_more_than_one),
        cmocka_unit_test(slots_of_an_array_share_no_cache_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
