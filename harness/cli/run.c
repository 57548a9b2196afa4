#include "cli/run.h"

#include "cli/command.h"
#include "cli/environment.h"
#include "cli/suites.h"
#include "base/shown.h"
#include "machine/pools.h"
#include "stats/verdict.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

/* What stands on the command line replaces what stands in the suite file, list by list. */
static int apply_settings(struct suite *suite, const struct run_request *request, struct error *e)
{
    struct text_list seen = {0};
    int result = 0;

    for (size_t i = 0; i < request->settings.count && result == 0; i++) {
        if (!text_list_has(&seen, request->settings.items[i]))
            suite_clear(suite, request->settings.items[i]);
        text_list_add(&seen, request->settings.items[i]);
        result = suite_set(suite, request->settings.items[i], request->values.items[i], e);
        if (result < 0) {
            char *text = text_format("--%s", e->text);
            error_set(e, "%s", text);
            free(text);
        }
    }
    text_list_free(&seen);
    for (size_t i = 0; i < request->parameters.count && result == 0; i++)
        result = suite_add_parameter(suite, request->parameters.items[i], e);
    return result;
}

/* The workloads beside, which the command line may name as well as the suite; and what can be seen of the whole only. */
static int finish_suite(struct run *run, struct error *e)
{
    struct catalog catalog = {0};
    int result = 0;

    if (run->suite.beside_count < run->suite.axes[AXIS_BESIDE].count) {
        result = catalog_scan(&catalog, run->paths.root, e);
        if (result == 0)
            result = suite_resolve(&run->suite, &catalog, e);
        catalog_free(&catalog);
        if (result < 0)
            return -1;
    }
    return suite_refuse_twins(&run->suite, e) < 0 ? -1 : suite_check(&run->suite, e);
}

static int load_suite(struct run *run, const struct run_request *request, struct error *e)
{
    struct text_list resumed = {0};
    int result;

    if (request->resume) {
        char *file = text_format("%s/suite.cfg", request->resume);
        text_list_add(&resumed, file);
        free(file);
    }
    result = suites_resolve(&run->suite, run->paths.root, request->resume ? &resumed : &request->names, e);
    text_list_free(&resumed);
    if (result < 0 || suite_refuse_twins(&run->suite, e) < 0 || apply_settings(&run->suite, request, e) < 0 ||
        finish_suite(run, e) < 0)
        return -1;
    while (run->suite.seed == 0) {
        uint32_t random = 0;
        if (getrandom(&random, sizeof random, 0) != sizeof random)
            random = (uint32_t)time(NULL);
        run->suite.seed = random & INT32_MAX;
    }
    return 0;
}

/* The builds asked for, by then with their tag and path, so that suite.cfg says which they were. */
static int choose_builds(struct run *run, struct error *e)
{
    struct suite *suite = &run->suite;

    if (!suite->pythons.count && builds_find_pair(&run->builds, run->paths.root, e) < 0)
        return -1;
    for (size_t i = 0; i < suite->pythons.count; i++)
        if (builds_add_named(&run->builds, run->paths.root, suite->pythons.items[i], e) < 0)
            return -1;
    text_list_free(&suite->pythons);
    for (size_t i = 0; i < run->builds.count; i++) {
        char *named = text_format("%s=%s", run->builds.items[i].tag, run->builds.items[i].executable);
        text_list_add(&suite->pythons, named);
        free(named);
    }
    return 0;
}

/* So many that a comparison of two of the builds can decide each of its cells: with too few, no evidence would survive the correction for
 * their number. */
static long enough_blocks(const struct run *run)
{
    size_t most = 1;

    for (size_t b = 0; b < run->builds.count; b++) {
        size_t cells = 0;
        for (size_t i = 0; i < run->plan.cell_count; i++)
            cells += run->plan.cells[i].build == b;
        most = cells > most ? cells : most;
    }
    long least = (long)verdict_least(most, true);
    return least > run->plan.blocks ? least : run->plan.blocks;
}

int run_plan(struct run *run, const struct run_request *request, struct error *e)
{
    struct plan_build *builds = NULL;
    int result;

    run->store.fd = run->store.lock = -1;
    run->session.signals.fd = -1;
    if (paths_find(&run->paths, e) < 0 || load_suite(run, request, e) < 0 ||
        topology_load(&run->topology, e) < 0 || choose_builds(run, e) < 0)
        return -1;
    run->quota = quota_read("");
    builds = text_grow(NULL, run->builds.count, sizeof *builds);
    for (size_t i = 0; i < run->builds.count; i++)
        builds[i] = (struct plan_build){run->builds.items[i].tag, run->builds.items[i].ft};
    result =
        plan_make(&run->plan, &run->suite, builds, run->builds.count, &run->topology, run->quota.cpus, e);
    free(builds);
    if (result == 0 && run->suite.invocations == SUITE_AUTO)
        run->suite.invocations = run->plan.blocks = enough_blocks(run);
    return result;
}

