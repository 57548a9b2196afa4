/* ecosystem_notes.c - what a table has no room for: why a library is not there, how it failed, what switched the GIL on; in sentences. */
#include "cli/ecosystem.h"

#include "base/shown.h"
#include "cli/results_sentences.h"

#include <stdlib.h>
#include <string.h>

/* "numpy on 3.13.15t: cannot be imported: ...". What comes from a library or a file is data. */
static void say(struct text_list *sentences, const struct ecosystem_row *row, const char *what,
                const char *detail)
{
    char *library = shown_plain(row->library->name, 0), *build = shown_plain(row->build, 0),
         *said = shown_plain(*detail ? detail : "no reason was told", 0);
    char *sentence =
        text_format(SHOWN_DATA " on " SHOWN_DATA ": %s: " SHOWN_DATA, library, build, what, said);

    text_list_add(sentences, sentence);
    free(sentence);
    free(library);
    free(build);
    free(said);
}

static void say_imports(struct text_list *sentences, const struct ecosystem_row *row)
{
    static const char *const failed[IMPORT_WAYS] = {
        [IMPORT_DEFAULT] = "cannot be imported",
        [IMPORT_GIL_OFF] = "cannot be imported with the GIL forced off",
        [IMPORT_THREADS] = "cannot be imported by several threads at once",
        [IMPORT_COMPILED] = "while its compiled modules were imported one by one"};
    const struct import_check *check = row->check;
    const char *compiled = check->ways[IMPORT_COMPILED].enabled_by;

    if (check->ways[IMPORT_DEFAULT].outcome == IMPORT_MISSING) {
        say(sentences, row, "is not there", check->absent);
        return;
    }
    for (int way = 0; way < IMPORT_WAYS; way++)
        if (check->ways[way].outcome > IMPORT_OK)
            say(sentences, row, failed[way], check->ways[way].detail);
    if (ecosystem_row_is_plain(row))
        say(sentences, row, "what one thread costs may be what plain Python costs",
            "the package for this build has no compiled modules, and that for another has");
    if (*row->enabled_by)
        say(sentences, row, "the GIL comes back on with module", row->enabled_by);
    else if (*compiled)
        say(sentences, row, "the GIL stays off until one more module is imported", compiled);
}

static void say_use(struct text_list *sentences, const struct ecosystem_row *row, const struct curve *curve)
{
    static const char *const what[ECOSYSTEM_VERDICTS] = {[ECOSYSTEM_SKIPPED] = "was skipped",
                                                         [ECOSYSTEM_FAILED] = "failed",
                                                         [ECOSYSTEM_WRONG] = "computed something wrong",
                                                         [ECOSYSTEM_HUNG] = "hung",
                                                         [ECOSYSTEM_CRASHED] = "crashed"};
    const struct ecosystem_use use = ecosystem_use_of(curve);
    enum ecosystem_verdict worst = use.alone > use.together ? use.alone : use.together;

    if (worst <= ECOSYSTEM_FINE)
        return;
    char *workload = shown_plain(curve->key.workload, 0);
    char *sentence = text_format("its workload " SHOWN_DATA " %s%s", workload, what[worst],
                                 worst == ECOSYSTEM_SKIPPED   ? ""
                                 : use.alone > ECOSYSTEM_FINE ? ", with one thread already"
                                                              : " with several threads");
    say(sentences, row, sentence, use.detail);
    free(sentence);
    free(workload);
}

/* Of a library as a whole. */
static void say_library(struct text_list *sentences, const struct ecosystem_library *library)
{
    char *name = shown_plain(library->name, 0), *reason = shown_plain(library->reason, 0), *sentence = NULL;

    if (*reason)
        sentence = text_format(SHOWN_DATA ": was not measured: " SHOWN_DATA, name, reason);
    else if (library->cut_off)
        sentence = text_format(SHOWN_DATA ": its run was cut off; what ended counts", name);
    if (sentence)
        text_list_add(sentences, sentence);
    free(sentence);
    free(name);
    free(reason);
}

/* A table of a busy machine is one: it has to be said. */
static void say_disturbed(struct text_list *sentences, const struct ecosystem_rows *rows)
{
    size_t disturbed = 0, invocations = 0;

    for (size_t i = 0; i < rows->count; i++) {
        disturbed += rows->items[i].disturbed;
        invocations += rows->items[i].invocations;
    }
    if (!disturbed)
        return;
    char *sentence = text_format(
        "%zu of %zu processes that were measured were disturbed: something else on the machine came "
        "between (`disturbed` in the table of workloads says where)",
        disturbed, invocations);
    text_list_add(sentences, sentence);
    free(sentence);
}

/* Of rows that share a build, what its import did is said once. */
static bool is_first(const struct ecosystem_rows *rows, size_t i)
{
    return i == 0 || rows->items[i - 1].library != rows->items[i].library ||
           strcmp(rows->items[i - 1].build, rows->items[i].build) != 0;
}

/* What says the same of several builds stands there for each: their reasons may differ. */
void ecosystem_print_notes(const struct ecosystem *all, size_t width, bool markdown, FILE *to)
{
    struct text_list sentences = {0};
    struct ecosystem_rows rows = {0};

    ecosystem_summarise(&rows, all);
    for (size_t i = 0; i < rows.count; i++) {
        if (i == 0 || rows.items[i - 1].library != rows.items[i].library)
            say_library(&sentences, rows.items[i].library);
        if (rows.items[i].check && is_first(&rows, i))
            say_imports(&sentences, &rows.items[i]);
        const struct curves *curves = &rows.items[i].library->curves;
        for (size_t k = 0; k < curves->count; k++)
            if (ecosystem_row_has(&rows.items[i], &curves->items[k]))
                say_use(&sentences, &rows.items[i], &curves->items[k]);
    }
    say_disturbed(&sentences, &rows);
    if (markdown)
        results_sentences_markdown(&sentences, to);
    else
        results_sentences_print(&sentences, width, to);
    ecosystem_rows_free(&rows);
    text_list_free(&sentences);
}
