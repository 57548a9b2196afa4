#include "machine/quota.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "machine/sysfile.h"

static void add_limit(struct quota *quota, int64_t quota_us, int64_t period_us)
{
    if (quota_us <= 0 || period_us <= 0)
        return; /* "max" and -1 mean no limit */
    double cpus = (double)quota_us / (double)period_us;
    if (quota->cpus == 0 || cpus < quota->cpus)
        quota->cpus = cpus;
}

/* A parent's throttling is counted in the parent's file alone, but it stops us just the same: hence the sum.
 */
static void add_throttling(struct quota *quota, int64_t periods, int64_t ns)
{
    if (periods >= 0)
        quota->throttled = periods + (quota->throttled > 0 ? quota->throttled : 0);
    if (ns >= 0)
        quota->throttled_ns = ns + (quota->throttled_ns > 0 ? quota->throttled_ns : 0);
}

/* One level of the hierarchy; what its folder does not show is passed over. */
typedef void (*read_level)(struct quota *quota, const char *root, const char *folder);

static void read_level_v2(struct quota *quota, const char *root, const char *folder)
{
    char text[1024];
    long long quota_us, period_us;

    if (sysfile_read(text, sizeof text, root, "%s/cpu.max", folder)) {
        quota->known = true;
        if (sscanf(text, "%lld %lld", &quota_us, &period_us) == 2)
            add_limit(quota, quota_us, period_us);
    }
    /* Groups without the cpu controller, and the true root, have no cpu.max but do show a cpu.stat: no limit
     * there. */
    if (sysfile_read(text, sizeof text, root, "%s/cpu.stat", folder)) {
        quota->known = true;
        int64_t us = sysfile_count(text, "throttled_usec");
        add_throttling(quota, sysfile_count(text, "nr_throttled"), us < 0 ? -1 : us * 1000);
    }
}

static void read_level_v1(struct quota *quota, const char *root, const char *folder)
{
    char text[1024];
    int64_t quota_us, period_us;

    if (sysfile_number(&quota_us, root, "%s/cpu.cfs_quota_us", folder)) {
        quota->known = true;
        if (sysfile_number(&period_us, root, "%s/cpu.cfs_period_us", folder))
            add_limit(quota, quota_us, period_us);
    }
    if (sysfile_read(text, sizeof text, root, "%s/cpu.stat", folder)) {
        quota->known = true;
        add_throttling(quota, sysfile_count(text, "nr_throttled"), sysfile_count(text, "throttled_time"));
    }
}

/* From our own group up to the mount point. A container often sees its own group mounted there while
 * /proc/self/cgroup names it by its path outside; the folders missing on the way are passed over, and the
 * mount point answers. */
static void walk_up(struct quota *quota, const char *root, const char *mount, const char *group,
                    read_level level)
{
    char folder[PATH_MAX];
    size_t top = strlen(mount);

    if (strstr(group, "/..")) /* outside of our cgroup namespace: not reachable from here */
        group = "";
    int length = snprintf(folder, sizeof folder, "%s%s", mount, group);
    if (length < 0 || (size_t)length >= sizeof folder)
        return;
    size_t end = (size_t)length;
    while (end > top) {
        folder[end] = '\0';
        if (folder[end - 1] != '/')
            level(quota, root, folder);
        do
            end--;
        while (end > top && folder[end] != '/');
    }
    folder[top] = '\0';
    level(quota, root, folder);
}

static bool has_controller(const char *controllers, size_t length, const char *name)
{
    const char *end = controllers + length;

    while (controllers < end) {
        size_t word = strcspn(controllers, ",:");
        if (word == strlen(name) && strncmp(controllers, name, word) == 0)
            return true;
        controllers += word + 1;
    }
    return false;
}

/* Lines are "number:controllers:path"; version 2 is the one with number 0 and no controllers. Where both
 * exist (hybrid), the cpu controller belongs to the version that lists it. */
static bool find_group(char *text, bool v1, char **controllers, char **group)
{
    char *rest = NULL;

    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        char *first = strchr(line, ':');
        char *second = first ? strchr(first + 1, ':') : NULL;
        if (!second)
            continue;
        size_t length = (size_t)(second - first - 1);
        if (v1 ? has_controller(first + 1, length, "cpu") : length == 0) {
            *second = '\0';
            *controllers = first + 1;
            *group = second + 1;
            return true;
        }
    }
    return false;
}

struct quota quota_read(const char *root)
{
    struct quota quota = {.throttled = -1, .throttled_ns = -1};
    char text[8192], copy[8192], mount[PATH_MAX];
    char *controllers, *group;

    if (!sysfile_read(text, sizeof text, root, "/proc/self/cgroup"))
        return quota;
    memcpy(copy, text, sizeof copy);
    if (find_group(copy, true, &controllers, &group)) {
        snprintf(mount, sizeof mount, "/sys/fs/cgroup/%s", controllers);
        walk_up(&quota, root, mount, group, read_level_v1);
        if (!quota.known) /* mounted as "cpu" and listed as "cpu,cpuacct" */
            walk_up(&quota, root, "/sys/fs/cgroup/cpu", group, read_level_v1);
    } else if (find_group(text, false, &controllers, &group)) {
        bool hybrid = sysfile_read(copy, sizeof copy, root, "/sys/fs/cgroup/unified/cgroup.controllers");
        walk_up(&quota, root, hybrid ? "/sys/fs/cgroup/unified" : "/sys/fs/cgroup", group, read_level_v2);
    }
    return quota;
}