int64_t run_expected_ns(const struct run *run)
{
    int64_t total = 0;
    for (size_t i = 0; i < run->plan.cell_count; i++)
        total += plan_expected_ns(&run->plan.cells[i]);
    return total * run->plan.blocks;
}

/* As wide as the longest text of the column; the axes' is empty where all are neutral. */
static void find_widths(const struct run *run, int *workload, int *mode, int *combination)
{
    *workload = 18;
    *mode = *combination = 0;
    for (size_t i = 0; i < run->plan.cell_count; i++) {
        const struct cell *cell = &run->plan.cells[i];
        char *label = suite_label(&run->suite, cell->workload);
        char *text = plan_axes_text(&run->suite, cell);
        *workload = (int)strlen(label) > *workload ? (int)strlen(label) : *workload;
        *mode = (int)strlen(plan_mode(cell)) > *mode ? (int)strlen(plan_mode(cell)) : *mode;
        *combination = (int)strlen(text) > *combination ? (int)strlen(text) : *combination;
        free(label);
        free(text);
    }
    if (*combination)
        *combination = *combination > 4 ? *combination + 1 : 5; /* "axes" and a blank */
}

void run_describe(const struct run *run, FILE *to)
{
    char time_text[32];
    int width, mode, combination;

    find_widths(run, &width, &mode, &combination);
    fprintf(to, "%-*s %-13s %-3s %-*s %-*s%-12s %4s  %s\n", width, "workload", "build", "gil", mode, "mode",
            combination, combination ? "axes" : "", "placement", "N", "CPUs");
    for (size_t i = 0; i < run->plan.cell_count; i++) {
        const struct cell *cell = &run->plan.cells[i];
        const struct placement *placement = &run->plan.placements[cell->placement];
        char *label = suite_label(&run->suite, cell->workload);
        char *text = plan_axes_text(&run->suite, cell);
        int workers = plan_all_workers(cell);
        fprintf(to, "%-*s %-13s %-3s %-*s %-*s%-12s %4d ", width, label, run->builds.items[cell->build].tag,
                cell->gil_on ? "on" : "off", mode, plan_mode(cell), combination, text, placement->name,
                cell->threads);
        free(label);
        free(text);
        for (int k = 0; k < workers && k < 16 && placement->cpus; k++)
            fprintf(to, " %d", placement_cpu(placement, k));
        fprintf(to, "%s%s\n", placement->cpus && workers > 16 ? " ..." : "",
                cell->placement_flags & PLACEMENT_OVERSUBSCRIBED ? "  oversubscribed" : "");
    }
    fprintf(to, "\n%zu cells, %ld blocks, %zu invocations in all, seed %" PRIu64 "; expected time %s%s\n",
            run->plan.cell_count, run->plan.blocks, run->plan.cell_count * (size_t)run->plan.blocks,
            run->suite.seed, text_from_ns(run_expected_ns(run), time_text, sizeof time_text),
            run->suite.windows == SUITE_AUTO
                ? ", mostly less once the pilot has told how long an invocation must be"
                : "");
}

static int write_suite(FILE *to, void *suite)
{
    suite_write(suite, to);
    return ferror(to) ? -1 : 0;
}

static void add_fact(struct facts *facts, const char *key, const char *value)
{
    facts_add(facts, FACT_NEUTRAL, key, value, NULL, NULL);
}

/* Of what a person has set and we keep; said at each start, as the next one may be from another shell. */
static void warn_of_pools(struct run *run)
{
    struct facts facts = {0};

    pools_facts(&facts);
    for (size_t i = 0; i < facts.count; i++)
        if (facts.items[i].worry)
            progress_warn(&run->progress, "%s is %s. %s", strchr(facts.items[i].key, '.') + 1,
                          facts.items[i].value, facts.items[i].worry);
    facts_free(&facts);
}

char *run_stamp(void)
{
    char stamp[40];
    time_t now = time(NULL);
    struct tm local;

    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S%z", localtime_r(&now, &local));
    return text_format("%s", stamp);
}

static int write_environment(struct run *run, const struct run_request *request, struct error *e)
{
    struct facts facts = {0};
    char *command = text_format("%s", ""), *seed = text_format("%" PRIu64, run->suite.seed),
         *stamp = run_stamp();

    for (int i = 0; i < request->argc; i++) {
        /* argv[0] is "gilscale run", as argp names the command. */
        char *word = i ? shown_word(request->argv[i]) : text_format("%s", request->argv[i]);
        char *longer = text_format("%s%s%s", command, i ? " " : "", word);
        free(word);
        free(command);
        command = longer;
    }
    add_fact(&facts, "gilscale.version", GILSCALE_VERSION);
    add_fact(&facts, "run.command", command);
    add_fact(&facts, "run.started", stamp);
    add_fact(&facts, "run.seed", seed);
    facts_of_machine(&facts, &run->topology, "");
    environment_add_builds(&facts, &run->builds);
    environment_add_packages(&facts, &run->builds, run->paths.root);
    for (size_t i = 0; i < facts.count; i++)
        /* The last minute's load may be our own last run; rows are flagged `busy` where others are at work. */
        if (facts.items[i].level == FACT_BAD && strcmp(facts.items[i].key, "load.average") != 0)
            progress_warn(&run->progress, "%s is %s. %s (gilscale doctor says more)", facts.items[i].key,
                          facts.items[i].value, facts.items[i].worry);
    int result = environment_write(&facts, run->store.folder, e);
    facts_free(&facts);
    free(stamp);
    free(command);
    free(seed);
    return result;
}

