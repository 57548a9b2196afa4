#include "machine/usage.h"

#include <dirent.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "machine/sysfile.h"

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
                          .involuntary_switches = r.ru_nivcsw,
                          .minor_faults = r.ru_minflt,
                          .major_faults = r.ru_majflt};
}

/* The CPU time that a clock shows; -1 when its process or thread is gone. */
static int read_cpu(clockid_t clock, double *cpu_s)
{
    struct timespec now;

    if (clock_gettime(clock, &now) < 0)
        return -1;
    *cpu_s = (double)now.tv_sec + (double)now.tv_nsec / 1e9;
    return 0;
}

static int read_switches(pid_t pid, const char *tid, int64_t *voluntary, int64_t *involuntary)
{
    char text[4096];

    if (!sysfile_read(text, sizeof text, "", "/proc/%d/task/%s/status", (int)pid, tid))
        return -1;
    *voluntary = sysfile_count(text, "voluntary_ctxt_switches");
    *involuntary = sysfile_count(text, "nonvoluntary_ctxt_switches");
    return *voluntary < 0 || *involuntary < 0 ? -1 : 0;
}

static void add_switches(pid_t pid, struct usage *usage)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
    DIR *threads = opendir(path);
    for (struct dirent *entry; threads && (entry = readdir(threads));) {
        int64_t voluntary, involuntary;
        if (*entry->d_name == '.' || read_switches(pid, entry->d_name, &voluntary, &involuntary) < 0)
            continue; /* it ended meanwhile */
        usage->voluntary_switches =
            (usage->voluntary_switches < 0 ? 0 : usage->voluntary_switches) + voluntary;
        usage->involuntary_switches =
            (usage->involuntary_switches < 0 ? 0 : usage->involuntary_switches) + involuntary;
    }
    if (threads)
        closedir(threads);
}

int usage_of_process(pid_t pid, struct usage *usage)
{
    char text[1024];
    clockid_t clock;

    *usage = (struct usage){NAN, INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN};
    if (clock_getcpuclockid(pid, &clock) || read_cpu(clock, &usage->cpu_s) < 0)
        return -1;
    /* The name comes second, in brackets, and may hold anything. */
    char *rest = sysfile_read(text, sizeof text, "", "/proc/%d/stat", (int)pid) ? strrchr(text, ')') : NULL;
    int64_t minor, major;
    if (rest &&
        sscanf(rest + 1, " %*c %*d %*d %*d %*d %*d %*u %" SCNd64 " %*u %" SCNd64, &minor, &major) == 2) {
        usage->minor_faults = minor;
        usage->major_faults = major;
    }
    add_switches(pid, usage);
    return 0;
}

static int64_t sum(int64_t a, int64_t b)
{
    return a == INT64_MIN || b == INT64_MIN ? INT64_MIN : a + b;
}

struct usage usage_sum(const struct usage *a, const struct usage *b)
{
    return (struct usage){.cpu_s = a->cpu_s + b->cpu_s,
                          .voluntary_switches = sum(a->voluntary_switches, b->voluntary_switches),
                          .involuntary_switches = sum(a->involuntary_switches, b->involuntary_switches),
                          .minor_faults = sum(a->minor_faults, b->minor_faults),
                          .major_faults = sum(a->major_faults, b->major_faults)};
}

static int64_t difference(int64_t from, int64_t to)
{
    return from == INT64_MIN || to == INT64_MIN ? INT64_MIN : to - from;
}

struct usage usage_between(const struct usage *from, const struct usage *to)
{
    return (struct usage){.cpu_s = to->cpu_s - from->cpu_s,
                          .voluntary_switches = difference(from->voluntary_switches, to->voluntary_switches),
                          .involuntary_switches =
                              difference(from->involuntary_switches, to->involuntary_switches),
                          .minor_faults = difference(from->minor_faults, to->minor_faults),
                          .major_faults = difference(from->major_faults, to->major_faults)};
}

