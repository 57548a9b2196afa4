/* command_claims.c - `gilscale claims`: what public texts say about the GIL, run here, their figure beside ours. */
#include "cli/command.h"

#include "base/shown.h"
#include "cli/claims_gather.h"
#include "cli/grid.h"
#include "cli/run_options.h"
#include "cli/runs.h"
#include "session/store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_LIST = 0x100, KEY_PAGE };

struct claims_request {
    struct run_request run; /* names: ids of claims */
    const char *page;
    bool list;
};

static const struct argp_option options[] = {
    {"list", KEY_LIST, NULL, 0, "Show the claims, and measure nothing", 0},
    {"page", KEY_PAGE, "DIR", 0, "Measure nothing: write the page again from what is in DIR", 0},
    {0}};

static const char doc[] =
    "Runs the experiments that public texts about the GIL give figures for, and writes one page: their "
    "figure "
    "beside ours, with its interval, and whether the two agree. CLAIM is an id like C2; without one: all of "
    "them, which takes half an hour for two builds, and 40 minutes for two environments that have the "
    "libraries which C24, C26, C28, C29 and C31 are about. Each is a suite in configs/claims, run as "
    "`gilscale run` does, into a folder of its own; settings given here replace those of all the "
    "suites.\vWith --output DIR "
    "for a folder that has some of them already, those are left as they are and the others are added: so a "
    "run that was cut off goes on. The page is DIR/claims.md, and DIR/claims.csv for programs.\n\nExamples:\n"
    "  gilscale claims\n"
    "  gilscale claims C2 C9 --python 3.13 --python 3.13t\n"
    "  gilscale claims C31 --python 3.13.15+ecosystem\n"
    "  gilscale claims --output results/claims\n"
    "  gilscale claims --page results/claims\n\n"
    "Exit codes: as of `gilscale run`; a claim that fails does not stop the others, and runs that come out "
    "wrong are no failure where their number is the figure (C21).";

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct claims_request *request = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &request->run;
        return 0;
    case KEY_LIST:
        request->list = true;
        return 0;
    case KEY_PAGE:
        request->page = value;
        return 0;
    case ARGP_KEY_END:
        if (request->run.parameters.count)
            argp_error(state, "a claim is about certain parameters; --param is for `gilscale run`");
        if (request->page && (request->run.settings.count || request->run.output || request->run.dry_run))
            argp_error(state, "--page takes the runs as they are; it takes no other settings");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- measuring */

struct measuring {
    const struct claims_request *request;
    const char *folder;
    size_t failed; /* claims */
    size_t bad;    /* invocations */
    int interrupted;
};

/* Where a figure says how many came out wrong, that is what was measured. */
static bool counts_wrong(const struct claim *claim)
{
    for (size_t i = 0; i < claim->count; i++)
        if (claim->figures[i].quantity->kind == QUANTITY_WRONG)
            return true;
    return false;
}

/* As runs_measure(). */
static int measure_claim(struct measuring *measuring, const struct claim *claim, struct error *e)
{
    struct text_list names = {0};

    text_list_add(&names, claim->path);
    struct runs_one one = {
        .folder = measuring->folder, .name = claim->id, .asked = &measuring->request->run, .names = &names};
    int result = runs_measure(&one, e);
    measuring->bad += one.bad - (counts_wrong(claim) ? one.wrong : 0);
    measuring->interrupted = one.interrupted;
    text_list_free(&names);
    return result;
}

static void measure(struct measuring *measuring, const struct claims *claims,
                    const struct claims_chosen *chosen)
{
    for (size_t i = 0; i < chosen->count && !measuring->interrupted; i++) {
        const struct claim *claim = &claims->items[chosen->items[i]];
        struct error why;
        if (!claim->measures)
            continue;
        if (!measuring->request->run.quiet)
            fprintf(measuring->request->run.dry_run ? stdout : stderr, "%s: %s (%zu of %zu)\n", claim->id,
                    claim->title, i + 1, chosen->count);
        int result = measure_claim(measuring, claim, &why);
        if (result == RUNS_THERE && !measuring->request->run.quiet)
            fprintf(stderr, "%s: is there already\n", claim->id);
        if (result >= 0 || measuring->interrupted)
            continue;
        fprintf(stderr, "gilscale: %s: %s\n", claim->id, why.text);
        measuring->failed++;
        if (!measuring->request->run.dry_run)
            runs_keep_reason(measuring->folder, claim->id, &why);
    }
}

/* ---- telling */

