/* axis.h - values of a chart as people read them, and where an axis has its ticks. Pure; any thread may call.
 */
#ifndef GILSCALE_AXIS_H
#define GILSCALE_AXIS_H

#include <stdbool.h>
#include <stddef.h>

enum axis_unit {
    UNIT_TIMES,   /* a ratio: "1.97x" */
    UNIT_SHARE,   /* .97: "97 %" */
    UNIT_RATE,    /* ops/s: "1.23 M ops/s" */
    UNIT_BYTES,   /* "12.3 MiB" */
    UNIT_SECONDS, /* "1.23 ms" */
};

/* As in a sentence, with its unit; `to` is at least 32 bytes. Returns `to`. */
char *axis_text(enum axis_unit unit, double value, char *to, size_t size);

struct axis_tick {
    double at;
    char text[24];
};

enum { TICKS_MOST = 16 };

/* With so many workers their axis is logarithmic. */
enum { AXIS_LOG_FROM = 8 };

/* Round values between low and high (low < high; of a logarithmic axis both > 0), at least two where there is room for them; of all ticks the
 * same prefix, but on a logarithmic axis. Returns how many, at most TICKS_MOST. */
size_t axis_ticks(enum axis_unit unit, double low, double high, bool log, struct axis_tick ticks[TICKS_MOST]);

/* Which of these numbers of workers an axis can show, when each takes `room` pixels: place[i] is where the ascending n[i] stands. The last
 * and the first go before powers of two, those before the rest. Fills shown[]. */
void axis_choose(const int *n, const double *place, size_t count, double room, bool *shown);

#endif
