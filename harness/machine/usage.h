/* usage.h - what this process, another one, or one thread has used so far.
 *
 * Of ourselves one system call, so that asking does not disturb what is measured; of others some small files of /proc, 15 to 30 us in all. What
 * /proc does not say is missing (INT64_MIN, NAN: an empty cell), never 0. Any thread may call.
 */
#ifndef GILSCALE_USAGE_H
#define GILSCALE_USAGE_H

#include <stdint.h>
#include <sys/types.h>

struct usage {
    double cpu_s;                 /* user and system, all threads, the living and the dead */
    int64_t voluntary_switches;   /* a thread waited: for the GIL, a lock, input */
    int64_t involuntary_switches; /* a thread was put aside for another */
    int64_t minor_faults;         /* pages that came without a disk */
    int64_t major_faults;         /* pages that had to be read */
};

/* Of this process. */
struct usage usage_read(void);

/* Of another process of ours, a child that was not yet waited for. Switches are those of its living threads: the kernel shows no others. -1
 * when there is no such process. */
int usage_of_process(pid_t pid, struct usage *usage);

/* Both together, column by column; a missing number stays missing. */
struct usage usage_sum(const struct usage *a, const struct usage *b);

/* What was used from one reading to a later one; missing as above. */
struct usage usage_between(const struct usage *from, const struct usage *to);

struct usage_thread {
    double cpu_s;
    double runqueue_wait_s; /* it could run, and another had the CPU; NAN where the kernel keeps no count */
    int64_t voluntary_switches, involuntary_switches;
};

/* Of one thread, by the kernel's ids. A thread of this process is exact to the nanosecond; the CPU time of one that runs in another process lags
 * by up to a tick of the scheduler (4 ms). -1 when there is no such thread. */
int usage_of_thread(pid_t pid, pid_t tid, struct usage_thread *usage);

/* The CPU time of a process, or of one thread, and nothing else: a system call each, but for a thread of another process a small file. They belong
 * together: read one right after the other, what is in a thread's time is in its process's. Lags as above. NAN when there is none, or when the
 * kernel keeps no such count. */
double usage_cpu_of_process(pid_t pid);
double usage_cpu_of_thread(pid_t pid, pid_t tid);

/* The content of a schedstat file: the nanoseconds that the thread ran and that it waited for a CPU. -1, both NAN, when it is no such file, or when the
 * kernel does not count and shows zeros for a thread that has run. */
int usage_parse_schedstat(const char *text, double *ran_ns, double *waited_ns);

struct usage_memory {
    int64_t rss_bytes;  /* resident now */
    int64_t pss_bytes;  /* the same, pages shared with other processes counted in proportion */
    int64_t peak_bytes; /* the most that was ever resident */
};

/* Walks the whole address space: up to some milliseconds, never within a window. */
struct usage_memory usage_memory(pid_t pid);

/* Resident memory now, and nothing else; some microseconds. */
int64_t usage_rss_of(pid_t pid);

/* The same of this process. */
int64_t usage_rss_bytes(void);
int64_t usage_pss_bytes(void);

#endif
