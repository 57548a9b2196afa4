/* What is around the CPUs: clocks, the hypervisor, the kernel, memory, and who else is at work. */
#include "machine/facts_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

#include "base/clock.h"
#include "base/text.h"
#include "machine/counters.h"
#include "machine/pools.h"
#include "machine/sysfile.h"
#include "machine/witness.h"

#define CLOCK_FOLDER "/sys/devices/system/clocksource/clocksource0"

static bool is_one_of(const char *word, const char *words)
{
    struct text_list list = {0};

    text_split(&list, words, " ");
    bool is = text_list_has(&list, word);
    text_list_free(&list);
    return is;
}

static void add_clock_source(struct facts *facts, const char *root)
{
    char source[64], available[256];

    sysfile_read(source, sizeof source, root, CLOCK_FOLDER "/current_clocksource");
    sysfile_read(available, sizeof available, root, CLOCK_FOLDER "/available_clocksource");
    if (is_one_of(source, "tsc arch_sys_counter"))
        facts_add(facts, FACT_GOOD, "clock.source", source, NULL, NULL);
    else if (is_one_of(source, "hpet acpi_pm pit jiffies refined-jiffies xen"))
        facts_add(facts, FACT_WORRY, "clock.source", source,
                  "Each read of the clock is a slow system call, which lengthens short batches.",
                  is_one_of("tsc", available)
                      ? "echo tsc | sudo tee " CLOCK_FOLDER "/current_clocksource"
                      : "sudo dmesg | grep -i tsc (says why the kernel gave the tsc up)");
    else /* the paravirtual ones are read without a system call; clock.cost tells */
        facts_note(facts, "clock.source", source);
}

/* The best of some rounds: the others were interrupted. */
static double clock_cost_ns(void)
{
    const int rounds = 10, reads = 1000;
    double best = INFINITY;

    for (int round = 0; round < rounds; round++) {
        int64_t start = clock_now_ns(), end = start;
        for (int i = 0; i < reads; i++)
            end = clock_now_ns();
        best = fmin(best, (double)(end - start) / reads);
    }
    return best;
}

static void add_clock_cost(struct facts *facts)
{
    double cost = clock_cost_ns();
    bool slow = cost > 100;
    char value[32];

    snprintf(value, sizeof value, "%.0f ns", cost);
    facts_add(facts, slow ? FACT_WORRY : FACT_GOOD, "clock.cost", value,
              slow ? "Reading the clock is slow, which lengthens short batches." : NULL,
              slow ? "cat " CLOCK_FOLDER "/current_clocksource (should say tsc or arch_sys_counter)" : NULL);
}

/* What the firmware says it is: "QEMU Standard PC". The device tree names the hypervisor on ARM machines
 * without DMI. */
static void read_product(char *to, size_t size, const char *root)
{
    char vendor[100], product[100];

    sysfile_read(vendor, sizeof vendor, root, "/sys/class/dmi/id/sys_vendor");
    sysfile_read(product, sizeof product, root, "/sys/class/dmi/id/product_name");
    snprintf(to, size, "%s%s%s", vendor, *vendor && *product ? " " : "", product);
}

static bool product_is_virtual(const char *product)
{
    static const char *const virtual[] = {
        "QEMU",       "KVM",       "VMware",    "VirtualBox", "Virtual Machine", "Google Compute Engine",
        "Amazon EC2", "OpenStack", "Parallels", "Xen",        "BHYVE",           "Apple Virtualization"};

    if (strstr(product, ".metal"))
        return false; /* Amazon's name for a whole machine */
    for (size_t i = 0; i < sizeof virtual / sizeof *virtual; i++)
        if (strstr(product, virtual[i]))
            return true;
    return false;
}

static void add_virtualisation(struct facts *facts, const char *root)
{
    char product[256], hypervisor[100], flags[64];
    struct facts_cpuinfo info;

    facts_read_cpuinfo(&info, root);
    read_product(product, sizeof product, root);
    if (!sysfile_read(hypervisor, sizeof hypervisor, root, "/sys/hypervisor/type"))
        sysfile_read(hypervisor, sizeof hypervisor, root, "/proc/device-tree/hypervisor/compatible");
    /* x86 says it in the CPU's flags, for certain; elsewhere the firmware's name must do. */
    bool x86 = sysfile_field(info.text, "flags", flags, sizeof flags);
    bool is_virtual =
        x86 ? facts_cpuinfo_has_flag(&info, "hypervisor") : *hypervisor || product_is_virtual(product);

    if (is_virtual)
        facts_add(facts, FACT_WORRY, "machine.virtualisation",
                  *product      ? product
                  : *hypervisor ? hypervisor
                                : "virtual machine",
                  "A virtual machine: its CPUs may be hardware threads of a shared core, and neighbours "
                  "come and go; compare only what was measured within one sitting.",
                  NULL);
    else if (x86)
        facts_add(facts, FACT_GOOD, "machine.virtualisation", "none", NULL, NULL);
    else
        facts_note(facts, "machine.virtualisation", *product ? "none seen" : "");
    facts_note(facts, "machine.product", product);
}

