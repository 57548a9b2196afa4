/* command_ecosystem.c - `gilscale ecosystem`: libraries on builds: do they import, what becomes of the GIL, do they scale, are they still right? */
#include "cli/command.h"

#include "base/shown.h"
#include "cli/ecosystem.h"
#include "cli/run_options.h"
#include "cli/runs.h"
#include "session/store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEADLINE_NS INT64_C(60000000000)

enum {
    KEY_LIBRARIES = 0x100,
    KEY_ENV,
    KEY_WORKLOAD,
    KEY_IMPORTS,
    KEY_DEADLINE,
    KEY_LIST,
    KEY_PAGE,
    KEY_FORMAT
};

struct asked {
    struct ecosystem_request request;
    const char *page;
    bool list;
};

static const struct argp_option options[] = {
    {"libraries", KEY_LIBRARIES, "LIBRARY[,LIBRARY...]", 0, "These libraries; the same as naming them", 0},
    {"env", KEY_ENV, "ENVIRONMENT[,ENVIRONMENT...]", 0,
     "In these environments (default: those of the lock file that are here, as `gilscale env create --lock` "
     "makes "
     "them); --python names any other build",
     0},
    {"workload", KEY_WORKLOAD, "FILE", 0,
     "Measure the one library that is named with this workload; may be repeated", 0},
    {"imports-only", KEY_IMPORTS, NULL, 0, "Import the libraries, and measure nothing", 0},
    {"import-timeout", KEY_DEADLINE, "TIME", 0, "An import that takes longer hangs (default 60s)", 0},
    {"list", KEY_LIST, NULL, 0, "Show the libraries and their workloads, and measure nothing", 0},
    {"page", KEY_PAGE, "DIR", 0, "Measure nothing: write table and page again from what is in DIR", 0},
    {"format", KEY_FORMAT, "table|csv|json|markdown", 0, "How to print what came out (default table)", 0},
    {0}};

static const char doc[] =
    "Finds out for each library and build: does it import, also from several threads at once and with the "
    "GIL forced "
    "off; does it switch the GIL of a free-threaded build back on, with which module; what does one thread "
    "cost; does "
    "it scale; and is what it computes still right when several threads use it? LIBRARY is a package as PyPI "
    "spells "
    "it; without one: all that have workloads, and all that the environments were made with. A library "
    "without a "
    "workload is imported, and nothing else.\vEvery library gets a folder of its own. With --output DIR for "
    "a folder "
    "that has some of them already, those are left as they are and the others are added: so a run that was "
    "cut off "
    "goes on. The table is DIR/ecosystem.md, and DIR/ecosystem.csv for programs. Six short processes a cell, "
    "so that "
    "all of them take less than half an hour on two builds; --invocations 12 is surer.\n\nExamples:\n"
    "  gilscale ecosystem\n"
    "  gilscale ecosystem numpy pandas --output results/numbers\n"
    "  gilscale ecosystem --dry-run            what would be measured, how long\n"
    "  gilscale ecosystem mypackage --workload my.py --env 3.13.15+my,3.13.15t+my\n"
    "  gilscale ecosystem mypackage --python ./venv/bin/python     imports alone\n"
    "  gilscale ecosystem --page results/ecosystem --format json\n\n"
    "Exit codes: as of `gilscale run`; 4 also for an import that fails, crashes or hangs, 3 for a named "
    "library that is "
    "nowhere.";

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct asked *asked = state->input;
    struct ecosystem_request *request = &asked->request;
    struct error e;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &request->run;
        return 0;
    case KEY_LIBRARIES:
        text_split(&request->libraries, value, ", ");
        return 0;
    case KEY_ENV:
        text_split(&request->environments, value, ", ");
        return 0;
    case KEY_WORKLOAD:
        text_list_add(&request->workloads, value);
        return 0;
    case KEY_IMPORTS:
        request->imports_only = true;
        return 0;
    case KEY_DEADLINE:
        if (text_to_ns(value, &request->deadline_ns, &e) < 0 || request->deadline_ns <= 0)
            argp_error(state, "--import-timeout: '%s': expected a time like 60s", value);
        return 0;
    case KEY_LIST:
        asked->list = true;
        return 0;
    case KEY_PAGE:
        asked->page = value;
        return 0;
    case KEY_FORMAT:
        request->run.format = results_format_named(value, &e);
        if (request->run.format == RESULTS_FORMATS)
            argp_error(state, "--format: %s", e.text);
        return 0;
    case ARGP_KEY_END:
        if (request->run.parameters.count && !request->workloads.count)
            argp_error(state, "--param: of which workload? parameters are for --workload");
        if (asked->page && (run_options_given(&request->run) || request->run.dry_run))
            argp_error(state, "--page takes what is there as it is; it takes no libraries and no settings");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* A row is one library on one build in one state of the GIL: what else could be swept has no place in it. */
