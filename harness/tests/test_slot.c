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
        assert_true(now.ops >= last); /* and never goes back */
        last = now.ops;
    } while (!done);
    pthread_join(thread, NULL);
    assert_int_equal(slot_read(&slot).ops, ROUNDS);
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
        cmocka_unit_test(slots_of_an_array_share_no_cache_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
