/* Objects made by one worker and released by another.
 *
 * Mechanism: with a GIL, an ordinary Py_DECREF by another thread. Free-threaded (from 3.13 on), the last reference is not the owner's, and the
 * count takes one of two ways. merged=0: the other drops the only reference; the object goes into its owner's queue, and the owner merges the two
 * halves of the count and frees it when it next looks up from its bytecode. merged=1: the other takes a reference of its own, the owner drops its
 * one, which merges the halves, and the other frees the object. One worker alone does the same steps itself, as the owner. Expect two workers to
 * be slower than one where the queue is used. Workers wait for each other detached; with a GIL they take turns.
 * A batch is sized for one worker, who never waits; with two it lasted 0.1 to 0.4 s on two CPUs, so use windows of a second or more.
 * Steadiness: one worker alone, two labels of one build in turns, half of the interval of the ratio: 1.8 %. One process after the other, not in
 * turns, it was 24 %: the machine's speeds.
 * Claim C11, "queued" and "merged", and claim C12.
 * op: one object's half: it is made and given away, or taken and released.
 */
#include <Python.h>

#include "handover.h"
#include "lines.h"

#define RING  1024 /* objects on their way */
#define LOOKS 256  /* objects that an owner makes before it runs some bytecode, where it finds its queue */

typedef _Atomic uint64_t atomic_count;

/* Object k is at k % RING. Each count is written by one of the two. */
struct pair {
    _Alignas(LINES_BYTES) atomic_count made; /* the owner's: put into the ring */
    _Alignas(LINES_BYTES)
        atomic_count taken; /* the other's: looked at, and with merged=1 a reference taken */
    _Alignas(LINES_BYTES) atomic_count let_go;  /* the owner's: its reference dropped, with merged=1 */
    _Alignas(LINES_BYTES) atomic_count dropped; /* the other's: the last reference dropped */
    _Alignas(LINES_BYTES) PyObject *ring[RING];
};

struct belt {
    _Alignas(LINES_BYTES) atomic_bool stopped;
    bool merged;
    struct pair pairs[];
};

struct hand {
    struct handover_count count;
    struct pair *pair;
    uint64_t wrong; /* objects that were not what they should be */
    PyObject *look; /* this worker's, so that its count is nobody else's */
};

static const char *const roles[] = {"owner", "other", NULL};

static int setup(struct gilscale_cell *cell)
{
    if (lines_shared(cell, sizeof(struct belt) + (size_t)cell->workers * sizeof(struct pair)) < 0)
        return -1;
    struct belt *belt = cell->shared;
    belt->merged = gilscale_parameter(cell, "merged");
    return 0;
}

static int begin(struct gilscale_worker *worker)
{
    struct belt *belt = worker->cell->shared;

    if (lines_state(worker, sizeof(struct hand)) < 0)
        return -1;
    struct hand *hand = worker->state;
    hand->pair = &belt->pairs[worker->index / 2];
    PyObject *globals = PyDict_New();
    hand->look = globals ? PyRun_String("lambda: None", Py_eval_input, globals, globals) : NULL;
    Py_XDECREF(globals);
    return hand->look ? 0 : -1;
}

/* Waits, detached, until one of the two counts has changed or it is time to stop. */
static void wait_for(struct belt *belt, atomic_count *a, uint64_t old_a, atomic_count *b, uint64_t old_b)
{
    unsigned turns = 0;
    PyThreadState *saved = PyEval_SaveThread();

    while (atomic_load_explicit(a, memory_order_relaxed) == old_a &&
           atomic_load_explicit(b, memory_order_relaxed) == old_b &&
           !atomic_load_explicit(&belt->stopped, memory_order_relaxed))
        handover_breathe(&turns);
    PyEval_RestoreThread(saved);
}

static uint64_t mine(atomic_count *count)
{
    return atomic_load_explicit(count, memory_order_relaxed);
}

static uint64_t theirs(atomic_count *count)
{
    return atomic_load_explicit(count, memory_order_acquire);
}

static void publish(atomic_count *count, uint64_t value)
{
    atomic_store_explicit(count, value, memory_order_release);
}

/* The owner's references to what the other has taken. */
static void let_go(struct pair *pair)
{
    uint64_t taken = theirs(&pair->taken), done = mine(&pair->let_go);

    for (; done < taken; done++)
        Py_DECREF(pair->ring[done % RING]);
    publish(&pair->let_go, done);
}

/* The last reference. */
static void drop(struct hand *hand, PyObject *object)
{
    hand->wrong += Py_REFCNT(object) != 1;
    Py_DECREF(object);
}

/* The other's references to what the owner has let go. */
static void drop_merged(struct hand *hand)
{
    struct pair *pair = hand->pair;
    uint64_t gone = theirs(&pair->let_go), done = mine(&pair->dropped);

    for (; done < gone; done++)
        drop(hand, pair->ring[done % RING]);
    publish(&pair->dropped, done);
}

