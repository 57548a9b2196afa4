#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <string.h>

#include "fake_root.h"
#include "machine/facts.h"
#include "machines.h"

#define CPU   "/sys/devices/system/cpu"
#define CLOCK "/sys/devices/system/clocksource/clocksource0"

/* The facts of a machine made of files and words. */
static struct facts ask(const struct fake_root *root, const char *description)
{
    struct topology t = machine_make(description);
    struct facts facts = {0};

    facts_of_machine(&facts, &t, root->path);
    topology_free(&t);
    return facts;
}

static const struct fact *need(const struct facts *facts, const char *key)
{
    const struct fact *fact = facts_find(facts, key);

    if (!fact)
        fail_msg("no fact '%s'", key);
    return fact;
}

static void assert_fact(const struct facts *facts, const char *key, enum fact_level level, const char *value)
{
    const struct fact *fact = need(facts, key);

    if (strcmp(fact->value, value) != 0 || fact->level != level)
        fail_msg("%s is '%s' of level %d, expected '%s' of level %d", key, fact->value, (int)fact->level,
                 value, (int)level);
}

static void assert_remedy(const struct facts *facts, const char *key, const char *part)
{
    const struct fact *fact = need(facts, key);

    if (!fact->remedy || !strstr(fact->remedy, part))
        fail_msg("the remedy for %s lacks '%s': %s", key, part, fact->remedy ? fact->remedy : "none");
}

/* What every fact promises, on any machine. */
static void assert_well_formed(const struct facts *facts)
{
    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->items[i];
        assert_ptr_equal(facts_find(facts, fact->key), fact); /* each key once */
        assert_int_equal(strspn(fact->key, "abcdefghijklmnopqrstuvwxyz._"), strlen(fact->key));
        assert_true(*fact->value);
        bool worries = fact->level == FACT_WORRY || fact->level == FACT_BAD;
        assert_true(worries == (fact->worry != NULL));
        assert_true(worries || !fact->remedy);
        if (worries) {
            assert_true(isupper((unsigned char)fact->worry[0]));
            assert_int_equal(fact->worry[strlen(fact->worry) - 1], '.');
        }
    }
}

static void a_machine_that_shows_nothing_is_unknown_and_no_failure(void **state)
{
    struct facts facts = ask(*state, "core:2 pu:1");
    const char *const unknown[] = {"cpu.model",
                                   "cpu.microcode",
                                   "cpu.quota",
                                   "cpu.throttled",
                                   "cpu.governor",
                                   "cpu.driver",
                                   "cpu.frequency",
                                   "cpu.boost",
                                   "cpu.smt",
                                   "cpu.isolated",
                                   "cpu.nohz_full",
                                   "clock.source",
                                   "memory.total",
                                   "memory.swap",
                                   "memory.available",
                                   "memory.aslr",
                                   "machine.virtualisation",
                                   "load.average",
                                   "load.runnable",
                                   "load.steal",
                                   "machine.product",
                                   "kernel.release",
                                   "memory.transparent_huge_pages",
                                   "kernel.perf_event_paranoid"};

    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        assert_fact(&facts, unknown[i], FACT_NEUTRAL, "unknown");
    assert_fact(&facts, "topology.cpus", FACT_NEUTRAL, "2");
    assert_fact(&facts, "cpu.allowed", FACT_NEUTRAL, "0-1");
    assert_well_formed(&facts);
    facts_free(&facts);
}

static void this_machine_can_be_asked(void **state)
{
    (void)state;
    struct topology t;
    struct error e = {0};
    struct facts facts = {0};

    assert_int_equal(topology_load(&t, &e), 0);
    facts_of_machine(&facts, &t, "");
    topology_free(&t);
    assert_well_formed(&facts);
    assert_string_not_equal(need(&facts, "kernel.release")->value, "unknown");
    assert_string_not_equal(need(&facts, "memory.total")->value, "unknown");
    assert_non_null(strstr(need(&facts, "clock.cost")->value, " ns"));
    facts_free(&facts);
}

