/* The loop of the workload `spin` in a bare C program: threads, the loop and a clock, nothing else. `make bench` compares it with the same
 * loop run by gilscale. Usage: bare_spin OPS CPU...; one pinned thread for each CPU; prints the total ops/s. */
#include "native/lcg.h"

#include "base/clock.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

struct bare {
    _Alignas(128) struct gilscale_worker worker;
    pthread_t thread;
    int cpu;
    uint64_t ops;
    double rate;
};

static void *spin(void *argument)
{
    struct bare *bare = argument;
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET((size_t)bare->cpu, &set);
    sched_setaffinity(0, sizeof set, &set);
    lcg_run(&bare->worker, bare->ops / 2); /* warm up */
    int64_t before = clock_now_ns();
    lcg_run(&bare->worker, bare->ops);
    bare->rate = (double)bare->ops * 1e9 / (double)(clock_now_ns() - before);
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fputs("usage: bare_spin OPS CPU...\n", stderr);
        return 2;
    }
    int threads = argc - 2;
    struct bare *all = aligned_alloc(_Alignof(struct bare), (size_t)threads * sizeof *all);
    double total = 0;

    for (int i = 0; i < threads; i++) {
        all[i] = (struct bare){.cpu = atoi(argv[2 + i]), .ops = strtoull(argv[1], NULL, 10)};
        pthread_create(&all[i].thread, NULL, spin, &all[i]);
    }
    for (int i = 0; i < threads; i++) {
        pthread_join(all[i].thread, NULL);
        total += all[i].rate;
        if (all[i].worker.result != lcg_after(all[i].ops + all[i].ops / 2))
            return 4;
    }
    printf("%.17g\n", total);
    free(all);
    return 0;
}