/* The clock of a thread of this process, as <linux/posix-timers.h> builds it; pthread_getcpuclockid() would want a pthread_t. */
static clockid_t clock_of_thread(pid_t tid)
{
    return (clockid_t)((~(unsigned)tid << 3) | 6);
}

int usage_parse_schedstat(const char *text, double *ran_ns, double *waited_ns)
{
    double ran, waited;
    int64_t slices;

    *ran_ns = *waited_ns = NAN;
    /* Without the kernel's CONFIG_SCHED_INFO it is always "0 0 0". */
    if (sscanf(text, "%lf %lf %" SCNd64, &ran, &waited, &slices) != 3 || slices <= 0)
        return -1;
    *ran_ns = ran;
    *waited_ns = waited;
    return 0;
}

static void read_schedstat(pid_t pid, pid_t tid, double *ran_ns, double *waited_ns)
{
    char text[128];

    sysfile_read(text, sizeof text, "", "/proc/%d/task/%d/schedstat", (int)pid, (int)tid);
    usage_parse_schedstat(text, ran_ns, waited_ns);
}

int usage_of_thread(pid_t pid, pid_t tid, struct usage_thread *usage)
{
    char name[16];
    double ran_ns, waited_ns;

    *usage = (struct usage_thread){NAN, NAN, INT64_MIN, INT64_MIN};
    snprintf(name, sizeof name, "%d", (int)tid);
    read_schedstat(pid, tid, &ran_ns, &waited_ns);
    usage->runqueue_wait_s = waited_ns / 1e9;
    usage->cpu_s = ran_ns / 1e9;
    int result = pid == getpid() ? read_cpu(clock_of_thread(tid), &usage->cpu_s) : isnan(ran_ns) ? -1 : 0;
    int64_t voluntary, involuntary;
    if (read_switches(pid, name, &voluntary, &involuntary) == 0) {
        usage->voluntary_switches = voluntary;
        usage->involuntary_switches = involuntary;
    }
    return result;
}

double usage_cpu_of_process(pid_t pid)
{
    clockid_t clock;
    double cpu_s;

    return clock_getcpuclockid(pid, &clock) || read_cpu(clock, &cpu_s) < 0 ? NAN : cpu_s;
}

double usage_cpu_of_thread(pid_t pid, pid_t tid)
{
    double cpu_s, ran_ns, waited_ns;

    if (pid == getpid())
        return read_cpu(clock_of_thread(tid), &cpu_s) < 0 ? NAN : cpu_s;
    read_schedstat(pid, tid, &ran_ns, &waited_ns);
    return ran_ns / 1e9;
}

/* "Pss:     123 kB" */
static int64_t bytes_of(const char *text, const char *key)
{
    int64_t kib = sysfile_count(text, key);
    return kib < 0 ? INT64_MIN : kib * 1024;
}

struct usage_memory usage_memory(pid_t pid)
{
    struct usage_memory memory = {INT64_MIN, INT64_MIN, INT64_MIN};
    char text[4096];

    if (sysfile_read(text, sizeof text, "", "/proc/%d/smaps_rollup", (int)pid)) {
        memory.rss_bytes = bytes_of(text, "Rss");
        memory.pss_bytes = bytes_of(text, "Pss");
    }
    if (sysfile_read(text, sizeof text, "", "/proc/%d/status", (int)pid))
        memory.peak_bytes = bytes_of(text, "VmHWM");
    return memory;
}

int64_t usage_rss_of(pid_t pid)
{
    char text[128];
    int64_t pages;

    if (!sysfile_read(text, sizeof text, "", "/proc/%d/statm", (int)pid) ||
        sscanf(text, "%*d %" SCNd64, &pages) != 1)
        return INT64_MIN;
    return pages * sysconf(_SC_PAGESIZE);
}

int64_t usage_rss_bytes(void)
{
    return usage_rss_of(getpid());
}

int64_t usage_pss_bytes(void)
{
    return usage_memory(getpid()).pss_bytes;
}
