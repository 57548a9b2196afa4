/* frequency.h - how fast the CPUs' clock runs now, and whether heat has slowed it.
 *
 * From cpufreq and thermal_throttle in /sys; virtual machines mostly show neither. Some ten microseconds a CPU: at the edge of a window,
 * never inside. Any thread may call. `root` as in sysfile.h.
 */
#ifndef GILSCALE_FREQUENCY_H
#define GILSCALE_FREQUENCY_H

#include <stdint.h>

/* The mean clock of these CPUs in Hz, while they work; NAN when the machine does not show that of each. */
double frequency_hz(const char *root, const int *cpus, int count);

/* How often these CPUs have been throttled for heat since boot; -1 when the machine does not show it. */
int64_t frequency_heat_events(const char *root, const int *cpus, int count);

#endif