static void show_page(const struct page *page, const char *folder, FILE *to)
{
    static const struct grid_column columns[] = {{.title = "claim"},
                                                 {.title = "about", .data = true},
                                                 {.title = "agree", .right = true},
                                                 {.title = "disagree", .right = true},
                                                 {.title = "unclear", .right = true},
                                                 {.title = "not judged", .right = true},
                                                 {.title = "not measured", .right = true}};
    struct grid grid = {.columns = columns, .column_count = sizeof columns / sizeof *columns};

    for (size_t i = 0; i < page->count; i++) {
        const struct page_claim *item = &page->items[i];
        const size_t tallies[] = {page_tally(item, FIGURE_AGREE), page_tally(item, FIGURE_DISAGREE),
                                  page_tally(item, FIGURE_UNCLEAR),
                                  page_tally(item, FIGURE_NO_INTERVAL) + page_tally(item, FIGURE_NOT_JUDGED) +
                                      page_tally(item, FIGURE_QUALITATIVE),
                                  page_tally(item, FIGURE_NOT_MEASURED)};
        grid_add(&grid, item->claim->id);
        grid_add(&grid, item->claim->title);
        for (size_t k = 0; k < sizeof tallies / sizeof *tallies; k++) {
            char *text = tallies[k] ? text_format("%zu", tallies[k]) : text_format("%s", "");
            grid_add(&grid, text);
            free(text);
        }
    }
    grid_print(&grid, "figures of each claim", false, false, to);
    grid_free(&grid);
    fprintf(to, "\nIn %s: claims.md, claims.csv\n", folder);
}

static int write_page(const struct claims *claims, const struct claims_chosen *chosen, const char *folder,
                      struct error *e)
{
    struct page page = {0};
    int result = -1;

    if (claims_gather(&page, claims, chosen, folder, e) < 0 ||
        store_write_file(folder, "claims.md", page_write_markdown, &page, e) < 0 ||
        store_write_file(folder, "claims.csv", page_write_csv, &page, e) < 0)
        goto out;
    show_page(&page, folder, stdout);
    result = 0;
out:
    page_free(&page);
    return result;
}

static int open_folder(char **folder, const struct claims_request *request, struct error *e)
{
    if (request->page && access(request->page, F_OK) != 0)
        return error_set(e, "%s: there are no runs of claims here", request->page);
    return runs_open_folder(folder, request->page ? request->page : request->run.output, "claims",
                            request->run.dry_run, e);
}

static int carry_out(const struct claims_request *request, const struct claims *claims, int *exit_code,
                     struct error *e)
{
    struct claims_chosen chosen = {0};
    struct measuring measuring = {.request = request};
    char *folder = NULL;
    int result = -1;

    if (claims_choose(&chosen, claims, &request->run.names, e) < 0 || open_folder(&folder, request, e) < 0)
        goto out;
    measuring.folder = folder;
    if (!request->page)
        measure(&measuring, claims, &chosen);
    if (!request->run.dry_run && write_page(claims, &chosen, folder, e) < 0)
        goto out;
    if (measuring.interrupted)
        fprintf(stderr, "gilscale: interrupted; go on with the same command and --output %s\n", folder);
    if (measuring.bad)
        fprintf(stderr,
                "gilscale: %zu invocations did not end well; runner.log in their folders has what they "
                "said\n",
                measuring.bad);
    *exit_code = measuring.interrupted               ? 128 + measuring.interrupted
                 : measuring.failed || measuring.bad ? EXIT_CELL_FAILED
                                                     : EXIT_FINE;
    result = 0;
out:
    free(chosen.items);
    free(folder);
    return result;
}

int command_claims(int argc, char **argv, int *exit_code, struct error *e)
{
    struct claims_request request = {0};
    struct claims claims = {0};
    struct paths paths = {0};
    const struct argp_child children[] = {{.argp = run_options()}, {0}};
    const struct argp argp = {
        .options = options, .parser = parse, .args_doc = "[CLAIM...]", .doc = doc, .children = children};
    char *folder = NULL;
    int result = -1;

    argp_parse(&argp, argc, argv, 0, NULL, &request);
    request.run.argc = argc;
    request.run.argv = argv;
    if (paths_find(&paths, e) < 0)
        goto out;
    folder = text_format("%s/configs/claims", paths.root);
    if (claims_scan(&claims, folder, e) < 0)
        goto out;
    if (request.list) {
        claims_list(&claims, stdout);
        *exit_code = EXIT_FINE;
        result = 0;
    } else {
        result = carry_out(&request, &claims, exit_code, e);
    }
out:
    free(folder);
    claims_free(&claims);
    paths_free(&paths);
    text_list_free(&request.run.names);
    text_list_free(&request.run.settings);
    text_list_free(&request.run.values);
    text_list_free(&request.run.parameters);
    return result;
}