static void an_untuned_intel_laptop_worries_with_remedies_to_type(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(
        root, "/proc/cpuinfo",
        "processor\t: 0\nmodel name\t: Intel(R) Core(TM) i7\nmicrocode\t: 0xf0\nflags\t\t: fpu tsc\n\n"
        "processor\t: 1\nmodel name\t: other\nflags\t\t: fpu hypervisor\n");
    fake_root_write(root, CPU "/cpu0/cpufreq/scaling_governor", "powersave\n");
    fake_root_write(root, CPU "/cpu1/cpufreq/scaling_governor", "performance\n");
    fake_root_write(root, CPU "/cpu0/cpufreq/scaling_driver", "intel_pstate\n");
    fake_root_write(root, CPU "/cpu1/cpufreq/scaling_driver", "intel_pstate\n");
    fake_root_write(root, CPU "/cpu0/cpufreq/cpuinfo_min_freq", "400000\n");
    fake_root_write(root, CPU "/cpu0/cpufreq/cpuinfo_max_freq", "4600000\n");
    fake_root_write(root, CPU "/cpu1/cpufreq/cpuinfo_max_freq", "4800000\n");
    fake_root_write(root, CPU "/intel_pstate/status", "active\n");
    fake_root_write(root, CPU "/intel_pstate/no_turbo", "0\n");
    fake_root_write(root, CPU "/smt/active", "1\n");
    fake_root_write(root, CPU "/isolated", "\n");
    fake_root_write(root, CPU "/nohz_full", "  (null)\n");

    struct facts facts = ask(root, "core:1 pu:2");
    assert_fact(&facts, "cpu.model", FACT_NEUTRAL, "Intel(R) Core(TM) i7");
    assert_fact(&facts, "cpu.microcode", FACT_NEUTRAL, "0xf0");
    assert_fact(&facts, "cpu.governor", FACT_WORRY, "powersave, performance");
    assert_remedy(&facts, "cpu.governor", "cpupower frequency-set -g performance");
    assert_fact(&facts, "cpu.driver", FACT_NEUTRAL, "intel_pstate (pstate active)");
    assert_fact(&facts, "cpu.frequency", FACT_NEUTRAL, "400 to 4800 MHz");
    assert_fact(&facts, "cpu.boost", FACT_WORRY, "on");
    assert_remedy(&facts, "cpu.boost", "echo 1 | sudo tee " CPU "/intel_pstate/no_turbo");
    assert_fact(&facts, "cpu.smt", FACT_WORRY, "on");
    assert_fact(&facts, "cpu.isolated", FACT_NEUTRAL, "none");
    assert_fact(&facts, "cpu.nohz_full", FACT_NEUTRAL, "none");
    assert_fact(&facts, "machine.virtualisation", FACT_GOOD, "none");
    assert_well_formed(&facts);
    facts_free(&facts);
}

