/* What the CPUs are, and whether their clock keeps still. Paths of Intel (intel_pstate), AMD (amd_pstate,
 * acpi-cpufreq) and ARM. */
#include "machine/facts_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "machine/quota.h"
#include "machine/sysfile.h"

#define CPU_FOLDER "/sys/devices/system/cpu"

void facts_read_cpuinfo(struct facts_cpuinfo *info, const char *root)
{
    sysfile_read(info->text, sizeof info->text, root, "/proc/cpuinfo");
    char *second = strstr(info->text, "\n\n"); /* blocks are parted by empty lines */
    if (second)
        *second = '\0';
}

bool facts_cpuinfo_has_flag(const struct facts_cpuinfo *info, const char *flag)
{
    char flags[8192];
    struct text_list list = {0};

    sysfile_field(info->text, "flags", flags, sizeof flags);
    text_split(&list, flags, " ");
    bool has = text_list_has(&list, flag);
    text_list_free(&list);
    return has;
}

static void add_model(struct facts *facts, const struct facts_cpuinfo *info)
{
    char model[256], implementer[64], part[64], microcode[64];

    if (!sysfile_field(info->text, "model name", model, sizeof model) &&
        sysfile_field(info->text, "CPU implementer", implementer, sizeof implementer)) {
        sysfile_field(info->text, "CPU part", part, sizeof part); /* ARM's numbers; lscpu knows the names */
        snprintf(model, sizeof model, "implementer %s, part %s", implementer, part);
    }
    facts_note(facts, "cpu.model", model);
    sysfile_field(info->text, "microcode", microcode, sizeof microcode);
    facts_note(facts, "cpu.microcode", microcode);
}

static void add_count(struct facts *facts, const char *key, int count)
{
    char value[16];

    snprintf(value, sizeof value, "%d", count);
    facts_note(facts, key, value);
}

static void add_topology(struct facts *facts, const struct topology *t)
{
    char cores[16], kinds[16];

    add_count(facts, "topology.cpus", t->count);
    snprintf(cores, sizeof cores, "%d", t->cores);
    if (t->has_cores)
        facts_note(facts, "topology.cores", cores);
    else
        facts_add(facts, FACT_WORRY, "topology.cores", "hidden",
                  "The machine hides its cores, so two workers may share one without a mark in the rows.",
                  NULL);
    add_count(facts, "topology.packages", t->packages);
    add_count(facts, "topology.nodes", t->nodes);
    snprintf(kinds, sizeof kinds, "%d", t->kinds);
    if (t->kinds == 1)
        facts_note(facts, "topology.kinds", kinds);
    else
        facts_add(facts, FACT_WORRY, "topology.kinds", kinds,
                  "CPUs of different speed: a curve that runs from one kind into the next bends there.",
                  t->kinds_ranked ? "measure with placement kind=fast"
                                  : "measure with placement kind=0, then kind=1");

    char *allowed = topology_cpu_list(t);
    facts_note(facts, "cpu.allowed", allowed);
    free(allowed);
}

static void add_quota(struct facts *facts, const struct topology *t, const char *root)
{
    struct quota quota = quota_read(root);
    char value[64], worry[200], remedy[200];

    if (!quota.known) {
        facts_note(facts, "cpu.quota", "");
    } else if (quota.cpus == 0) {
        facts_add(facts, FACT_GOOD, "cpu.quota", "unlimited", NULL, NULL);
    } else {
        snprintf(value, sizeof value, "%.2f CPUs", quota.cpus);
        snprintf(worry, sizeof worry,
                 "The cgroup grants the time of %.2f CPUs while %d are visible; beyond that all threads are "
                 "stopped "
                 "together, and the curve shows the quota.",
                 quota.cpus, t->count);
        snprintf(
            remedy, sizeof remedy,
            "raise the limit (docker run --cpus=%d, or CPUQuota=%d%% in systemd), or measure fewer threads",
            t->count, t->count * 100);
        bool small = quota.cpus < t->count;
        facts_add(facts, small ? FACT_BAD : FACT_GOOD, "cpu.quota", value, small ? worry : NULL,
                  small ? remedy : NULL);
    }
    value[0] = '\0';
    if (quota.throttled >= 0)
        snprintf(value, sizeof value, "%lld periods", (long long)quota.throttled);
    facts_note(facts, "cpu.throttled", value);
}

/* What the allowed CPUs say in the file of that name, each answer once: "performance", or "performance,
 * powersave". */
static void read_policies(char *to, size_t size, const struct topology *t, const char *root, const char *file)
{
    struct text_list answers = {0};
    size_t length = 0;

    for (int i = 0; i < t->count; i++) {
        char answer[64];
        if (sysfile_read(answer, sizeof answer, root, CPU_FOLDER "/cpu%d/cpufreq/%s", t->cpus[i].os, file) &&
            *answer && !text_list_has(&answers, answer))
            text_list_add(&answers, answer);
    }
    *to = '\0';
    for (size_t i = 0; i < answers.count && length < size; i++)
        length += (size_t)snprintf(to + length, size - length, "%s%s", i ? ", " : "", answers.items[i]);
    text_list_free(&answers);
}

