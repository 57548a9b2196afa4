/* command_noise.c - `gilscale noise`: each build against itself, to see what this machine cannot tell. */
#include "cli/command.h"

#include "base/text.h"
#include "cli/environment.h"
#include "cli/noise_file.h"
#include "cli/run_options.h"
#include "session/store.h"
#include "stats/verdict.h"

#include <stdlib.h>
#include <string.h>

/* What `gilscale compare` takes when nobody says otherwise. */
#define THRESHOLD 0.03

/* Fewer find a floor as well, but a rough one. */
#define LEAST_INVOCATIONS 20

enum { KEY_FROM = 0x100, KEY_FORMAT };

struct noise_request {
    struct run_request run;
    const char *from;
    bool csv;
};

static const struct argp_option options[] = {
    {"from", KEY_FROM, "DIR", 0, "Measure nothing: take the run that `gilscale noise` left there", 0},
    {"format", KEY_FORMAT, "table|csv", 0, "How it is told (default table)", 0},
    {0}};

static const char doc[] =
    "Measures each build against itself (A/A, interleaved): what two runs of the same differ by is noise, "
    "and "
    "`gilscale compare` gives no verdict below it. NAME as in `gilscale run`. It is kept in "
    "results/noise.csv "
    "for this machine, in place of what was measured of the same cells before. Each side gets 20 "
    "invocations, "
    "or as many as the number of cells demands, unless --invocations says otherwise.\vColumns: pairs is the "
    "invocations of each side; sd that of one side from invocation to invocation; A/A differ what the two "
    "sides of the same build differ by; tells from the change that these invocations can tell from none "
    "(half of the interval's width); pairs for 3 % the invocations of each build that judge a 3 % threshold. "
    "The last two are for one cell alone; a table of many wants more. A ! marks a cell that was called "
    "faster or slower though it is the same. More invocations make a lower floor. Runs of two days differ by "
    "more than A/A of one sitting can show.\n\nExamples:\n"
    "  gilscale noise\n"
    "  gilscale noise fib spin --python 3.13t --threads 1,2 --invocations 40\n"
    "  gilscale noise --from results/2026-11-20T14-05-12-noise\n\n"
    "Exit codes: as of `gilscale run`.";

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct noise_request *request = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &request->run;
        return 0;
    case KEY_FROM:
        request->from = value;
        return 0;
    case KEY_FORMAT:
        if (strcmp(value, "table") != 0 && strcmp(value, "csv") != 0)
            argp_error(state, "--format is table or csv, not '%s'", value);
        request->csv = *value == 'c';
        return 0;
    case ARGP_KEY_END:
        if (request->from && (run_options_given(&request->run) || request->run.dry_run))
            argp_error(state, "--from takes a run as it is; it takes no other settings");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- measuring */

static void set(struct run_request *request, const char *setting, char *value)
{
    text_list_add(&request->settings, setting);
    text_list_add(&request->values, value);
    free(value);
}

/* What was asked for, with each build twice, and enough invocations. `once` is the plan with each build once, which has as many cells as there
 * will be pairs. */
static void double_request(struct run_request *twice, const struct run_request *request,
                           const struct run *once)
{
    static const char *const sides[] = {NOISE_A, NOISE_B};
    long least = (long)verdict_least(once->plan.cell_count, true);

    for (size_t i = 0; i < request->settings.count; i++)
        if (strcmp(request->settings.items[i], "python") != 0)
            set(twice, request->settings.items[i], text_format("%s", request->values.items[i]));
    for (size_t i = 0; i < once->builds.count; i++)
        for (size_t side = 0; side < 2; side++)
            set(twice, "python",
                text_format("%s%s=%s", sides[side], once->builds.items[i].tag,
                            once->builds.items[i].executable));
    if (least < LEAST_INVOCATIONS)
        least = LEAST_INVOCATIONS;
    if (!text_list_has(&request->settings, "invocations") && once->suite.invocations < least)
        set(twice, "invocations", text_format("%ld", least));
}

static int plan_twice(struct run *run, const struct run_request *request, struct run_request *twice,
                      struct error *e)
{
    int result = run_plan(run, request, e);

    if (result == 0) {
        double_request(twice, request, run);
        run_free(run);
        *run = (struct run){0};
        result = run_plan(run, twice, e);
    }
    if (result == 0) {
        free(run->suite.name); /* of the folder */
        run->suite.name = text_format("noise");
    }
    return result;
}

struct disturbed {
    size_t count, of; /* invocations */
};

static void count_disturbed(struct disturbed *disturbed, const struct measured_cells *cells)
{
    for (size_t i = 0; i < cells->count; i++) {
        disturbed->count += cells->items[i]->disturbed;
        disturbed->of += cells->items[i]->count;
    }
}