static void a_tuned_amd_server_has_nothing_to_worry_about(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, "/proc/cpuinfo", "model name : AMD EPYC\nflags : fpu tsc\n");
    fake_root_write(root, CPU "/cpu0/cpufreq/scaling_governor", "performance\n");
    fake_root_write(root, CPU "/cpu0/cpufreq/scaling_driver", "amd-pstate-epp\n");
    fake_root_write(root, CPU "/amd_pstate/status", "active\n");
    fake_root_write(root, CPU "/cpufreq/boost", "0\n");
    fake_root_write(root, CPU "/smt/active", "0\n");
    fake_root_write(root, CPU "/isolated", "2-7\n");
    fake_root_write(root, CLOCK "/current_clocksource", "tsc\n");
    fake_root_write(root, "/proc/self/cgroup", "0::/\n");
    fake_root_write(root, "/sys/fs/cgroup/cpu.stat", "usage_usec 1\n");
    fake_root_write(root, "/proc/loadavg", "0.10 0.50 0.25 1/84 4191\n");
    fake_root_write(root, "/proc/stat", "cpu  100 0 0 9900 0 0 0 3 0 0\n");
    fake_root_write(root, "/proc/sys/kernel/randomize_va_space", "2\n");
    fake_root_write(root, "/proc/meminfo",
                    "MemTotal: 264000000 kB\nMemAvailable: 250000000 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n");
    fake_root_write(root, "/sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never\n");

    struct facts facts = ask(root, "core:8 pu:1");
    assert_fact(&facts, "cpu.governor", FACT_GOOD, "performance");
    assert_fact(&facts, "cpu.driver", FACT_NEUTRAL, "amd-pstate-epp (pstate active)");
    assert_fact(&facts, "cpu.boost", FACT_GOOD, "off");
    assert_fact(&facts, "cpu.smt", FACT_GOOD, "off");
    assert_fact(&facts, "cpu.quota", FACT_GOOD, "unlimited");
    assert_fact(&facts, "cpu.isolated", FACT_NEUTRAL, "2-7");
    assert_fact(&facts, "clock.source", FACT_GOOD, "tsc");
    assert_fact(&facts, "load.average", FACT_GOOD, "0.10 tasks");
    assert_fact(&facts, "load.runnable", FACT_GOOD, "0 besides us");
    assert_fact(&facts, "load.steal", FACT_GOOD, "0.03 % since boot");
    assert_fact(&facts, "memory.aslr", FACT_GOOD, "on");
    assert_fact(&facts, "memory.swap", FACT_GOOD, "none");
    assert_fact(&facts, "memory.total", FACT_NEUTRAL, "251.8 GiB");
    assert_fact(&facts, "memory.transparent_huge_pages", FACT_NEUTRAL, "always");
    for (size_t i = 0; i < facts.count; i++) /* clock.cost is that of the machine the test runs on */
        assert_true(facts.items[i].level < FACT_WORRY || strcmp(facts.items[i].key, "clock.cost") == 0);
    facts_free(&facts);
}

static void boost_is_found_in_all_three_places(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, CPU "/cpu0/cpufreq/boost", "0\n"); /* amd_pstate of newer kernels */
    struct facts facts = ask(root, "core:2 pu:1");
    assert_fact(&facts, "cpu.boost", FACT_GOOD, "off");
    facts_free(&facts);

    fake_root_write(root, CPU "/cpu1/cpufreq/boost", "1\n");
    facts = ask(root, "core:2 pu:1");
    assert_fact(&facts, "cpu.boost", FACT_WORRY, "on");
    assert_remedy(&facts, "cpu.boost", "cpu*/cpufreq/boost");
    facts_free(&facts);

    fake_root_write(root, CPU "/cpufreq/boost", "1\n"); /* acpi-cpufreq */
    facts = ask(root, "core:2 pu:1");
    assert_remedy(&facts, "cpu.boost", "echo 0 | sudo tee " CPU "/cpufreq/boost");
    facts_free(&facts);

    fake_root_write(root, CPU "/intel_pstate/no_turbo", "1\n");
    facts = ask(root, "core:2 pu:1");
    assert_fact(&facts, "cpu.boost", FACT_GOOD, "off");
    facts_free(&facts);
}

static void an_arm_machine_says_what_it_can(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, "/proc/cpuinfo",
                    "processor\t: 0\nBogoMIPS\t: 50.00\nFeatures\t: fp asimd\nCPU implementer\t: 0x41\nCPU "
                    "part\t: 0xd40\n");
    fake_root_write(root, CLOCK "/current_clocksource", "arch_sys_counter\n");
    fake_root_write(root, "/sys/class/dmi/id/sys_vendor", "Amazon EC2\n");
    fake_root_write(root, "/sys/class/dmi/id/product_name", "c7g.4xlarge\n");

    struct facts facts = ask(root, "core:4 pu:1");
    assert_fact(&facts, "cpu.model", FACT_NEUTRAL, "implementer 0x41, part 0xd40");
    assert_fact(&facts, "clock.source", FACT_GOOD, "arch_sys_counter");
    assert_fact(&facts, "machine.virtualisation", FACT_WORRY, "Amazon EC2 c7g.4xlarge");
    facts_free(&facts);

    fake_root_write(root, "/sys/class/dmi/id/product_name", "c7g.metal\n");
    facts = ask(root, "core:4 pu:1");
    assert_fact(&facts, "machine.virtualisation", FACT_NEUTRAL, "none seen");
    facts_free(&facts);
}