static void add_kernel(struct facts *facts, const char *root)
{
    char release[128], paranoid[32];

    sysfile_read(release, sizeof release, root, "/proc/sys/kernel/osrelease");
    facts_note(facts, "kernel.release", release);
    sysfile_read(paranoid, sizeof paranoid, root, "/proc/sys/kernel/perf_event_paranoid");
    facts_note(facts, "kernel.perf_event_paranoid", paranoid);
#ifdef __GLIBC__
    char libc[64];
    snprintf(libc, sizeof libc, "glibc %s", gnu_get_libc_version());
    facts_note(facts, "libc", libc);
#else
    facts_note(facts, "libc", "");
#endif
    char hwloc[64]; /* compiled against; loaded */
    unsigned version = hwloc_get_api_version();
    snprintf(hwloc, sizeof hwloc, "%s (API %u.%u)", HWLOC_VERSION, version >> 16, version >> 8 & 0xff);
    facts_note(facts, "hwloc", hwloc);
}

/* For --counters; nothing else needs them. */
static void add_counters(struct facts *facts)
{
    static const char *const names[COUNTERS_MOST] = {[COUNTERS_INSTRUCTIONS] = "instructions",
                                                     [COUNTERS_CYCLES] = "cycles",
                                                     [COUNTERS_CACHE_MISSES] = "cache misses",
                                                     [COUNTERS_BRANCH_MISSES] = "branch misses"};
    bool can[COUNTERS_MOST];
    struct error why = {0};
    char *value = text_format("%s", "");

    int count = counters_probe(counters_hardware, can, &why);
    for (int i = 0; i < COUNTERS_MOST; i++)
        if (can[i]) {
            char *longer = text_format("%s%s%s", value, *value ? ", " : "", names[i]);
            free(value);
            value = longer;
        }
    if (count < COUNTERS_MOST) {
        char *longer = text_format("%s: %s", count ? value : "none", why.text);
        free(value);
        value = longer;
    }
    facts_note(facts, "cpu.counters", value);
    free(value);
}

static void add_aslr(struct facts *facts, const char *root)
{
    char text[32], personality_text[32];
    unsigned long persona = 0;

    bool known = sysfile_read(text, sizeof text, root, "/proc/sys/kernel/randomize_va_space");
    /* It may be off for us alone: under setarch -R, gdb, some sandboxes. */
    if (sysfile_read(personality_text, sizeof personality_text, root, "/proc/self/personality"))
        sscanf(personality_text, "%lx", &persona);
    bool off = strcmp(text, "0") == 0 || (persona & ADDR_NO_RANDOMIZE);
    if (off)
        facts_add(facts, FACT_WORRY, "memory.aslr", "off",
                  "Every process gets the same memory layout, so a lucky or unlucky one looks like a fact, "
                  "and intervals come out too narrow.",
                  persona & ADDR_NO_RANDOMIZE ? "start without setarch -R or a debugger"
                                              : "sudo sysctl kernel.randomize_va_space=2");
    else if (strcmp(text, "2") == 0)
        facts_add(facts, FACT_GOOD, "memory.aslr", "on", NULL, NULL);
    else
        facts_note(facts, "memory.aslr", known ? "partial" : "");
}

static void format_kib(char *to, size_t size, int64_t kib)
{
    if (kib < 1024 * 1024)
        snprintf(to, size, "%lld MiB", (long long)(kib / 1024));
    else
        snprintf(to, size, "%.1f GiB", (double)kib / (1024 * 1024));
}

static void add_kib(struct facts *facts, const char *key, int64_t kib)
{
    char value[32] = "";

    if (kib >= 0)
        format_kib(value, sizeof value, kib);
    facts_note(facts, key, value);
}

