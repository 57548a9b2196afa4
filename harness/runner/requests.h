/* requests.h - ops that are timed one by one: in a closed loop, where a request begins when the one before has ended, or in an open loop,
 * where it is due at its time (arrivals.h).
 *
 * Only requests that began, or were due, between crew_record(true) and crew_record(false) are recorded, each worker's in memory of its own
 * (latency.h). One read of the clock ends a request and begins the next, so what the harness does in between belongs to the next: some 50 ns.
 * An open loop's time is from when the request was due to its end, so it includes the wake-up of a worker that slept, the wait for the GIL,
 * and the queue behind requests that ran late. Requests that were due and that nobody had begun when the worker was told to stop are recorded
 * with the time that they had waited: too short, but left out they would make a hopeless queue look good.
 */
#ifndef GILSCALE_REQUESTS_H
#define GILSCALE_REQUESTS_H

#include <stdbool.h>
#include <stdint.h>

#include "record/sample.h"
#include "runner/arrivals.h"
#include "runner/attach.h"
#include "runner/latency.h"

struct crew;
struct crew_board;

/* One worker's. */
struct requests {
    struct latency latency;
    uint64_t
        late; /* of an open loop: recorded, but not begun while requests were recorded; so the crew fell behind by as many */
};

/* The worker's own thread, before its first request: touches the memory, so that no page fault is timed. */
void requests_open(struct requests *requests);

/* The worker's own thread, within a batch: n requests, one after the other. `*last_ns` is when the one before ended; then, when
 * the last one did. -1 when one failed. */
int requests_run(struct requests *requests, const struct crew_board *board, struct attachment *a, uint64_t n,
                 int64_t *last_ns);

/* The worker's own thread, between two batches: waits until the next request is due, and runs it. Returns 1 then, 0 when the orders changed
 * before, -1 when it failed. */
int requests_next(struct requests *requests, const struct crew_board *board, struct attachment *a,
                  struct arrivals *arrivals, int64_t *last_ns);

/* The worker's own thread, when it rests or stops: records those that were due and never begun. */
void requests_settle(struct requests *requests, const struct crew_board *board, struct arrivals *arrivals);

/* Main thread, after all workers have ended: the end row's columns, of the first group's requests; nothing where none was timed. Returns
 * whether an open loop fell behind: more than one in twenty was late, and more than one a worker. */
bool requests_report(const struct crew *crew, struct sample *end);

#endif