static int refuse_sweeps(const struct run_request *run, struct error *e)
{
    for (size_t i = 0; i < run->settings.count; i++) {
        const char *setting = run->settings.items[i];
        bool is_one = strcmp(setting, "mode") == 0 || strcmp(setting, "placement") == 0 ||
                      axes_find(setting) != AXIS_COUNT;
        if (strcmp(setting, "measure") == 0 || strcmp(setting, "arrivals") == 0)
            return error_set(e, "--%s: the table is about rates in a closed loop; `gilscale run` takes it",
                             setting);
        if (is_one && strcmp(setting, "hash-seed") != 0 && strchr(run->values.items[i], ','))
            return error_set(e, "--%s: one value; `gilscale run` sweeps them", setting);
    }
    return 0;
}

/* ---- telling */

static int print(const struct ecosystem *all, const char *folder, enum results_format format, bool picture,
                 struct error *e)
{
    size_t width = results_width(stdout);
    bool colour = shown_may_colour(stdout);

    switch (format) {
    case RESULTS_CSV:
        return ecosystem_write_csv(stdout, (void *)(uintptr_t)all) < 0
                   ? error_set_status(e, EXIT_CELL_FAILED, "the table cannot be written")
                   : 0;
    case RESULTS_JSON:
        return ecosystem_print_json(all, stdout, e);
    case RESULTS_MARKDOWN:
        ecosystem_print_table(all, 0, true, false, stdout);
        ecosystem_print_notes(all, 0, true, stdout);
        return 0;
    default:
        ecosystem_print_workloads(all, width, false, colour, stdout);
        ecosystem_print_table(all, width, false, colour, stdout);
        ecosystem_print_notes(all, width, false, stdout);
        printf("\nIn %s: ecosystem.md, ecosystem.csv%s\n", folder, picture ? ", ecosystem.svg and .png" : "");
        return 0;
    }
}

/* A chart that cannot be drawn costs a warning, not the table. */
static bool draw(const struct ecosystem *all, const char *root, const char *folder)
{
    struct error why = {0};
    bool drawn = false;

    if (ecosystem_draw(all, root, folder, &drawn, &why) < 0)
        shown_say(stderr, "gilscale: warning: no chart: %s", why.text);
    return drawn;
}

/* What all of a telling wants. */
struct telling {
    const struct claim *claim;
    const char *root;
    enum results_format format;
};

/* Reads the folder and writes table, chart and page; *bad: something on the rows went wrong. */
static int tell(const struct telling *telling, const char *folder, bool *bad, struct error *e)
{
    struct ecosystem all = {0};
    struct ecosystem_rows rows = {0};
    struct ecosystem_page page = {.all = &all, .claim = telling->claim};
    int result = -1;

    if (ecosystem_gather(&all, folder, e) < 0)
        goto out;
    ecosystem_summarise(&rows, &all);
    for (size_t i = 0; i < rows.count; i++)
        *bad = *bad || ecosystem_row_is_bad(&rows.items[i]);
    page.picture = draw(&all, telling->root, folder) ? "ecosystem.svg" : NULL;
    if (store_write_file(folder, "ecosystem.csv", ecosystem_write_csv, &all, e) < 0 ||
        store_write_file(folder, "ecosystem.md", ecosystem_write_page, &page, e) < 0)
        goto out;
    result = print(&all, folder, telling->format, page.picture != NULL, e);
out:
    ecosystem_rows_free(&rows);
    ecosystem_free(&all);
    return result;
}

