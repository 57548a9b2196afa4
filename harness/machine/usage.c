#include "machine/usage.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

struct usage usage_read(void)
{
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return (struct usage){.cpu_s = seconds(r.ru_utime) + seconds(r.ru_stime),
                          .voluntary_switches = r.ru_nvcsw,
                          .involuntary_switches = r.ru_nivcsw};
}

int64_t usage_rss_bytes(void)
{
    int64_t pages = INT64_MIN;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file)
        return INT64_MIN;
    int found = fscanf(file, "%*d %" SCNd64, &pages);
    fclose(file);
    return found == 1 ? pages * sysconf(_SC_PAGESIZE) : INT64_MIN;
}

int64_t usage_pss_bytes(void)
{
    char line[256];
    int64_t kib = INT64_MIN;
    FILE *file = fopen("/proc/self/smaps_rollup", "re");
    if (!file)
        return INT64_MIN;
    while (fgets(line, sizeof line, file) && sscanf(line, "Pss: %" SCNd64 " kB", &kib) != 1)
        ;
    fclose(file);
    return kib < 0 ? INT64_MIN : kib * 1024;
}