/* A new folder with its suite.cfg and environment.csv, or the one to go on with. */
static int open_store(struct run *run, const struct run_request *request, struct error *e)
{
    if (request->resume) {
        if (store_resume(&run->store, request->resume, session_note_done, &run->session, e) < 0)
            return -1;
    } else {
        if (store_create(&run->store, "results", run->suite.name, request->output, e) < 0 ||
            store_write_file(run->store.folder, "suite.cfg", write_suite, &run->suite, e) < 0 ||
            write_environment(run, request, e) < 0)
            return -1;
    }
    warn_of_pools(run);
    if (!run->topology.can_bind)
        return 0;
    run->session.topology_file = text_format("%s/topology.xml", run->store.folder);
    return topology_save(&run->topology, run->session.topology_file, e);
}

/* A run that was cut off goes on with what its pilot found, unless it was cut off before. */
static int decide_lengths(struct run *run, const struct run_request *request, struct error *e)
{
    char *known = text_format("%s/pilot.csv", run->store.folder);
    int result = request->resume && access(known, F_OK) == 0
                     ? session_pilot_read(&run->session, run->store.folder, e)
                     : session_pilot(&run->session, e);
    free(known);
    return result;
}

/* For --until: which cells are not there yet. */
static void say_what_is_wide(struct run *run)
{
    for (size_t i = 0; i < run->plan.cell_count; i++) {
        const struct cell *cell = &run->plan.cells[i];
        double half = session_half_width(&run->session, i);
        if (half <= run->suite.until)
            continue;
        char *label = session_label(&run->session, cell);
        char *reached = isnan(half) ? text_format("no interval") : text_format("+-%.1f %%", 100 * half);
        progress_say(&run->progress, true, "not within +-%.3g %%: %s: %s after %zu invocations",
                     100 * run->suite.until, label, reached, run->session.cells[i].rate_count);
        free(reached);
        free(label);
    }
}

/* From the first compiler to the last row. */
static int measure(struct run *run, const struct run_request *request, struct error *e)
{
    struct session *session = &run->session;
    char time_text[32];

    if (session_prepare(session, e) < 0 || child_signals_open(&session->signals, e) < 0)
        return -1;
    if (run->progress.live) { /* a file has no clock to go on */
        session->signals.meanwhile = progress_tick;
        session->signals.context = &run->progress;
        run->progress.ticks = true;
    }
    /* Calibration spells the defaults out: size=16 and nothing said may be the same. */
    if (session_calibrate(session, e) < 0 || suite_refuse_twins(&run->suite, e) < 0)
        return -1;
    if (open_store(run, request, e) < 0 || decide_lengths(run, request, e) < 0)
        return -1;
    progress_say(&run->progress, false, "%zu cells, %ld blocks, about %s, into %s", run->plan.cell_count,
                 run->plan.blocks, text_from_ns(run_expected_ns(run), time_text, sizeof time_text),
                 run->store.folder);
    if (session_run(session, e) < 0)
        return error_prefix(e, "the run stopped; go on with `gilscale run --resume %s`", run->store.folder);
    return 0;
}

int run_measure(struct run *run, const struct run_request *request, struct error *e)
{
    struct session *session = &run->session;

    run->progress = progress_open(stderr, request->quiet);
    session->suite = &run->suite;
    session->plan = &run->plan;
    session->builds = &run->builds;
    session->topology = &run->topology;
    session->paths = &run->paths;
    session->progress = &run->progress;
    session->store = &run->store;
    int result = measure(run, request, e);
    progress_clear(&run->progress); /* also before what went wrong is told */
    if (result < 0 || session->interrupted)
        return result;
    if (run->suite.until > 0)
        say_what_is_wide(run);
    child_signals_close(&session->signals); /* from here on Ctrl-C just ends us: everything is on disk */
    return store_finish(&run->store, e);
}

void run_free(struct run *run)
{
    session_free(&run->session);
    if (run->session.signals.fd >= 0)
        child_signals_close(&run->session.signals);
    store_close(&run->store);
    plan_free(&run->plan);
    if (run->topology.hwloc)
        topology_free(&run->topology);
    builds_free(&run->builds);
    suite_free(&run->suite);
    paths_free(&run->paths);
}
