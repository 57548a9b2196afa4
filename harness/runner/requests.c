#include "runner/requests.h"

#include "base/clock.h"
#include "runner/crew.h"
#include "runner/phaseclock.h"

#include <string.h>

void requests_open(struct requests *requests)
{
    memset(requests, 0, sizeof *requests);
}

static bool is_recorded(const struct crew_board *board, int64_t began_ns)
{
    return began_ns >= atomic_load_explicit(&board->record_from_ns, memory_order_relaxed) &&
           began_ns < atomic_load_explicit(&board->record_until_ns, memory_order_relaxed);
}

int requests_run(struct requests *requests, const struct crew_board *board, struct attachment *a, uint64_t n,
                 int64_t *last_ns)
{
    int64_t began_ns = *last_ns;

    for (uint64_t i = 0; i < n; i++) {
        if (attach_run(a, 1) < 0)
            return -1;
        int64_t now_ns = clock_now_ns();
        if (is_recorded(board, began_ns))
            latency_record(&requests->latency, now_ns - began_ns);
        began_ns = now_ns;
        phaseclock_start(now_ns);
    }
    *last_ns = began_ns;
    return 0;
}

/* Is there nothing new that the worker has to know? */
static bool goes_on(const struct crew_board *board, const struct arrivals *arrivals)
{
    int64_t from_ns = atomic_load_explicit(&board->record_from_ns, memory_order_relaxed);

    return atomic_load_explicit(&board->orders, memory_order_relaxed) == CREW_RUN &&
           (from_ns == CREW_NOT_RECORDED || arrivals->from_ns >= from_ns);
}

int requests_next(struct requests *requests, const struct crew_board *board, struct attachment *a,
                  struct arrivals *arrivals, int64_t *last_ns)
{
    /* With the recording all begin anew together, and what they are behind from the warm-up is forgotten. */
    int64_t from_ns = atomic_load_explicit(&board->record_from_ns, memory_order_relaxed);
    if (from_ns != CREW_NOT_RECORDED && arrivals->from_ns < from_ns)
        arrivals_restart(arrivals, from_ns);

    int64_t due_ns = arrivals_due_ns(arrivals), begun_ns = *last_ns;
    if (begun_ns < due_ns) {
        attach_let_go(a);
        while ((begun_ns = clock_now_ns()) < due_ns && goes_on(board, arrivals))
            arrivals_doze(due_ns);
        attach_take_back(a);
        if (!goes_on(board, arrivals))
            return 0;
    }
    phaseclock_start(begun_ns);
    attach_begin(a);
    int result = attach_run(a, 1);
    attach_end(a);
    if (result < 0)
        return -1;
    arrivals->next++;
    *last_ns = clock_now_ns();
    phaseclock_stop(*last_ns);
    if (is_recorded(board, due_ns)) {
        latency_record(&requests->latency, *last_ns - due_ns);
        requests->late += begun_ns >= atomic_load_explicit(&board->record_until_ns, memory_order_relaxed);
    }
    return 1;
}

void requests_settle(struct requests *requests, const struct crew_board *board, struct arrivals *arrivals)
{
    const int64_t now_ns = clock_now_ns();

    for (; arrivals_due_ns(arrivals) < now_ns; arrivals->next++) {
        int64_t due_ns = arrivals_due_ns(arrivals);
        if (!is_recorded(board, due_ns))
            continue;
        latency_record(&requests->latency, now_ns - due_ns);
        requests->late++;
    }
}

bool requests_report(const struct crew *crew, struct sample *end)
{
    static struct latency all; /* of one crew; too large for a stack, and the main thread is one */
    const int workers = crew->groups[0].workers;
    uint64_t late = 0;
    bool timed = false;

    memset(&all, 0, sizeof all);
    for (int i = 0; i < workers; i++) {
        if (!crew->members[i].times_requests)
            continue; /* its memory was never touched, and is not to be now */
        timed = true;
        latency_merge(&all, &crew->requests[i].latency);
        late += crew->requests[i].late;
    }
    if (!timed)
        return false;
    end->requests = (int64_t)all.count;
    end->latency_p50_s = latency_percentile_s(&all, 500);
    end->latency_p90_s = latency_percentile_s(&all, 900);
    end->latency_p99_s = latency_percentile_s(&all, 990);
    end->latency_p999_s = latency_percentile_s(&all, 999);
    end->latency_max_s = latency_percentile_s(&all, 1000);
    return late > (uint64_t)workers && late * 20 > all.count;
}