/* The run in `folder`, as rows of noise. */
static int derive(struct noise *noise, struct disturbed *disturbed, const char *folder, struct error *e)
{
    struct measured_cells cells = {0};
    struct facts facts = {0};
    char *samples = NULL, *machine = NULL;
    bool partial;
    int result = -1;

    if (store_find_samples(folder, &samples, &partial, e) < 0 || environment_read(&facts, folder, e) < 0)
        goto out;
    if (partial) {
        error_set(e, "%s: this run was cut off; `gilscale run --resume %s` finishes it", samples, folder);
        goto out;
    }
    machine = noise_machine(&facts);
    if (!machine) {
        error_set_status(
            e, EXIT_MISSING,
            "%s/environment.csv does not say which machine it was (cpu.model, topology.cpus), so "
            "its noise cannot be kept",
            folder);
        goto out;
    }
    const struct fact *date = facts_find(&facts, "run.started");
    if (cells_read_rates(&cells, samples, false, e) < 0 ||
        noise_derive(noise, &cells, machine, date ? date->value : "", THRESHOLD, e) < 0)
        goto out;
    count_disturbed(disturbed, &cells);
    result = 0;
out:
    cells_free(&cells);
    facts_free(&facts);
    free(samples);
    free(machine);
    return result;
}

/* ---- telling */

static int show(const struct noise *noise, const struct disturbed *disturbed, const char *folder, FILE *to,
                struct error *e)
{
    struct noise kept = {0};
    char *path = noise_path();
    int result = noise_read(&kept, path, e);

    if (result == 0) {
        noise_table(noise, to);
        fputc('\n', to);
        noise_sentences(noise, &kept, THRESHOLD, to);
        if (disturbed->count)
            fprintf(
                to,
                "%zu of %zu invocations were disturbed by what else runs here (column flags of samples.csv): "
                "measured on a quiet machine, the floor may be lower.\n",
                disturbed->count, disturbed->of);
        fprintf(to,
                noise_keeps(noise) ? "\nKept in %s; the rows are in %s\n"
                                   : "\nNothing to keep in %s; the rows are in %s\n",
                path, folder);
    }
    noise_free(&kept);
    free(path);
    return result;
}

/* A file that cannot be read must be known before half an hour is spent on what shall go into it. */
static int check_kept(struct error *e)
{
    struct noise kept = {0};
    char *path = noise_path();
    int result = noise_read(&kept, path, e);

    noise_free(&kept);
    free(path);
    return result;
}

/* 0 with `*done` false when there is nothing to tell: a dry run, or an interrupted one. */
static int measure(struct run *run, const struct noise_request *request, bool *done, int *exit_code,
                   struct error *e)
{
    struct run_request twice = request->run;
    int result = -1;

    twice.settings = twice.values = (struct text_list){0};
    *done = false;
    if (plan_twice(run, &request->run, &twice, e) < 0)
        goto out;
    if (request->run.dry_run) {
        run_describe(run, stdout);
        result = 0;
        goto out;
    }
    if (run_measure(run, &twice, e) < 0)
        goto out;
    if (run->session.interrupted) {
        fprintf(stderr,
                "gilscale: interrupted. Go on with\n  gilscale run --resume %s\n  gilscale noise --from %s\n",
                run->store.folder, run->store.folder);
        *exit_code = 128 + run->session.interrupted;
    } else if (run->session.bad) {
        fprintf(stderr, "gilscale: %zu invocations did not end well; %s/runner.log has what they said\n",
                run->session.bad, run->store.folder);
        *exit_code = EXIT_CELL_FAILED;
    }
    *done = !run->session.interrupted;
    result = 0;
out:
    text_list_free(&twice.settings);
    text_list_free(&twice.values);
    return result;
}

int command_noise(int argc, char **argv, int *exit_code, struct error *e)
{
    struct noise_request request = {0};
    struct run run = {0};
    struct noise noise = {0};
    const struct argp_child children[] = {{.argp = run_options()}, {0}};
    const struct argp argp = {
        .options = options, .parser = parse, .args_doc = "[NAME...]", .doc = doc, .children = children};
    bool done = true, ran = false;
    int result = -1;

    argp_parse(&argp, argc, argv, 0, NULL, &request);
    request.run.argc = argc;
    request.run.argv = argv;
    *exit_code = EXIT_FINE;
    if (check_kept(e) < 0)
        goto out;
    if (!request.from) {
        ran = true;
        if (measure(&run, &request, &done, exit_code, e) < 0)
            goto out;
    }
    if (done) {
        const char *folder = request.from ? request.from : run.store.folder;
        struct disturbed disturbed = {0};
        if (derive(&noise, &disturbed, folder, e) < 0 || noise_keep(&noise, e) < 0)
            goto out;
        if (request.csv)
            noise_write(&noise, stdout); /* main looks whether standard output could be written */
        else if (show(&noise, &disturbed, folder, stdout, e) < 0)
            goto out;
    }
    result = 0;
out:
    if (ran)
        run_free(&run);
    noise_free(&noise);
    text_list_free(&request.run.names);
    text_list_free(&request.run.settings);
    text_list_free(&request.run.values);
    text_list_free(&request.run.parameters);
    return result;
}
