#include "machine/frequency.h"

#include <math.h>

#include "machine/sysfile.h"

#define CPU_FOLDER "/sys/devices/system/cpu/cpu%d"

double frequency_hz(const char *root, const int *cpus, int count)
{
    double sum = 0;

    for (int i = 0; i < count; i++) {
        int64_t khz;
        if (!sysfile_number(&khz, root, CPU_FOLDER "/cpufreq/scaling_cur_freq", cpus[i]) || khz <= 0)
            return NAN;
        sum += 1e3 * (double)khz;
    }
    return count ? sum / count : NAN;
}

int64_t frequency_heat_events(const char *root, const int *cpus, int count)
{
    int64_t sum = 0;

    for (int i = 0; i < count; i++) {
        int64_t events;
        if (!sysfile_number(&events, root, CPU_FOLDER "/thermal_throttle/core_throttle_count", cpus[i]))
            return -1;
        sum += events;
    }
    return count ? sum : -1;
}
