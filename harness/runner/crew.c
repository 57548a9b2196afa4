#include "runner/crew.h"

#include "base/clock.h"
#include "runner/gilheld.h"
#include "runner/home.h"
#include "runner/interpreter.h"
#include "runner/requests.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t rounded(size_t bytes)
{
    return (bytes + SLOT_SIZE - 1) / SLOT_SIZE * SLOT_SIZE;
}

/* Anonymous, so that nothing of it is left behind, however we end; not reserved, because most of it is for requests, which few
 * workloads have. */
static int make_memory(struct crew *crew, struct error *e)
{
    size_t n = (size_t)crew->workers, slots = n * sizeof *crew->slots;
    size_t board = rounded(sizeof *crew->board), gate = rounded(gate_size(crew->workers));
    size_t own = (size_t)crew->groups[0].workers;
    size_t clocks = own * sizeof *crew->phaseclocks, requests = own * sizeof *crew->requests;

    crew->memory_size = slots + clocks + requests + board + gate + n * sizeof *crew->members;
    crew->memory = mmap(NULL, crew->memory_size, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (crew->memory == MAP_FAILED) {
        crew->memory = NULL;
        return error_set(e, "no memory for %d workers: %s", crew->workers, strerror(errno));
    }
    char *at = crew->memory; /* all zero */
    crew->slots = (void *)at;
    crew->phaseclocks = (void *)(at += slots);
    crew->requests = (void *)(at += clocks);
    crew->board = (void *)(at += requests);
    crew->gate = (void *)(at += board);
    crew->members = (void *)(at + gate);
    atomic_init(&crew->board->orders, crew->starts_resting ? CREW_PAUSE : CREW_RUN);
    atomic_init(&crew->board->record_from_ns, CREW_NOT_RECORDED);
    if (sem_init(&crew->board->bell, 1, 0) < 0)
        return error_set(e, "cannot make the crew's bell: %s", strerror(errno));
    return gate_init(crew->gate, crew->workers, e);
}

static void describe_members(struct crew *crew, const int *cpus)
{
    int index = 0;

    for (int group = 0; group < CREW_GROUPS; group++)
        for (int place = 0; place < crew->groups[group].workers; place++, index++) {
            struct crew_member *m = &crew->members[index];
            m->crew = crew;
            m->index = index;
            m->group = group;
            m->place = m->crew->groups[group].work ? place : 0;
            m->cpu = cpus ? cpus[index] : -1;
            m->work = crew->groups[group].work;
            sem_init(&m->wake, 1, 0);
        }
}

static void give_up(struct crew *crew, int index, const struct error *why)
{
    crew->members[index].status = WORK_FAILED;
    crew->members[index].why = *why;
    gate_give_up(crew->gate, index, why);
}

int crew_start(struct crew *crew, const int *cpus, struct error *e)
{
    pthread_attr_t attributes;

    for (int group = 0; group < CREW_GROUPS; group++)
        crew->workers += crew->groups[group].workers;
    if (make_memory(crew, e) < 0)
        return -1;
    describe_members(crew, cpus);
    if (crew->times_phases)
        gilheld_watch_others(&crew->board->others_held_ns);

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, crew->stack_bytes ? crew->stack_bytes : CREW_STACK_BYTES);
    while (crew->started < crew->workers) {
        struct crew_member *m = &crew->members[crew->started];
        m->born_ns = clock_now_ns();
        if (crew->home->make(m, &attributes, e) < 0)
            break;
        crew->started++;
    }
    pthread_attr_destroy(&attributes);
    for (int i = 0; i < crew->started && crew->home->watch; i++) {
        crew->members[i].lost = crew->home->watch(&crew->members[i], e) < 0;
        if (crew->members[i].lost)
            give_up(crew, i, e);
    }

    /* Those that could not be started report through us, so that the others do not wait for them. */
    for (int i = crew->started; i < crew->workers; i++)
        give_up(crew, i, e);
    int result = gate_open(crew->gate, e);
    crew->let_go = result == 0;
    return result;
}

void crew_ring(struct crew *crew)
{
    sem_post(&crew->board->bell);
}

/* Until somebody rings, or for `left_ns`. It may return early. */
static void listen(struct crew *crew, int64_t left_ns)
{
    struct timespec at;

    /* The semaphore knows no raw clock; the difference between the two is a few parts per million of one sleep. */
    clock_gettime(CLOCK_MONOTONIC, &at);
    left_ns += at.tv_nsec;
    at.tv_sec += left_ns / 1000000000;
    at.tv_nsec = left_ns % 1000000000;
    sem_clockwait(&crew->board->bell, CLOCK_MONOTONIC, &at);
}

int crew_sleep(struct crew *crew, int64_t until_ns)
{
    for (;;) {
        int64_t left = until_ns - clock_now_ns();
        if (atomic_load(&crew->board->ended))
            return -1;
        if (left <= 0)
            return 0;
        listen(crew, left);
    }
}