static void add_swap(struct facts *facts, int64_t memory, int64_t swap, int64_t swap_free)
{
    char used[32], value[64];

    if (memory < 0 || swap < 0 || swap_free < 0) {
        facts_note(facts, "memory.swap", "");
        return;
    }
    format_kib(used, sizeof used, swap - swap_free);
    snprintf(value, sizeof value, "%s in use", used);
    /* A little lies in the swap of every machine that has been up for long. */
    if ((swap - swap_free) * 100 > memory)
        facts_add(facts, FACT_WORRY, "memory.swap", value,
                  "Memory was short: a worker that touches a swapped page waits for the disk.",
                  "sudo swapoff -a && sudo swapon -a, once enough memory is free");
    else
        facts_add(facts, FACT_GOOD, "memory.swap", swap == 0 ? "none" : value, NULL, NULL);
}

static void add_memory(struct facts *facts, const char *root)
{
    char text[8192], pages[128];

    sysfile_read(text, sizeof text, root, "/proc/meminfo");
    int64_t total = sysfile_count(text, "MemTotal");
    add_kib(facts, "memory.total", total);
    add_kib(facts, "memory.available", sysfile_count(text, "MemAvailable"));
    add_swap(facts, total, sysfile_count(text, "SwapTotal"), sysfile_count(text, "SwapFree"));

    /* "always [madvise] never" */
    sysfile_read(pages, sizeof pages, root, "/sys/kernel/mm/transparent_hugepage/enabled");
    char *chosen = strchr(pages, '[');
    if (chosen)
        chosen[strcspn(chosen, "]")] = '\0';
    facts_note(facts, "memory.transparent_huge_pages", chosen ? chosen + 1 : pages);
    add_aslr(facts, root);
}

static void add_load(struct facts *facts, const struct topology *t, const char *root)
{
    struct witness now = witness_read(root, t);
    const char *remedy = "top -o %CPU shows who is at work; stop it, or wait a minute and look again";
    char value[64], worry[200];

    if (isnan(now.load)) {
        facts_note(facts, "load.average", "");
    } else {
        snprintf(value, sizeof value, "%.2f tasks", now.load);
        snprintf(worry, sizeof worry, "In the last minute %.2f tasks wanted a CPU on average.", now.load);
        /* Half of the machine busy leaves no curve to believe; a little of it widens the intervals. */
        enum fact_level level = now.load >= fmax(2, t->count / 2.0) ? FACT_BAD
                                : now.load > 1                      ? FACT_WORRY
                                                                    : FACT_GOOD;
        facts_add(facts, level, "load.average", value, level == FACT_GOOD ? NULL : worry,
                  level == FACT_GOOD ? NULL : remedy);
    }

    if (now.runnable < 0) {
        facts_note(facts, "load.runnable", "");
    } else {
        int others = now.runnable > 0 ? now.runnable - 1 : 0; /* we run too, or we could not ask */
        bool busy = others > 1;
        snprintf(value, sizeof value, "%d besides us", others);
        facts_add(facts, busy ? FACT_WORRY : FACT_GOOD, "load.runnable", value,
                  busy ? "Other tasks want the CPUs right now." : NULL, busy ? remedy : NULL);
    }
}

static void add_steal(struct facts *facts, const char *root)
{
    char text[512], value[64];
    unsigned long long ticks[8], total = 0;

    if (!sysfile_read(text, sizeof text, root, "/proc/stat") ||
        sscanf(text, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &ticks[0], &ticks[1], &ticks[2],
               &ticks[3], &ticks[4], &ticks[5], &ticks[6], &ticks[7]) != 8) {
        facts_note(facts, "load.steal", "");
        return;
    }
    for (int i = 0; i < 8; i++)
        total += ticks[i];
    double percent = total ? 100.0 * (double)ticks[7] / (double)total : 0;
    bool worry = percent > 1;
    snprintf(value, sizeof value, "%.2f %% since boot", percent);
    facts_add(facts, worry ? FACT_WORRY : FACT_GOOD, "load.steal", value,
              worry ? "The hypervisor gave CPU time of ours to other machines, and may do so again." : NULL,
              worry ? "measure on a dedicated host; distrust rows flagged stolen" : NULL);
}

void facts_of_system(struct facts *facts, const struct topology *t, const char *root)
{
    add_clock_source(facts, root);
    add_clock_cost(facts);
    add_virtualisation(facts, root);
    add_kernel(facts, root);
    add_counters(facts);
    add_memory(facts, root);
    add_load(facts, t, root);
    add_steal(facts, root);
    pools_facts(facts);
}
