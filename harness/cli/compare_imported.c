#include "cli/compare_imported.h"

#include "base/shown.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_MOST = 64, LEFT_MOST = 20 };

/* Takes the text. */
static void say(struct text_list *list, char *sentence)
{
    text_list_add(list, sentence);
    free(sentence);
}

/* What nobody can know of a file of pyperf's; `who` is "'a.json' is", "Both are". */
static void say_kind(struct compare_report *report, const char *who, enum source_kind kind)
{
    if (kind == SOURCE_PYPERF)
        say(&report->remarks,
            text_format(
                "%s imported from pyperf: warm-up and order of the processes are pyperf's, one benchmark "
                "after the other; whether a benchmark itself has changed is not known, nor is the state of "
                "the GIL on a free-threaded build.",
                who));
    if (kind == SOURCE_EXPORT)
        say(&report->remarks,
            text_format("%s exported: the design of the run (windows, warm-up) is not in such a "
                        "file, nor are cells that have no time per op.",
                        who));
}

/* What is no time in a file of pyperf's. */
static void say_left_in(struct compare_report *report, const struct compare_source *source, const char *name)
{
    for (size_t i = 0; i < source->left.count && i < LEFT_MOST; i++)
        say(&report->left, text_format("%s (in " SHOWN_DATA ")", source->left.items[i], name));
    if (source->left.count > LEFT_MOST)
        say(&report->left, text_format("%zu more in " SHOWN_DATA, source->left.count - LEFT_MOST, name));
}

void compare_imported_say(struct compare_report *report)
{
    const struct compare_source *const sources[] = {report->base, report->new};
    bool alike = report->base->kind == report->new->kind, same = report->base == report->new;

    for (size_t i = 0; i < (same ? 1 : 2); i++) {
        char *name = shown_plain(sources[i]->name, NAME_MOST), *who = text_format(SHOWN_DATA " is", name);
        if (!alike || same)
            say_kind(report, who, sources[i]->kind);
        say_left_in(report, sources[i], name);
        free(who);
        free(name);
    }
    if (alike && !same)
        say_kind(report, "Both are", report->base->kind);
}

bool compare_imported_of_one_run(const struct compare_report *report)
{
    const struct fact *base = facts_find(&report->base->facts, "run.started"),
                      *new = facts_find(&report->new->facts, "run.started");
    const struct compare_row *row = report->compare->rows; /* there is one, or nothing would be compared */

    return report->base->kind == SOURCE_EXPORT &&
           report->new->kind == SOURCE_EXPORT &&base &&new &&strcmp(base->value, new->value) == 0 &&
           strcmp(row->base->invocations[0]->run, row->new->invocations[0]->run) == 0;
}
