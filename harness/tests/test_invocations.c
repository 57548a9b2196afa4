/* From rows to invocations: which windows count for which, how long they were, and what disturbed them. */
#include "unit.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "record/sample.h"
#include "stats/invocations.h"
#include "tests/files.h"

/* A samples.csv being written by hand: set what the next rows carry, then add them. */
static struct sample row;
static FILE *file;
static struct measured_cells cells;

static int start(void **state)
{
    if (fake_root_make(state) != 0)
        return -1;
    char *path = file_path(*state, "/samples.csv");
    file = fopen(path, "w");
    free(path);
    row = sample_empty();
    row.run = "r";
    row.block = row.invocation = 0;
    row.build = row.python = "3.13.1";
    row.ft = 0;
    row.gil = "on";
    row.mode = "threads";
    row.workload = "fib";
    row.workload_hash = "abc";
    row.placement = "cores";
    row.threads = 1;
    row.status = "ok";
    row.duration_ns = 500000000;
    row.cpu_s = .25;
    return file ? sample_write_header(file) : -1;
}

static int end(void **state)
{
    cells_free(&cells);
    return fake_root_remove(state);
}

static void add(const char *phase, int64_t window, double rate, const char *flags)
{
    struct sample one = row;

    one.phase = phase;
    one.window = window;
    one.ops_per_s = rate;
    one.flags = flags;
    assert_int_equal(sample_write(file, &one), 0);
}

/* A whole invocation of two windows. */
static void add_invocation(int64_t block, double rate, const char *flags)
{
    row.block = row.invocation = block;
    add("warmup", 0, 1e9, "");
    add("measure", 0, rate, flags);
    add("measure", 1, rate, "");
    add("end", SAMPLE_NONE, NAN, "");
}

static struct measured_cell *only_cell(void **state)
{
    char *path = file_path(*state, "/samples.csv");
    struct error e = {0};

    fclose(file);
    if (cells_read(&cells, path, false, &e) != 0)
        fail_msg("%s", e.text);
    free(path);
    assert_int_equal(cells.count, 1);
    return cells.items[0];
}

static size_t carried(const struct measured_cell *cell, const char *flag)
{
    for (size_t i = 0; i < cell->flags.count; i++)
        if (strcmp(cell->flags.items[i], flag) == 0)
            return cell->flag_counts[i];
    fail_msg("no flag '%s'", flag);
    return 0;
}

static void an_invocation_lasts_as_long_as_its_windows_together(void **state)
{
    add_invocation(0, 100, "");
    row.block = row.invocation = 1;
    add("measure", 0, 5, "");
    row.duration_ns = SAMPLE_NONE;
    add("measure", 1, 5, "");
    add("end", SAMPLE_NONE, NAN, "");
    const struct measured_cell *cell = only_cell(state);
    assert_int_equal(cell->count, 2);
    assert_true(cell->invocations[0]->seconds == 1 && cell->invocations[0]->cpu_use == .5);
    assert_true(isnan(cell->invocations[1]->seconds)); /* one window does not say */
}

static void its_value_is_the_median_of_however_many_windows(void **state)
{
    for (int64_t count = 1; count <= 40; count++) {
        row.block = row.invocation = count;
        for (int64_t window = 0; window < count; window++)
            add("measure", window, (double)(window * 7 % count * 2),
                ""); /* 0, 2, 4... in some order, unless 7 divides */
        add("end", SAMPLE_NONE, NAN, "");
    }
    const struct measured_cell *cell = only_cell(state);
    for (size_t i = 0; i < 40; i++)
        if ((i + 1) % 7)
            assert_true(cell->invocations[i]->rate == (double)i);
}