static void a_virtual_machine_is_a_worry_that_nobody_can_type_away(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, "/proc/cpuinfo", "model name : x\nflags : fpu hypervisor lahf_lm\n");
    fake_root_write(root, CPU "/smt/active", "0\n");

    struct facts facts = ask(root, "core:2 pu:1");
    assert_fact(&facts, "machine.virtualisation", FACT_WORRY, "virtual machine");
    assert_null(need(&facts, "machine.virtualisation")->remedy);
    assert_fact(&facts, "cpu.smt", FACT_NEUTRAL, "off, as far as a guest can see");
    facts_free(&facts);
}

static void a_quota_below_the_visible_cpus_makes_numbers_mislead(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, "/proc/self/cgroup", "0::/\n");
    fake_root_write(root, "/sys/fs/cgroup/cpu.max", "250000 100000\n");
    fake_root_write(root, "/sys/fs/cgroup/cpu.stat", "nr_throttled 17\n");

    struct facts facts = ask(root, "core:8 pu:1");
    assert_fact(&facts, "cpu.quota", FACT_BAD, "2.50 CPUs");
    assert_remedy(&facts, "cpu.quota", "--cpus=8");
    assert_fact(&facts, "cpu.throttled", FACT_NEUTRAL, "17 periods");
    assert_well_formed(&facts);
    facts_free(&facts);
    facts = ask(root, "core:2 pu:1");
    assert_fact(&facts, "cpu.quota", FACT_GOOD, "2.50 CPUs");
    facts_free(&facts);
}

static void a_busy_machine_worries_and_a_very_busy_one_misleads(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, "/proc/loadavg", "1.50 0.50 0.25 4/84 4191\n");
    struct facts facts = ask(root, "core:8 pu:1");
    assert_fact(&facts, "load.average", FACT_WORRY, "1.50 tasks");
    assert_fact(&facts, "load.runnable", FACT_WORRY, "3 besides us");
    assert_well_formed(&facts);
    facts_free(&facts);

    fake_root_write(root, "/proc/loadavg", "6.00 0.50 0.25 2/84 4191\n");
    facts = ask(root, "core:8 pu:1");
    assert_fact(&facts, "load.average", FACT_BAD, "6.00 tasks");
    assert_fact(&facts, "load.runnable", FACT_GOOD, "1 besides us");
    facts_free(&facts);
}

static void steal_swap_and_a_fixed_memory_layout_worry(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, "/proc/stat", "cpu  100 0 0 850 0 0 0 50 0 0\n");
    fake_root_write(root, "/proc/meminfo",
                    "MemTotal:  8000000 kB\nSwapCached: 5 kB\nSwapTotal: 2000000 kB\nSwapFree: 1000000 kB\n");
    fake_root_write(root, "/proc/sys/kernel/randomize_va_space", "0\n");

    struct facts facts = ask(root, "core:2 pu:1");
    assert_fact(&facts, "load.steal", FACT_WORRY, "5.00 % since boot");
    assert_fact(&facts, "memory.swap", FACT_WORRY, "976 MiB in use");
    assert_fact(&facts, "memory.aslr", FACT_WORRY, "off");
    assert_remedy(&facts, "memory.aslr", "kernel.randomize_va_space=2");
    assert_well_formed(&facts);
    facts_free(&facts);

    fake_root_write(root, "/proc/sys/kernel/randomize_va_space", "2\n");
    fake_root_write(root, "/proc/self/personality", "00040000\n");
    facts = ask(root, "core:2 pu:1");
    assert_fact(&facts, "memory.aslr", FACT_WORRY, "off");
    assert_remedy(&facts, "memory.aslr", "setarch -R");
    facts_free(&facts);
}

