/* Two workers hand a cache line to and fro, each after the other's store.
 *
 * Mechanism: the latency of cache coherence, and nothing else: an op cannot begin before the partner's store has come over. So two workers
 * together are slower than one alone, on every build: no Python in it, and the GIL is not held. One worker alone makes the same stores with no
 * partner. Each pair of workers has a line of its own, so N pairs do N times what one does. Placement decides: CPUs that share a core or a cache
 * are nearer.
 * A batch is sized for one worker, who never waits; with two it lasted 0.5 s on two CPUs, so use windows of a second or more.
 * op: one store, after the one before it was seen.
 */
#include "handover.h"
#include "lines.h"

typedef _Atomic uint64_t atomic_count;

struct ball {
    _Alignas(LINES_BYTES) atomic_count value; /* the number of stores */
};

struct game {
    _Alignas(LINES_BYTES) atomic_bool stopped;
    struct ball balls[];
};

struct player {
    struct handover_count count;
    struct ball *ball;
    uint64_t next; /* the value that is ours to raise */
    uint64_t step; /* from one of them to the next */
};

static const char *const roles[] = {"ping", "pong", NULL};

static int setup(struct gilscale_cell *cell)
{
    return lines_shared(cell, sizeof(struct game) + (size_t)cell->workers * sizeof(struct ball));
}

static int begin(struct gilscale_worker *worker)
{
    struct game *game = worker->cell->shared;

    if (lines_state(worker, sizeof(struct player)) < 0)
        return -1;
    struct player *player = worker->state;
    player->ball = &game->balls[worker->index / 2];
    player->next = (uint64_t)worker->index % 2;
    player->step = gilscale_role(worker) ? 2 : 1;
    return 0;
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    struct game *game = worker->cell->shared;
    struct player *player = worker->state;
    unsigned turns = 0;

    handover_begin(&player->count, n);
    while (n--) {
        while (atomic_load_explicit(&player->ball->value, memory_order_acquire) != player->next) {
            if (atomic_load_explicit(&game->stopped, memory_order_relaxed))
                return 0;
            handover_breathe(&turns);
        }
        atomic_store_explicit(&player->ball->value, player->next + 1, memory_order_release);
        player->next += player->step;
        player->count.done++;
    }
    return 0;
}

static int stop(struct gilscale_cell *cell)
{
    struct game *game = cell->shared;
    atomic_store(&game->stopped, true);
    return 0;
}

static int check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    struct game *game = cell->shared;

    for (int i = 0; i < cell->workers; i++) {
        const struct player *player = workers[i]->state, *other = workers[i ^ (cell->workers > 1)]->state;
        uint64_t stores = player->count.done + (player == other ? 0 : other->count.done);
        if (!handover_is_right(&player->count, workers[i]->ops, atomic_load(&game->stopped))) {
            strcpy(cell->error, "a worker did not do the ops that it was asked for");
            return -1;
        }
        if (atomic_load(&player->ball->value) != stores) {
            strcpy(cell->error, "a line does not hold the number of stores to it");
            return -1;
        }
    }
    return 0;
}

GILSCALE_WORKLOAD(.attachment = GILSCALE_DETACHED, .roles = roles, .setup = setup, .begin = begin, .run = run,
                  .stop = stop, .check = check);
