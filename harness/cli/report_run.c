#include "cli/report_run.h"

#include <libconfig.h>
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

/* A run's own name, without the time that `gilscale run` puts before it; that stands below. */
static const char *suite_name(const char *name)
{
    static const char form[] = "0000-00-00T00-00-00-";
    size_t at = 0;

    while (form[at] && (form[at] == '0' ? name[at] >= '0' && name[at] <= '9' : name[at] == form[at]))
        at++;
    return !form[at] && name[at] ? name + at : name;
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

/* What the suite says that it is, or "". Without includes: this file may be from anybody. The caller frees. */
static char *description_of(const char *suite)
{
    const char *text = NULL;
    config_t config;

    config_init(&config);
    if (!strstr(suite, "@include") && config_read_string(&config, suite) == CONFIG_TRUE)
        config_lookup_string(&config, "description", &text);
    char *description = shown_plain(text ? text : "", 0);
    config_destroy(&config);
    return description;
}

/* "2026-11-21 17:07 +0000"; what has another form stays as it is. The caller frees. */
static char *date_of(const struct facts *facts)
{
    const char *started = facts_value(facts, "run.started");
    char *plain = shown_plain(started ? started : "at an unknown time", 64), *date = plain;

    if (strlen(plain) > 19 && plain[10] == 'T' && plain[16] == ':') {
        date = text_format("%.10s %.5s %s", plain, plain + 11, plain + 19);
        free(plain);
    }
    return date;
}

/* "Six workloads from native to shared. Measured 2026-11-21 17:07 +0000 on Intel(R) Xeon(R), 2 CPUs; gilscale 6bd4d31." */
static char *lead_of(const struct facts *facts, const char *suite)
{
    const char *version = facts_value(facts, "gilscale.version");
    char *description = description_of(suite), *date = date_of(facts), *machine = facts_machine_line(facts),
         *gilscale = shown_plain(version ? version : "of an unknown version", 64);
    char *what = *description ? text_format("Suite: " SHOWN_DATA ". ", description) : text_format("%s", "");
    char *lead = text_format("%sMeasured " SHOWN_DATA " on %s, with gilscale " SHOWN_DATA ".", what, date,
                             machine, gilscale);

    free(description);
    free(date);
    free(machine);
    free(gilscale);
    free(what);
    return lead;
}

/* The caller frees. */
static char *title_of(const char *folder)
{
    char *name = report_run_name(folder);
    char *title = text_format("%s: how Python scales with threads", suite_name(name));

    free(name);
    return title;
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

static void put_reproduction(struct document *document, const char *folder, const char *suite,
                             const struct facts *facts, const struct curves *curves)
{
    const char *command = facts_value(facts, "run.command"), *seed = facts_value(facts, "run.seed"),
               *version = facts_value(facts, "gilscale.version");
    char *commands = commands_of(folder, curves);
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
}

int report_run(struct document *document, const char *folder, const char *root, struct error *e)
{
    struct curves curves = {0};
    struct facts facts = {0};
    struct text_list warnings = {0}, problems = {0};
    struct error none;
    char *samples = NULL, *suite = NULL, *title = NULL, *lead = NULL;
    bool partial;
    int result = -1;

    if (store_find_samples(folder, &samples, &partial, e) < 0 ||
        curves_read(&curves, samples, partial, e) < 0)
        goto out;
    if (environment_read(&facts, folder, &none) < 0)
        facts_free(&facts);
    suite = read_suite(folder);
    title = title_of(folder);
    lead = lead_of(&facts, suite);
    document_begin(document, title, lead);
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
    put_reproduction(document, folder, suite, &facts, &curves);
    result = 0;
out:
    curves_free(&curves);
    facts_free(&facts);
    text_list_free(&warnings);
    text_list_free(&problems);
    free(samples);
    free(suite);
    free(title);
    free(lead);
    return result;
}
