#include "runner/foreign.h"

#include "base/clock.h"
#include "base/text.h"
#include "machine/usage.h"
#include "runner/home.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

/* The CPU time of another process's running threads is what it was at a scheduler's tick, for all that read it: only a tick between two of our
 * readings makes a difference. Then we read again. */
#define MOST_TRIES 20

static double sum_threads(pid_t pid, const pid_t *ours, int count)
{
    double sum = 0;

    for (int i = 0; i < count; i++)
        sum += usage_cpu_of_thread(pid, ours[i]);
    return sum;
}

static struct foreign_look look_at_other(pid_t pid, const pid_t *ours, int count)
{
    struct foreign_look look = {0};
    double before, after = usage_cpu_of_process(pid);

    for (int tries = 0; tries < MOST_TRIES; tries++) {
        before = after;
        look.foreign_s = before - sum_threads(pid, ours, count);
        after = usage_cpu_of_process(pid);
        look.slack_s = after - before;
        if (look.slack_s <= 0)
            break;
    }
    look.at_ns = clock_now_ns();
    return look;
}

/* Reading a thread of our own brings its time up to now, in its process's sum as well. What it works on until that sum is read is the slack, for as many
 * threads as have a CPU. */
static struct foreign_look look_at_us(const pid_t *ours, int count)
{
    const pid_t pid = getpid();
    const long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    struct foreign_look look = {.at_ns = clock_now_ns()};

    double known_s = sum_threads(pid, ours, count);
    look.foreign_s = usage_cpu_of_process(pid) - known_s;
    double took_s = (double)(clock_now_ns() - look.at_ns) / 1e9;
    look.slack_s = took_s * (double)(cpus > 0 && cpus < count ? cpus : count);
    return look;
}

struct foreign_look foreign_look(pid_t pid, const pid_t *ours, int count)
{
    return pid == getpid() ? look_at_us(ours, count) : look_at_other(pid, ours, count);
}

void foreign_add(struct foreign_sum *sum, const struct foreign_look *from, const struct foreign_look *to)
{
    sum->cpu_s += to->foreign_s - from->foreign_s;
    sum->slack_s += from->slack_s + to->slack_s;
    sum->seconds += (double)(to->at_ns - from->at_ns) / 1e9;
}

bool foreign_is_much(const struct foreign_sum *sum)
{
    return sum->cpu_s > FOREIGN_SHARE * sum->seconds + sum->slack_s;
}

void foreign_open(struct foreign *foreign, const struct crew *crew)
{
    const int processes = crew->home->mode == MODE_PROCESSES ? crew->workers : 1;

    *foreign = (struct foreign){.crew = crew, .processes = processes};
    foreign->from = text_grow(NULL, (size_t)processes, sizeof *foreign->from);
    foreign->sums = text_grow(NULL, (size_t)processes, sizeof *foreign->sums);
    for (int i = 0; i < processes; i++)
        foreign->sums[i] = (struct foreign_sum){0};
}

void foreign_close(struct foreign *foreign)
{
    free(foreign->from);
    free(foreign->sums);
    *foreign = (struct foreign){0};
}

/* Main threads last: in our own process it is the one that reads. */
static struct foreign_look look(const struct foreign *foreign, int process)
{
    const struct crew *crew = foreign->crew;
    struct foreign_look now;

    if (crew->home->mode == MODE_PROCESSES) {
        const struct crew_member *m = &crew->members[process];
        const pid_t ours[] = {m->tid, m->pid};
        return foreign_look(m->pid, ours, 2);
    }
    pid_t *ours = text_grow(NULL, (size_t)crew->workers + 1, sizeof *ours);
    for (int i = 0; i < crew->workers; i++)
        ours[i] = crew->members[i].tid;
    ours[crew->workers] = getpid();
    now = foreign_look(getpid(), ours, crew->workers + 1);
    free(ours);
    return now;
}

void foreign_begin(struct foreign *foreign)
{
    for (int i = 0; i < foreign->processes; i++)
        foreign->from[i] = look(foreign, i);
}

void foreign_end(struct foreign *foreign)
{
    for (int i = 0; i < foreign->processes; i++) {
        struct foreign_look now = look(foreign, i);
        foreign_add(&foreign->sums[i], &foreign->from[i], &now);
    }
}

double foreign_cpu_s(const struct foreign *foreign)
{
    double sum = foreign->sums ? 0 : NAN;

    for (int i = 0; i < foreign->processes; i++)
        sum += foreign->sums[i].seconds > 0 ? fmax(foreign->sums[i].cpu_s, 0) : NAN;
    return nearbyint(sum * 1e9) / 1e9; /* the kernel counts in ns */
}

bool foreign_found(const struct foreign *foreign)
{
    for (int i = 0; i < foreign->processes; i++)
        if (foreign_is_much(&foreign->sums[i]))
            return true;
    return false;
}