/* Returns 1 when it was done, 0 when it is time to stop, -1 with an exception. */
static int make(struct belt *belt, struct hand *hand)
{
    struct pair *pair = hand->pair;
    uint64_t made = mine(&pair->made), taken, dropped;

    for (;;) {
        taken = theirs(&pair->taken);
        if (belt->merged)
            let_go(pair);
        dropped = theirs(&pair->dropped);
        if (made - dropped < RING)
            break;
        if (atomic_load_explicit(&belt->stopped, memory_order_relaxed))
            return 0;
        wait_for(belt, &pair->taken, taken, &pair->dropped, dropped);
    }
    PyObject *object = PyBytes_FromStringAndSize((const char *)&made, sizeof made);
    if (!object)
        return -1;
    pair->ring[made % RING] = object;
    publish(&pair->made, made + 1);
    if ((made + 1) % LOOKS)
        return 1;
    PyObject *none = PyObject_CallNoArgs(hand->look);
    Py_XDECREF(none);
    return none ? 1 : -1;
}

/* As make(). */
static int take(struct belt *belt, struct hand *hand)
{
    struct pair *pair = hand->pair;
    uint64_t taken = mine(&pair->taken), made, gone, tag;

    for (;;) {
        gone = theirs(&pair->let_go);
        if (belt->merged)
            drop_merged(hand);
        made = theirs(&pair->made);
        if (taken < made)
            break;
        if (atomic_load_explicit(&belt->stopped, memory_order_relaxed))
            return 0;
        wait_for(belt, &pair->made, made, &pair->let_go, gone);
    }
    PyObject *object = pair->ring[taken % RING];
    memcpy(&tag, PyBytes_AS_STRING(object), sizeof tag);
    hand->wrong += tag != taken;
    if (belt->merged)
        Py_INCREF(object);
    else
        drop(hand, object);
    publish(&pair->taken, taken + 1);
    if (!belt->merged)
        publish(&pair->dropped, taken + 1);
    return 1;
}

/* One worker alone: as both, in turn. */
static int make_or_take(struct belt *belt, struct hand *hand)
{
    if (hand->count.done % 2 == 0)
        return make(belt, hand);
    int result = take(belt, hand);
    if (belt->merged) {
        let_go(hand->pair);
        drop_merged(hand);
    }
    return result;
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    const char *role = gilscale_role(worker);
    int (*part)(struct belt *, struct hand *) = make_or_take;
    struct hand *hand = worker->state;

    if (role)
        part = strcmp(role, roles[0]) == 0 ? make : take;
    handover_begin(&hand->count, n);
    while (n--) {
        int done = part(worker->cell->shared, hand);
        if (done <= 0)
            return done;
        hand->count.done++;
    }
    return 0;
}

static int stop(struct gilscale_cell *cell)
{
    struct belt *belt = cell->shared;
    atomic_store(&belt->stopped, true);
    return 0;
}

static void end(struct gilscale_worker *worker)
{
    struct hand *hand = worker->state;
    Py_CLEAR(hand->look);
}

/* What was still on its way. */
static void clear(struct pair *pair, bool merged)
{
    for (uint64_t k = merged ? pair->let_go : pair->dropped; k < pair->made; k++)
        Py_DECREF(pair->ring[k % RING]);
    for (uint64_t k = pair->dropped; merged && k < pair->taken; k++)
        Py_DECREF(pair->ring[k % RING]);
}

static int check(struct gilscale_cell *cell, struct gilscale_worker *const *workers)
{
    struct belt *belt = cell->shared;
    uint64_t parts = 0, done = 0, wrong = 0;
    bool right = true;

    for (int i = 0; i < cell->workers; i++) {
        const struct hand *hand = workers[i]->state;
        right &= handover_is_right(&hand->count, workers[i]->ops, atomic_load(&belt->stopped));
        wrong += hand->wrong;
        done += hand->count.done;
        if (i % 2)
            continue;
        parts += atomic_load(&hand->pair->made) + atomic_load(&hand->pair->taken);
        clear(hand->pair, belt->merged);
    }
    if (right && !wrong && parts == done)
        return 0;
    strcpy(cell->error, !right  ? "a worker did not do the ops that it was asked for"
                        : wrong ? "an object came out of turn, or with another count than one"
                                : "objects made and taken do not add up to the ops");
    return -1;
}

static const struct gilscale_parameter parameters[] = {
    {.name = "merged",
     .value = 0,
     .low = 0,
     .high = 1,
     .help = "1: the owner drops its reference first, the other frees; 0: the other drops the only one, the "
             "owner frees"},
    {0},
};

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .parameters = parameters, .roles = roles, .setup = setup,
                  .begin = begin, .run = run, .stop = stop, .end = end, .check = check);