/* ---- doing it */

static int measure(const struct asked *asked, const struct claim *claim, const char *root, int *exit_code,
                   struct error *e)
{
    const struct telling telling = {claim, root, asked->request.run.format};
    struct ecosystem_choice choice = {0};
    const struct ecosystem_request *request = &asked->request;
    struct ecosystem_measuring measuring = {.request = request, .choice = &choice, .root = root};
    char *folder = NULL;
    bool bad = false;
    int result = -1;

    if (ecosystem_choose(&choice, request, claim, root, e) < 0)
        goto out;
    if (asked->list) {
        ecosystem_list(&choice, stdout);
        result = 0;
        goto out;
    }
    if (runs_open_folder(&folder, request->run.output, "ecosystem", request->run.dry_run, e) < 0)
        goto out;
    measuring.folder = folder;
    ecosystem_measure(&measuring);
    if (folder && tell(&telling, folder, &bad, e) < 0)
        goto out;
    if (measuring.interrupted)
        fprintf(stderr, "gilscale: interrupted; go on with the same command and --output %s\n", folder);
    *exit_code = measuring.interrupted     ? 128 + measuring.interrupted
                 : bad || measuring.failed ? EXIT_CELL_FAILED
                 : measuring.absent        ? EXIT_MISSING
                                           : EXIT_FINE;
    result = 0;
out:
    free(folder);
    ecosystem_choice_free(&choice);
    return result;
}

static int carry_out(const struct asked *asked, int *exit_code, struct error *e)
{
    struct claims claims = {0};
    struct paths paths = {0};
    char *folder = NULL;
    bool bad = false;
    int result = -1;

    if (paths_find(&paths, e) < 0)
        goto out;
    folder = text_format("%s/configs/claims", paths.root);
    if (claims_scan(&claims, folder, e) < 0)
        goto out;
    const struct claim *claim = claims_find(&claims, "C19");
    const struct telling telling = {claim, paths.root, asked->request.run.format};
    *exit_code = EXIT_FINE;
    if (!asked->page) {
        result = measure(asked, claim, paths.root, exit_code, e);
        goto out;
    }
    if (access(asked->page, F_OK) != 0)
        error_set(e, "%s: there is no such folder", asked->page);
    else
        result = tell(&telling, asked->page, &bad, e);
    *exit_code = bad ? EXIT_CELL_FAILED : EXIT_FINE;
out:
    free(folder);
    claims_free(&claims);
    paths_free(&paths);
    return result;
}

int command_ecosystem(int argc, char **argv, int *exit_code, struct error *e)
{
    struct asked asked = {.request.deadline_ns = DEADLINE_NS};
    const struct argp_child children[] = {{.argp = run_options()}, {0}};
    const struct argp argp = {
        .options = options, .parser = parse, .args_doc = "[LIBRARY...]", .doc = doc, .children = children};
    struct run_request *run = &asked.request.run;

    argp_parse(&argp, argc, argv, 0, NULL, &asked);
    run->argc = argc;
    run->argv = argv;
    int result = refuse_sweeps(run, e) < 0 ? -1 : carry_out(&asked, exit_code, e);
    text_list_free(&asked.request.libraries);
    text_list_free(&asked.request.environments);
    text_list_free(&asked.request.workloads);
    text_list_free(&run->names);
    text_list_free(&run->settings);
    text_list_free(&run->values);
    text_list_free(&run->parameters);
    return result;
}
