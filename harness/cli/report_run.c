#include "cli/report_run.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/shown.h"
#include "cli/environment.h"
#include "cli/results.h"
#include "report/facts_table.h"
#include "report/figures.h"
#include "report/run_cells.h"
#include "report/warnings.h"
#include "session/store.h"
#include "stats/curves.h"

/* Of a suite.cfg that is shown. */
#define SUITE_MOST (256 * 1024)

char *report_run_name(const char *folder)
{
    char path[PATH_MAX];
    const char *whole = realpath(folder, path) ? path : folder, *slash = strrchr(whole, '/');

    return text_format("%s", slash && slash[1] ? slash + 1 : whole);
}

/* Takes the sentence. */
static void add(struct text_list *list, char *sentence)
{
    text_list_add(list, sentence);
    free(sentence);
}

static char *read_suite(const char *folder)
{
    char *path = text_format("%s/suite.cfg", folder), *text = text_grow(NULL, SUITE_MOST + 1, 1);
    FILE *file = fopen(path, "re");
    size_t length = file ? fread(text, 1, SUITE_MOST, file) : 0;

    text[length] = '\0';
    if (file)
        fclose(file);
    free(path);
    if (length == SUITE_MOST)
        strcpy(text + SUITE_MOST - 24, "\n... (longer than this)");
    return text;
}

/* "Measured 2026-11-21T17:07:31+0000 on Intel(R) Xeon(R), 2 CPUs; gilscale 6bd4d31." */
static char *lead_of(const struct facts *facts)
{
    const char *started = facts_value(facts, "run.started"),
               *version = facts_value(facts, "gilscale.version");
    char *date = shown_plain(started ? started : "an unknown time", 64),
         *gilscale = shown_plain(version ? version : "of an unknown version", 64),
         *machine = facts_machine_line(facts);
    char *lead =
        text_format("Measured " SHOWN_DATA " on %s, with gilscale " SHOWN_DATA ".", date, machine, gilscale);

    free(date);
    free(gilscale);
    free(machine);
    return lead;
}

/* A sentence a workload, as they stand on the terminal. */
static void put_summary(struct document *document, const struct curves *curves)
{
    struct text_list sentences = {0};
    char *text = NULL;
    size_t size;
    FILE *memory = open_memstream(&text, &size);

    if (!memory)
        abort();
    results_sentences(curves, memory);
    fclose(memory);
    text_split(&sentences, text, "\n");
    document_section(document, "Summary", false);
    document_list(document, &sentences);
    text_list_free(&sentences);
    free(text);
}

static void put_machine(struct document *document, const struct facts *facts)
{
    document_section(document, "Machine and builds", false);
    char *machine = facts_machine_line(facts), *sentence = text_format("%s.", machine);
    document_paragraph(document, sentence);
    facts_builds_table(facts, "Python builds", document);
    facts_table(facts, document);
    free(machine);
    free(sentence);
}

/* The first two builds, in the order of the curves. */
static void builds_of(const struct curves *curves, struct text_list *builds)
{
    for (size_t i = 0; i < curves->count && builds->count < 2; i++)
        if (!text_list_has(builds, curves->items[i].key.build))
            text_list_add(builds, curves->items[i].key.build);
}

static char *commands_of(const char *folder, const struct curves *curves)
{
    char *word = shown_word(folder);
    char *text = text_format("# the same cells, order and settings on the builds of this machine\n"
                             "gilscale run %s/suite.cfg\n"
                             "# what is different there\n"
                             "gilscale compare %s results/...\n",
                             word, word);
    struct text_list builds = {0};

    builds_of(curves, &builds);
    if (builds.count == 2) {
        char *base = shown_word(builds.items[0]), *new = shown_word(builds.items[1]);
        char *longer = text_format("%s# one build of this run against the other\n"
                                   "gilscale compare %s --by build %s %s\n",
                                   text, word, base, new);
        free(text);
        free(base);
        free(new);
        text = longer;
    }
    text_list_free(&builds);
    free(word);
    return text;
}

static void put_reproduction(struct document *document, const char *folder, const struct facts *facts,
                             const struct curves *curves)
{
    const char *command = facts_value(facts, "run.command"), *seed = facts_value(facts, "run.seed"),
               *version = facts_value(facts, "gilscale.version");
    char *commands = commands_of(folder, curves), *suite = read_suite(folder);
    struct text_list said = {0};

    document_section(document, "How to measure this again", false);
    if (command)
        document_code(document, "The command of this run", NULL, command);
    if (seed) {
        char *plain = shown_plain(seed, 64);
        add(&said, text_format("Seed " SHOWN_DATA " decided the order of the invocations and the hash seeds.",
                               plain));
        free(plain);
    }
    if (version) {
        char *plain = shown_plain(version, 64);
        add(&said,
            text_format("Measured by gilscale " SHOWN_DATA "; the builds' versions and options are above.",
                        plain));
        free(plain);
    }
    document_list(document, &said);
    document_code(document, "Commands", NULL, commands);
    if (*suite)
        document_code(document, "suite.cfg", "suite.cfg: what was asked for, with everything decided", suite);
    text_list_free(&said);
    free(commands);
    free(suite);
}

int report_run(struct document *document, const char *folder, const char *root, struct error *e)
{
    struct curves curves = {0};
    struct facts facts = {0};
    struct text_list warnings = {0}, problems = {0};
    struct error none;
    char *samples = NULL, *name = NULL, *lead = NULL;
    bool partial;
    int result = -1;

    if (store_find_samples(folder, &samples, &partial, e) < 0 ||
        curves_read(&curves, samples, partial, e) < 0)
        goto out;
    if (environment_read(&facts, folder, &none) < 0)
        facts_free(&facts);
    name = report_run_name(folder);
    lead = lead_of(&facts);
    document_begin(document, name, lead);
    warnings_of_run(&warnings, &curves, &facts, partial);
    if (warnings.count) {
        document_section(document, "Before you believe it", true);
        document_list(document, &warnings);
    }
    put_summary(document, &curves);
    put_machine(document, &facts);
    struct chart_source source = {.curves = &curves};
    if (figures_write(document, &source, root, &problems, e) < 0)
        goto out;
    for (size_t i = 0; i < problems.count; i++)
        fprintf(stderr, "gilscale: warning: %s\n", problems.items[i]);
    run_cells_write(document, &curves);
    put_reproduction(document, folder, &facts, &curves);
    result = 0;
out:
    curves_free(&curves);
    facts_free(&facts);
    text_list_free(&warnings);
    text_list_free(&problems);
    free(samples);
    free(name);
    free(lead);
    return result;
}