static int wait_until_all_rest(struct crew *crew)
{
    struct crew_board *board = crew->board;

    while (!atomic_load(&board->ended) && atomic_load(&board->resting) < crew->workers)
        listen(crew, 1000000000);
    return atomic_load(&board->ended) ? -1 : 0;
}

int crew_pause(struct crew *crew)
{
    atomic_store(&crew->board->orders, CREW_PAUSE);
    return wait_until_all_rest(crew);
}

/* New orders, also for those that rest. */
static void wake(struct crew *crew, int orders)
{
    atomic_store(&crew->board->resting, 0);
    atomic_store(&crew->board->orders, orders);
    for (int i = 0; i < crew->started; i++)
        sem_post(&crew->members[i].wake);
}

void crew_resume(struct crew *crew)
{
    wake(crew, CREW_RUN);
}

int crew_share(struct crew *crew, uint64_t ops)
{
    const uint64_t workers = (uint64_t)crew->workers;

    for (uint64_t i = 0; i < workers; i++)
        crew->members[i].share = ops / workers + (i < ops % workers);
    wake(crew, CREW_SHARE);
    return wait_until_all_rest(crew);
}

void crew_record(struct crew *crew, bool on)
{
    const int64_t now_ns = clock_now_ns();

    if (on) {
        atomic_store(&crew->board->record_until_ns, INT64_MAX);
        atomic_store(&crew->board->record_from_ns, now_ns);
    } else {
        atomic_store(&crew->board->record_until_ns, now_ns);
    }
}

/* Workers that wait for each other inside a batch do not look at their orders. (Those that have a work each wait for nobody.) */
static int call_stop(struct crew *crew, struct error *e)
{
    struct interpreter_thread python;
    int result = 0;

    for (int group = 0; group < CREW_GROUPS && crew->let_go; group++) {
        struct work *work = crew->groups[group].work;
        if (!work || !work->stops)
            continue;
        interpreter_enter(&python);
        if (work->kind->stop(work, e) < 0)
            result = -1;
        interpreter_leave(&python);
    }
    return result;
}

static const struct crew_member *first_bad(const struct crew *crew)
{
    for (int i = 0; crew->members && i < crew->workers; i++)
        if (crew->members[i].status != WORK_OK)
            return &crew->members[i];
    return NULL;
}

int crew_stop(struct crew *crew, struct error *e)
{
    struct error why;

    if (!crew->members)
        return 0;
    /* First the orders: a worker that its workload wakes looks at them. */
    wake(crew, CREW_STOP);
    bool woken = call_stop(crew, &why) == 0;
    for (int i = 0; i < crew->started; i++)
        if (!crew->members[i].lost)
            pthread_join(crew->members[i].thread, NULL);
    const struct crew_member *bad = first_bad(crew);
    if (bad)
        *e = bad->why;
    else if (!woken)
        *e = why;
    return bad || !woken ? -1 : 0;
}

enum work_status crew_status(const struct crew *crew)
{
    const struct crew_member *bad = first_bad(crew);
    return bad ? bad->status : WORK_OK;
}

static bool has_processes(const struct crew *crew)
{
    return crew->home->mode == MODE_PROCESSES;
}

/* A missing number stays missing. */
static void add(int64_t *sum, int64_t bytes)
{
    *sum = *sum == INT64_MIN || bytes == INT64_MIN ? INT64_MIN : *sum + bytes;
}

struct usage crew_usage(const struct crew *crew)
{
    struct usage sum = {0}, one;

    if (!has_processes(crew))
        return usage_read();
    for (int i = 0; i < crew->started; i++)
        if (usage_of_process(crew->members[i].pid, &one) == 0)
            sum = usage_sum(&sum, &one);
    return sum;
}

int64_t crew_rss_bytes(const struct crew *crew)
{
    int64_t sum = 0;

    if (!has_processes(crew))
        return usage_rss_bytes();
    for (int i = 0; i < crew->started; i++)
        add(&sum, usage_rss_of(crew->members[i].pid));
    return sum;
}

struct usage_memory crew_memory(const struct crew *crew)
{
    struct usage_memory sum = {0};

    if (!has_processes(crew))
        return usage_memory(getpid());
    for (int i = 0; i < crew->started; i++) {
        struct usage_memory one = usage_memory(crew->members[i].pid);
        add(&sum.rss_bytes, one.rss_bytes);
        add(&sum.pss_bytes, one.pss_bytes);
        add(&sum.peak_bytes, one.peak_bytes);
    }
    return sum;
}

void crew_free(struct crew *crew)
{
    if (!crew->memory)
        return;
    gilheld_watch_others(NULL);
    gate_destroy(crew->gate);
    sem_destroy(&crew->board->bell);
    for (int i = 0; i < crew->workers; i++)
        sem_destroy(&crew->members[i].wake);
    munmap(crew->memory, crew->memory_size);
    *crew = (struct crew){0};
}