static void add_governor(struct facts *facts, const struct topology *t, const char *root)
{
    char value[256];

    read_policies(value, sizeof value, t, root, "scaling_governor");
    if (!*value)
        facts_note(facts, "cpu.governor", "");
    else if (strcmp(value, "performance") == 0)
        facts_add(facts, FACT_GOOD, "cpu.governor", value, NULL, NULL);
    else
        facts_add(facts, FACT_WORRY, "cpu.governor", value,
                  "The governor changes the clock with the load, so few threads may run at another speed "
                  "than many.",
                  "sudo cpupower frequency-set -g performance");
}

static void add_driver(struct facts *facts, const struct topology *t, const char *root)
{
    char driver[256], mode[64], value[400];

    read_policies(driver, sizeof driver, t, root, "scaling_driver");
    if (sysfile_read(mode, sizeof mode, root, CPU_FOLDER "/intel_pstate/status") ||
        sysfile_read(mode, sizeof mode, root, CPU_FOLDER "/amd_pstate/status"))
        snprintf(value, sizeof value, "%s (pstate %s)", *driver ? driver : "none", mode);
    else
        snprintf(value, sizeof value, "%s", driver);
    facts_note(facts, "cpu.driver", value);
}

static void add_frequency(struct facts *facts, const struct topology *t, const char *root)
{
    int64_t lowest = INT64_MAX, highest = 0, khz;
    char value[64] = "";

    for (int i = 0; i < t->count; i++) {
        if (sysfile_number(&khz, root, CPU_FOLDER "/cpu%d/cpufreq/cpuinfo_min_freq", t->cpus[i].os) &&
            khz < lowest)
            lowest = khz;
        if (sysfile_number(&khz, root, CPU_FOLDER "/cpu%d/cpufreq/cpuinfo_max_freq", t->cpus[i].os) &&
            khz > highest)
            highest = khz;
    }
    if (lowest <= highest)
        snprintf(value, sizeof value, "%lld to %lld MHz", (long long)(lowest / 1000),
                 (long long)(highest / 1000));
    facts_note(facts, "cpu.frequency", value);
}

static void add_boost(struct facts *facts, const struct topology *t, const char *root)
{
    const char *remedy = "echo 0 | sudo tee " CPU_FOLDER "/cpufreq/boost";
    int64_t value;
    int on = -1; /* unknown */

    if (sysfile_number(&value, root, CPU_FOLDER "/intel_pstate/no_turbo")) {
        on = value == 0;
        remedy = "echo 1 | sudo tee " CPU_FOLDER "/intel_pstate/no_turbo";
    } else if (sysfile_number(&value, root, CPU_FOLDER "/cpufreq/boost")) {
        on = value != 0;
    } else { /* newer kernels, one switch a CPU */
        for (int i = 0; i < t->count; i++)
            if (sysfile_number(&value, root, CPU_FOLDER "/cpu%d/cpufreq/boost", t->cpus[i].os))
                on = on == 1 || value != 0;
        remedy = "echo 0 | sudo tee " CPU_FOLDER "/cpu*/cpufreq/boost";
    }
    if (on < 0)
        facts_note(facts, "cpu.boost", "");
    else if (!on)
        facts_add(facts, FACT_GOOD, "cpu.boost", "off", NULL, NULL);
    else
        facts_add(facts, FACT_WORRY, "cpu.boost", "on",
                  "The clock falls as more cores are busy, so part of what is lost from one thread to many "
                  "is the clock's.",
                  remedy);
}

static void add_smt(struct facts *facts, const struct topology *t, bool guest, const char *root)
{
    int64_t active;
    bool known = sysfile_number(&active, root, CPU_FOLDER "/smt/active"), siblings = false;

    for (int i = 0; i < t->count; i++)
        siblings = siblings || t->cpus[i].sibling > 0;
    if (siblings || (known && active))
        facts_add(
            facts, FACT_WORRY, "cpu.smt", "on",
            "Two hardware threads share a core: a worker beside another runs slower than one alone.",
            "measure with placement cores and at most one thread a core, or: echo off | sudo tee " CPU_FOLDER
            "/smt/control");
    else if (known && !guest)
        facts_add(facts, FACT_GOOD, "cpu.smt", "off", NULL, NULL);
    else /* a hypervisor may hand out hardware threads as if they were cores */
        facts_note(facts, "cpu.smt", known ? "off, as far as a guest can see" : "");
}

/* A list of CPUs that is empty on most machines. */
static void add_cpu_list(struct facts *facts, const char *key, const char *root, const char *file)
{
    char list[256];

    bool found = sysfile_read(list, sizeof list, root, CPU_FOLDER "/%s", file);
    bool empty = !*list || strstr(list, "(null)"); /* so older kernels write it, with blanks before */
    facts_note(facts, key, !found ? "" : empty ? "none" : list);
}

void facts_of_cpus(struct facts *facts, const struct topology *t, const char *root)
{
    struct facts_cpuinfo info;

    facts_read_cpuinfo(&info, root);
    add_model(facts, &info);
    add_topology(facts, t);
    add_quota(facts, t, root);
    add_governor(facts, t, root);
    add_driver(facts, t, root);
    add_frequency(facts, t, root);
    add_boost(facts, t, root);
    add_smt(facts, t, facts_cpuinfo_has_flag(&info, "hypervisor"), root);
    add_cpu_list(facts, "cpu.isolated", root, "isolated");
    add_cpu_list(facts, "cpu.nohz_full", root, "nohz_full");
}