static void a_slow_clock_worries_and_a_paravirtual_one_does_not(void **state)
{
    const struct fake_root *root = *state;
    fake_root_write(root, CLOCK "/current_clocksource", "hpet\n");
    fake_root_write(root, CLOCK "/available_clocksource", "tsc hpet acpi_pm \n");
    struct facts facts = ask(root, "core:2 pu:1");
    assert_fact(&facts, "clock.source", FACT_WORRY, "hpet");
    assert_remedy(&facts, "clock.source", "echo tsc | sudo tee");
    facts_free(&facts);

    fake_root_write(root, CLOCK "/available_clocksource", "hpet acpi_pm \n");
    facts = ask(root, "core:2 pu:1");
    assert_remedy(&facts, "clock.source", "dmesg");
    facts_free(&facts);

    fake_root_write(root, CLOCK "/current_clocksource", "kvm-clock\n");
    facts = ask(root, "core:2 pu:1");
    assert_fact(&facts, "clock.source", FACT_NEUTRAL, "kvm-clock");
    facts_free(&facts);
}

static void hidden_cores_and_mixed_kinds_are_told(void **state)
{
    struct facts facts = ask(*state, "pack:1 pu:4");
    assert_fact(&facts, "topology.cores", FACT_WORRY, "hidden");
    assert_well_formed(&facts);
    facts_free(&facts);

    struct topology hybrid = machine_make_hybrid();
    facts_of_machine(&facts, &hybrid, ((struct fake_root *)*state)->path);
    assert_fact(&facts, "topology.cores", FACT_NEUTRAL, "14");
    assert_fact(&facts, "topology.kinds", FACT_WORRY, "2");
    assert_remedy(&facts, "topology.kinds", "kind=fast");
    assert_fact(&facts, "cpu.smt", FACT_WORRY, "on"); /* the topology shows it, whatever /sys says */
    assert_well_formed(&facts);
    facts_free(&facts);
    topology_free(&hybrid);
}

static void a_list_of_facts_keeps_its_own_copies(void **state)
{
    (void)state;
    struct facts facts = {0};
    char value[] = "one";

    facts_add(&facts, FACT_WORRY, "a.b", value, "It worries.", NULL);
    strcpy(value, "two");
    assert_string_equal(facts_find(&facts, "a.b")->value, "one");
    assert_null(facts_find(&facts, "a.b")->remedy);
    assert_null(facts_find(&facts, "a"));
    facts_free(&facts);
    assert_int_equal(facts.count, 0);
    assert_null(facts_find(&facts, "a.b"));
}

#define IN_ROOT(test) cmocka_unit_test_setup_teardown(test, fake_root_make, fake_root_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ROOT(a_machine_that_shows_nothing_is_unknown_and_no_failure),
        IN_ROOT(an_untuned_intel_laptop_worries_with_remedies_to_type),
        IN_ROOT(a_tuned_amd_server_has_nothing_to_worry_about),
        IN_ROOT(boost_is_found_in_all_three_places),
        IN_ROOT(an_arm_machine_says_what_it_can),
        IN_ROOT(a_virtual_machine_is_a_worry_that_nobody_can_type_away),
        IN_ROOT(a_quota_below_the_visible_cpus_makes_numbers_mislead),
        IN_ROOT(a_busy_machine_worries_and_a_very_busy_one_misleads),
        IN_ROOT(steal_swap_and_a_fixed_memory_layout_worry),
        IN_ROOT(a_slow_clock_worries_and_a_paravirtual_one_does_not),
        IN_ROOT(hidden_cores_and_mixed_kinds_are_told),
        cmocka_unit_test(this_machine_can_be_asked),
        cmocka_unit_test(a_list_of_facts_keeps_its_own_copies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