static void a_flag_counts_once_for_an_invocation_wherever_it_stands(void **state)
{
    add("warmup", 0, 1e9, "busy;smt_shared");
    add("measure", 0, 5, "busy; smt_shared ;");
    add("measure", 1, 5, "smt_shared;stolen");
    add("end", SAMPLE_NONE, NAN, "busy");
    add_invocation(1, 5, "smt_shared");
    add_invocation(2, 5, "");
    row.block = row.invocation = 3;
    add("measure", 0, 5, "");
    add("end", SAMPLE_NONE, NAN, "stolen"); /* on the verdict alone */
    const struct measured_cell *cell = only_cell(state);
    assert_int_equal(cell->count, 4);
    assert_int_equal(cell->flags.count, 3);
    assert_int_equal(carried(cell, "busy"), 1);
    assert_int_equal(carried(cell, "smt_shared"), 2);
    assert_int_equal(carried(cell, "stolen"), 2);
    assert_int_equal(cell->disturbed, 2);
    assert_true(cell->invocations[0]->disturbed && !cell->invocations[1]->disturbed);
    assert_true(!cell->invocations[2]->disturbed && cell->invocations[3]->disturbed);
}

static void what_came_between_is_a_disturbance_and_what_was_asked_for_is_none(void **state)
{
    static const char *const disturbances[] = {"stolen",    "throttled", "busy",    "unsteady",
                                               "preempted", "slowed",    "migrated"};
    static const char *const others[] = {"gil_reenabled",   "oversubscribed", "smt_shared",
                                         "mixed_kinds",     "quota",          "debug_build",
                                         "foreign_threads", "stolenish",      "bus"};
    size_t disturbing = sizeof disturbances / sizeof *disturbances, count = 0;

    for (size_t i = 0; i < disturbing; i++)
        add_invocation((int64_t)count++, 5, disturbances[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        add_invocation((int64_t)count++, 5, others[i]);
    const struct measured_cell *cell = only_cell(state);
    assert_int_equal(cell->count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(cell->invocations[i]->disturbed, i < disturbing);
    assert_int_equal(cell->disturbed, disturbing);
}

static void flags_of_an_invocation_that_does_not_count_are_listed_and_not_counted(void **state)
{
    add_invocation(0, 5, "busy");
    row.block = row.invocation = 1;
    add("measure", 0, 5, "stolen;busy");
    row.status = "crashed";
    add("end", SAMPLE_NONE, NAN, "");
    row.status = "ok";
    row.block = row.invocation = 2;
    add("measure", 0, 5, "throttled"); /* without its end: cut off */
    const struct measured_cell *cell = only_cell(state);
    assert_int_equal(cell->count, 1);
    assert_int_equal(cell->failed, 1);
    assert_int_equal(cell->flags.count, 3);
    assert_int_equal(carried(cell, "busy"), 1);
    assert_int_equal(carried(cell, "stolen"), 0);
    assert_int_equal(carried(cell, "throttled"), 0);
    assert_int_equal(cell->disturbed, 1);
}

static void a_second_attempt_inherits_nothing_from_one_that_was_cut_off(void **state)
{
    add("warmup", 0, 1e9, "busy");
    add("measure", 0, 1, "stolen");
    add("measure", 1, 1, "");
    row.run = "another"; /* rows of others between do not matter */
    add_invocation(0, 7, "throttled");
    row.run = "r";
    add("warmup", 0, 1e9, "");
    add("measure", 0, 5, "");
    add("end", SAMPLE_NONE, NAN, "");
    row.block = row.invocation =
        1; /* cut off in its warm-up, and later behind its only window, which the next has too */
    add("warmup", 0, 1e9, "busy");
    add("warmup", 0, 1e9, "");
    add("measure", 0, 5, "migrated");
    add("warmup", 0, 1e9, "unsteady");
    add("measure", 0, 6, "");
    add("end", SAMPLE_NONE, NAN, "");
    const struct measured_cell *cell = only_cell(state);
    assert_int_equal(cell->count, 3);
    assert_string_equal(cell->invocations[0]->run, "another");
    assert_true(cell->invocations[1]->rate == 5 && cell->invocations[1]->seconds == .5);
    assert_true(!cell->invocations[1]->disturbed);
    assert_true(cell->invocations[2]->rate == 6 &&
                cell->invocations[2]->disturbed); /* its own warm-up says so */
    assert_int_equal(carried(cell, "busy"), 0);
    assert_int_equal(carried(cell, "migrated"), 0);
    assert_int_equal(carried(cell, "unsteady"), 1);
    assert_int_equal(cell->disturbed, 2);
}

static void rows_of_several_invocations_may_stand_between_one_another(void **state)
{
    for (int64_t window = 0; window < 3; window++)
        for (int64_t block = 9; block >= 0; block--) {
            row.block = row.invocation = block;
            add("measure", window, (double)(100 * block + window), block == 4 ? "busy" : "");
        }
    for (int64_t block = 0; block < 10; block++) {
        row.block = row.invocation = block;
        add("end", SAMPLE_NONE, NAN, "");
    }
    const struct measured_cell *cell = only_cell(state);
    assert_int_equal(cell->count, 10);
    for (int i = 0; i < 10; i++) {
        assert_true(cell->invocations[i]->block == i && cell->invocations[i]->rate == 100 * i + 1);
        assert_int_equal(cell->invocations[i]->disturbed, i == 4);
    }
}

/* A row belongs to where its names say, however much of them is as in the row before. */
static void rows_of_cells_that_differ_in_one_name_only_do_not_mix(void **state)
{
    char *path = file_path(*state, "/samples.csv");
    struct error e;

    for (int64_t window = 0; window < 3; window++)
        for (row.threads = 1; row.threads <= 3; row.threads++)
            add("measure", window, (double)(10 * row.threads + window), "");
    for (row.threads = 1; row.threads <= 3; row.threads++)
        add("end", SAMPLE_NONE, NAN, "");
    fclose(file);
    assert_int_equal(cells_read(&cells, path, false, &e), 0);
    assert_int_equal(cells.count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(cells.items[i]->count, 1);
        assert_true(cells.items[i]->invocations[0]->rate == 10 * ((double)i + 1) + 1);
    }
    free(path);
}

static void all_that_names_a_cell_parts_it_from_others(void **state)
{
    char *path = file_path(*state, "/samples.csv");
    struct error e;

    add_invocation(0, 1, "");
    row.threads = 2, add_invocation(0, 1, "");
    row.placement = "smt", add_invocation(0, 1, "");
    row.params = "n=1", add_invocation(0, 1, "");
    row.workload = "fab", add_invocation(0, 1, "");
    row.mode = "processes", add_invocation(0, 1, "");
    row.axes = "gc=off", add_invocation(0, 1, "");
    row.axes = "gc=frozen", add_invocation(0, 1, "");
    row.gil = "off", add_invocation(0, 1, "");
    row.ft = 1, add_invocation(0, 1, "");
    row.python = "3.13.2", add_invocation(0, 1, "");
    row.build = "3.13.2", add_invocation(0, 1, "");
    row.run = "s", add_invocation(0, 1, ""); /* another run of the same cell */
    fclose(file);
    assert_int_equal(cells_read(&cells, path, false, &e), 0);
    assert_int_equal(cells.count, 12);
    size_t invocations = 0;
    for (size_t i = 0; i < cells.count; i++)
        invocations += cells.items[i]->count;
    assert_int_equal(invocations, 13);
    free(path);
}

static void two_versions_of_a_workload_are_told(void **state)
{
    add_invocation(0, 5, "");
    row.workload_hash = "def"; /* in the middle of an invocation, too */
    add_invocation(1, 5, "");
    assert_string_equal(only_cell(state)->hash, "mixed");
}

static void a_file_full_of_made_up_flags_costs_neither_memory_nor_a_crash(void **state)
{
    char flag[32];

    for (int i = 0; i < 2000; i++) {
        snprintf(flag, sizeof flag, "f%d;;", i);
        add("warmup", i, 1, flag);
    }
    add("measure", 0, 5, "busy");
    add("end", SAMPLE_NONE, NAN, "");
    const struct measured_cell *cell = only_cell(state);
    assert_int_equal(cell->flags.count, 64);
    assert_int_equal(cell->count, 1);
    for (size_t i = 0; i < cell->flags.count; i++)
        assert_int_equal(cell->flag_counts[i], 1);
}

static void a_value_that_cannot_be_is_refused_with_its_line(void **state)
{
    char *path = file_path(*state, "/samples.csv");
    struct error e;

    add_invocation(0, 5, "");
    row.threads = 0;
    add("measure", 0, 5, "");
    fclose(file);
    assert_int_equal(cells_read(&cells, path, false, &e), -1);
    assert_non_null(strstr(e.text, "samples.csv:6: column 'threads': 0 is out of range"));
    free(path);
}

/* Shares are of all windows together, counts of an op; the end row's own where no window has them. */
static void measures_beside_the_rate_are_of_all_windows_together(void **state)
{
    row.threads = 2;
    row.duration_ns = 500000000;
    row.ops = 100;
    row.gil_wait_s = .2;
    row.instructions = 5000;
    row.beside_ops_per_s = 10;
    add("warmup", 0, 5, "");
    add("measure", 0, 5, "");
    row.duration_ns = 1500000000;
    row.ops = 300;
    row.gil_wait_s = .6;
    row.instructions = 7000;
    row.beside_ops_per_s = 30;
    add("measure", 1, 5, "");
    row.worker = 1; /* what one worker did is in the windows already */
    row.cpus = "7";
    add("worker", SAMPLE_NONE, NAN, "");
    row.worker = SAMPLE_NONE;
    row.cpus = "";
    row.gil_wait_s = 9;
    row.instructions = SAMPLE_NONE;
    row.beside_ops_per_s = NAN;
    row.requests = 40;
    row.latency_p50_s = .002;
    row.gc_pause_s = .5;
    row.duration_ns = 4000000000;
    row.gil_enabled_by = "_old";
    add("end", SAMPLE_NONE, NAN, "");
    row.block = row.invocation = 1;
    row.worker = 0;
    row.cpus = "6";
    add("worker", SAMPLE_NONE, NAN, ""); /* its CPU is not the cell's list */
    const struct measured_cell *cell = only_cell(state);
    const double *measures = cell->invocations[0]->measures;
    assert_true(fabs(measures[MEASURE_GIL_WAIT] - .8 / 2 / 2) < 1e-12);
    assert_true(fabs(measures[MEASURE_INSTRUCTIONS] - 30) < 1e-12);
    assert_true(fabs(measures[MEASURE_BESIDE] - 20) < 1e-12);
    assert_true(measures[MEASURE_REQUESTS] > 39 && measures[MEASURE_REQUESTS] < 41);
    assert_true(fabs(measures[MEASURE_LATENCY_P50] - .002) < 1e-12);
    assert_true(fabs(measures[MEASURE_GC_PAUSE] - .125) < 1e-12);
    assert_true(isnan(measures[MEASURE_LATENCY_MAX]) && isnan(measures[MEASURE_CYCLES]));
    assert_string_equal(cell->gil_enabled_by, "_old");
    assert_string_equal(cell->cpus, "");
}

static void a_second_attempt_has_measures_of_its_own(void **state)
{
    row.gil_wait_s = .5;
    row.beside_ops_per_s = 1;
    add("measure", 0, 5, "");
    add("measure", 1, 5, "");
    row.gil_wait_s = .25;
    row.beside_ops_per_s = 3;
    add("measure", 0, 5, "");
    row.gil_wait_s = row.beside_ops_per_s = NAN;
    add("end", SAMPLE_NONE, NAN, "");
    const struct measured_cell *cell = only_cell(state);
    assert_true(fabs(cell->invocations[0]->measures[MEASURE_GIL_WAIT] - .5) < 1e-12);
    assert_true(fabs(cell->invocations[0]->measures[MEASURE_BESIDE] - 3) < 1e-12);
}

/* Two windows of 1 s and of 3 s, of two workers. */
static void add_phased(const char *first, const char *second)
{
    row.threads = 2;
    row.duration_ns = 1000000000;
    row.phases = first;
    add("measure", 0, 10, "");
    row.duration_ns = 3000000000;
    row.phases = second;
    add("measure", 1, 10, "");
    row.phases = "a=99;b=99"; /* their whole life, warm-up and all */
    add("end", SAMPLE_NONE, 10, "");
    row.phases = "";
    row.block = ++row.invocation;
}

static void phases_add_up_over_an_invocation_s_windows(void **state)
{
    row.threads = 2;
    row.phases = "a=50;b=50";
    add("warmup", 0, 10, "");
    add_phased("a=0.5/0.25;b=1.5/0", "a=1.5/0.75;b=4.5/0");
    const struct measured_cell *cell = only_cell(state);
    const struct phases *phases = cell->invocations[0]->phases;
    assert_int_equal(phases->count, 2);
    assert_true(phases->items[0].seconds == 2 && phases->items[1].seconds == 6);
    assert_true(phases->items[0].held_s == 1 && phases->items[1].held_s == 0);

    struct phase_times times = {0};
    phase_times_take(&times, cell);
    assert_int_equal(times.count, 2);
    assert_string_equal(times.items[1].name, "b");
    /* 10 ops/s of two workers: 0.2 s of a worker each, a quarter of it in the first phase. */
    assert_true(fabs(times.items[0].seconds.middle - .05) < 1e-12);
    assert_true(fabs(times.items[1].seconds.middle - .15) < 1e-12);
    assert_true(fabs(times.items[0].part.middle - .25) < 1e-12);
    assert_true(fabs(times.items[0].held.middle - .5) < 1e-12 && times.items[1].held.middle == 0);
    char *text = phase_times_text(&times);
    assert_string_equal(text, "a=0.05/0.5;b=0.15/0");
    free(text);
    phase_times_free(&times);
}

/* A window without them, with others, or an invocation with others: no sum, and no figure that would mislead. */
static void phases_that_do_not_agree_are_none(void **state)
{
    add_phased("a=1;b=1", "");
    add_phased("", "a=1;b=1");
    add_phased("a=1;b=1", "a=1;c=1");
    add_phased("a=1;b=1", "a=1;b=2");
    const struct measured_cell *cell = only_cell(state);
    assert_int_equal(cell->count, 4);
    for (size_t i = 0; i < 3; i++)
        assert_null(cell->invocations[i]->phases);
    assert_non_null(cell->invocations[3]->phases);
    struct phase_times times = {0};
    phase_times_take(&times, cell);
    assert_int_equal(times.count, 0);
    char *text = phase_times_text(&times);
    assert_string_equal(text, "");
    free(text);
}

static void what_is_no_list_of_phases_is_refused_with_its_line(void **state)
{
    char *path = file_path(*state, "/samples.csv");
    struct error e;

    add_phased("a=1;b=1", "a=one");
    fclose(file);
    assert_int_equal(cells_read(&cells, path, false, &e), -1);
    assert_non_null(strstr(e.text, "samples.csv:3: column 'phases': 'a=one' is not NAME=SECONDS"));
    free(path);
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, start, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(an_invocation_lasts_as_long_as_its_windows_together),
        IN_A_FOLDER(its_value_is_the_median_of_however_many_windows),
        IN_A_FOLDER(a_flag_counts_once_for_an_invocation_wherever_it_stands),
        IN_A_FOLDER(what_came_between_is_a_disturbance_and_what_was_asked_for_is_none),
        IN_A_FOLDER(flags_of_an_invocation_that_does_not_count_are_listed_and_not_counted),
        IN_A_FOLDER(a_second_attempt_inherits_nothing_from_one_that_was_cut_off),
        IN_A_FOLDER(rows_of_several_invocations_may_stand_between_one_another),
        IN_A_FOLDER(rows_of_cells_that_differ_in_one_name_only_do_not_mix),
        IN_A_FOLDER(all_that_names_a_cell_parts_it_from_others),
        IN_A_FOLDER(two_versions_of_a_workload_are_told),
        IN_A_FOLDER(a_file_full_of_made_up_flags_costs_neither_memory_nor_a_crash),
        IN_A_FOLDER(measures_beside_the_rate_are_of_all_windows_together),
        IN_A_FOLDER(phases_add_up_over_an_invocation_s_windows),
        IN_A_FOLDER(phases_that_do_not_agree_are_none),
        IN_A_FOLDER(what_is_no_list_of_phases_is_refused_with_its_line),
        IN_A_FOLDER(a_second_attempt_has_measures_of_its_own),
        IN_A_FOLDER(a_value_that_cannot_be_is_refused_with_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
