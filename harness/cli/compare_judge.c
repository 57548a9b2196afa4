#include "cli/compare_judge.h"

#include "base/shown.h"
#include "cli/noise_file.h"

#include <stdlib.h>
#include <string.h>

/* Whose noise floor is it? NULL when nobody knows, or when the two sides (forced together) are of two machines. */
static char *machine_of(const struct compare_source *base, const struct compare_source *new)
{
    char *mine = noise_machine(&base->facts), *theirs = noise_machine(&new->facts);

    if (mine && (!theirs || strcmp(mine, theirs) != 0)) {
        free(mine);
        mine = NULL;
    }
    free(theirs);
    return mine;
}

/* -1 when there are differences and nobody has said --force; names the first, and how many more there are. */
static int refuse(const struct text_list *differences, bool force, struct error *e)
{
    if (!differences->count || force)
        return 0;
    char *sentence = shown_sentence(differences->items[0], false), *more = text_format("%s", "");
    if (differences->count > 1) {
        free(more);
        more = text_format(" (and %zu more such difference%s)", differences->count - 1,
                           differences->count > 2 ? "s" : "");
    }
    error_set(
        e, "%s%s: it would be taken for a change of the build's; --force compares all the same, and lists %s",
        sentence, more, differences->count > 1 ? "them" : "it");
    free(sentence);
    free(more);
    return -1;
}

static int open_sources(struct compare_judged *judged, const struct compare_request *request, struct error *e)
{
    struct compare_source *sources = judged->sources;

    if (compare_source_open(&sources[0], request->names[0], e) < 0 ||
        (!request->by_build && compare_source_open(&sources[1], request->names[1], e) < 0))
        return -1;
    if (request->by_build && (compare_source_check_build(&sources[0], request->names[1], e) < 0 ||
                              compare_source_check_build(&sources[0], request->names[2], e) < 0))
        return -1;
    return 0;
}

int compare_judge(struct compare_judged *judged, const struct compare_request *request, struct error *e)
{
    struct compare_report *report = &judged->report;
    char *path = noise_path(), *machine = NULL;
    int result = -1;

    report->request = request;
    report->base = &judged->sources[0];
    report->new = &judged->sources[!request->by_build];
    report->compare = &judged->compare;
    if (open_sources(judged, request, e) < 0 || noise_read(&judged->noise, path, e) < 0)
        goto out;
    machine = machine_of(report->base, report->new);
    /* Forced, as we name all differences at once. */
    struct compare_options options = {
        .base_build = request->by_build ? request->names[1] : NULL,
        .new_build = request->by_build ? request->names[2] : NULL,
        .threshold = request->threshold,
        .force = true,
        .noise = &judged->noise,
        .machine = machine,
        .any_build = !request->by_build && compare_source_is_build(report->base) &&
                     compare_source_is_build(report->new),
        .without_laws = request->format == COMPARE_CSV && request->part != COMPARE_CURVES};
    if (compare_make(&judged->compare, &report->base->cells, &report->new->cells, &options, e) < 0)
        goto out;
    compare_source_differences(report->base, report->new, &judged->compare, &report->differences);
    if (refuse(&report->differences, request->force, e) < 0)
        goto out;
    compare_report_make(report);
    result = 0;
out:
    free(machine);
    free(path);
    return result;
}

void compare_judged_free(struct compare_judged *judged)
{
    compare_report_free(&judged->report);
    compare_free(&judged->compare);
    noise_free(&judged->noise);
    compare_source_free(&judged->sources[0]);
    compare_source_free(&judged->sources[1]);
}
