/* dimension.h - how long an invocation of a cell should be: as short as its warm-up, the GIL's hand-overs and the garbage collector allow,
 * because nearly all variance sits between processes, and time is better spent on more of them.
 *
 * From a pilot: a few invocations of each cell without warm-up, in many short windows. Kalibera and Jones (Rigorous Benchmarking in
 * Reasonable Time, ISMM 2013) give the number of windows: sqrt(cost of a process / cost of a window x variance within / variance between).
 * The warm-up ends where the windows come to the level of the pilot's second half. Pure; any thread may call.
 */
#ifndef GILSCALE_DIMENSION_H
#define GILSCALE_DIMENSION_H

#include <stdbool.h>
#include <stdint.h>

/* Windows can be judged steady from three on; more than so many are never worth it. */
#define DIMENSION_LEAST_WINDOWS 3
#define DIMENSION_MOST_WINDOWS  20

/* The shortest window: some ten batches. And the shortest warm-up. */
#define DIMENSION_WINDOW_NS 10000000

/* Windows that alternate with other runners' are shorter, so that a pair of them sees the same machine, and more: at least so long together. */
#define DIMENSION_TURN_NS   5000000
#define DIMENSION_TURNS_NS  100000000
#define DIMENSION_WARMUP_NS 20000000

/* One pilot invocation. */
struct dimension_pilot {
    const double *rates; /* of its windows, ops/s */
    int count;           /* 0: it did not end well */
    int64_t window_ns;   /* what a window took, on average */
    int64_t process_ns;  /* what the process took in all */
    int64_t crew_ns;     /* of that: from when the workers were let go until they were told to stop */
    int64_t collections, full_collections; /* of the garbage collector in that time; negative: not known */
};

/* The pilot's windows for a cell whose windows must be `shortest_ns` (for a GIL's hand-overs; 0 without one), measured in turns or not. */
int64_t dimension_pilot_window_ns(int64_t shortest_ns, bool turns);
int dimension_pilot_windows(int64_t window_ns);

/* How many windows at the start belong to the warm-up: all before the first two in a row that lie no farther from the median of the second
 * half than that half's own noise about its line allows (three standard deviations, at least 5 %,
 * or 20 % with fewer than five windows there). *over is false when there are none in the
 * first half, or when the second still rises or falls by more than twice that: the pilot was too short to tell. At least four windows. */
int dimension_warmup_windows(const double *rates, int count, bool *over);

/* Sums of squares of log rates, within invocations and between them, to be added up over the pilot's cells of one workload. */
struct dimension_variance {
    double within, between;
    int within_freedom, between_freedom;
};
void dimension_add_variance(struct dimension_variance *sum, const struct dimension_pilot *pilots, int count);

/* Kalibera and Jones' number of windows, between the two limits above. Costs in any one unit; without variance known (no freedom): the
 * least. */
long dimension_windows(double process_cost, double window_cost, const struct dimension_variance *variance);

/* In turns: at least `windows`, and as many as make DIMENSION_TURNS_NS. */
long dimension_turns(long windows, int64_t window_ns);

/* The time between two collections that come again and again: of full ones when there are at least two in the pilot, else of any; 0 when
 * there are none, or too many to matter. A window should hold five. */
int64_t dimension_gc_period_ns(const struct dimension_pilot *pilot);

#endif
