/* arrivals.h - when the requests of an open loop are due: at a fixed rate, whatever becomes of those before them.
 *
 * A closed loop sends a request when the one before has ended, so while a worker is held up nobody asks, and the delay shows in one request
 * instead of all that would have come meanwhile ("coordinated omission", Tene; closed and open systems: Schroeder, Wierman, Harchol-Balter,
 * NSDI 2006). Here each request has a time at which it is due, and its latency counts from then.
 *
 * The gaps are even, and worker i of N is i/N of its own gap behind the first, so that the whole crew's requests are evenly spaced, too. Why
 * not at random, as real users come (Poisson): even arrivals do not queue by themselves below full load, so all that is above the time of one
 * request alone is the interpreter's and the system's doing; they need no seed, and a short run sees the same as a long one. Latencies under
 * arrivals that bunch are longer.
 *
 * One worker, its own thread.
 */
#ifndef GILSCALE_ARRIVALS_H
#define GILSCALE_ARRIVALS_H

#include <stdint.h>

struct arrivals {
    double period_ns, offset_ns; /* of this worker's requests */
    int64_t from_ns;             /* the schedule began */
    uint64_t next;               /* request, from 0 */
};

/* `per_s` requests a second of all `workers` together; of these this is the one with that index. */
struct arrivals arrivals_of(double per_s, int workers, int index);

/* The schedule begins anew at clock_now_ns() == from_ns; what was due before is forgotten. */
void arrivals_restart(struct arrivals *arrivals, int64_t from_ns);

/* When the next request is due, by clock_now_ns(). It never drifts: each is reckoned from the schedule's begin. */
int64_t arrivals_due_ns(const struct arrivals *arrivals);

/* Sleeps until `due_ns`, or for 20 ms if that is longer, so that the caller can look whether it is still wanted; it may be too early by what
 * the kernel's clock differs from ours. Some 0.05 ms late, as any wake-up is; detached. */
void arrivals_doze(int64_t due_ns);

#endif
