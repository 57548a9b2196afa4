#include "cli/compare_export.h"

#include "cli/command.h"
#include "base/shown.h"
#include "record/csvfile.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- CSV */

static void put_texts(FILE *to, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        csvfile_put_text(to, texts[i]);
        putc(',', to);
    }
}

static void put_numbers(FILE *to, const double *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        csvfile_put_real(to, numbers[i]);
        putc(',', to);
    }
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* What --force passed over, on every row: a file that lost its console shall still say so. */
static char *join_differences(const struct compare_report *report)
{
    char *all = text_format("%s", "");

    for (size_t i = 0; i < report->differences.count; i++) {
        char *sentence = shown_sentence(report->differences.items[i], false);
        char *longer = text_format("%s%s%s", all, i ? "; " : "", sentence);
        free(sentence);
        free(all);
        all = longer;
    }
    return all;
}

static void put_cells(const struct compare_report *report, const char *ignored, FILE *to)
{
    fputs("workload,params,placement,mode,gil,threads,base_build,new_build,base_invocations,new_invocations,"
          "ratio,ratio_low,ratio_high,p,p_holm,verdict,needed,floor,base_disturbed,new_disturbed,base_failed,"
          "new_failed,below_floor,new_gil,ignored,axes\n",
          to);
    for (size_t i = 0; i < report->compare->count; i++) {
        const struct compare_row *row = &report->compare->rows[i];
        const struct verdict_cell *judged = &row->judged;
        const struct curve_key *key = &row->base->key;
        const char *const texts[] = {key->workload, key->params, key->placement, key->mode, key->gil};
        const char *const builds[] = {key->build, row->new->key.build};
        const double numbers[] = {judged->ratio.middle, judged->ratio.low, judged->ratio.high, judged->p,
                                  judged->p_holm};
        put_texts(to, texts, COUNT(texts));
        fprintf(to, "%d,", row->base->threads);
        put_texts(to, builds, COUNT(builds));
        fprintf(to, "%zu,%zu,", judged->a_count, judged->b_count);
        put_numbers(to, numbers, COUNT(numbers));
        csvfile_put_text(to, verdict_name(judged->verdict));
        fprintf(to, ",%zu,", judged->needed);
        csvfile_put_real(to, row->floor);
        fprintf(to, ",%zu,%zu,%zu,%zu,%d,", row->base->disturbed, row->new->disturbed, row->base->failed,
                row->new->failed, judged->below_floor);
        csvfile_put_text(to, row->new->key.gil);
        putc(',', to);
        csvfile_put_text(to, ignored);
        putc(',', to);
        csvfile_put_text(to, key->axes);
        putc('\n', to);
    }
}

static void put_curves(const struct compare_report *report, const char *ignored, FILE *to)
{
    const struct compare *c = report->compare;

    fputs(
        "workload,params,placement,mode,gil,new_gil,base_build,new_build,threads,base_values,new_values,"
        "one_ratio,one_ratio_low,one_ratio_high,most_ratio,most_ratio_low,most_ratio_high,speedup_ratio,"
        "speedup_ratio_low,speedup_ratio_high,p,p_holm,floor,sigma_change,sigma_change_low,sigma_change_high,"
        "kappa_change,kappa_change_low,kappa_change_high,one_verdict,most_verdict,verdict,needed,below_floor,"
        "ignored,axes\n",
        to);
    for (size_t i = 0; i < c->curve_count; i++) {
        const struct compare_curve *curve = &c->curves[i];
        const struct compare_row *one = &c->rows[curve->one], *most = &c->rows[curve->most];
        const struct verdict_cell *judged = &curve->change.judged;
        const struct curve_key *key = &one->base->key;
        const char *const texts[] = {key->workload, key->params,       key->placement, key->mode,
                                     key->gil,      one->new->key.gil, key->build,     one->new->key.build};
        const struct interval *const intervals[] = {&one->judged.ratio, &most->judged.ratio, &judged->ratio};
        const double chances[] = {judged->p, judged->p_holm, curve->floor};
        const struct interval *const law[] = {&curve->change.law.sigma, &curve->change.law.kappa};
        const char *const verdicts[] = {verdict_name(one->judged.verdict), verdict_name(most->judged.verdict),
                                        compare_curve_verdict(c, curve)};
        put_texts(to, texts, COUNT(texts));
        fprintf(to, "%d,%zu,%zu,", curve->change.threads, judged->a_count, judged->b_count);
        for (size_t k = 0; k < COUNT(intervals); k++)
            put_numbers(to, (const double[]){intervals[k]->middle, intervals[k]->low, intervals[k]->high}, 3);
        put_numbers(to, chances, COUNT(chances));
        for (size_t k = 0; k < COUNT(law); k++)
            put_numbers(to, (const double[]){law[k]->middle, law[k]->low, law[k]->high}, 3);
        put_texts(to, verdicts, COUNT(verdicts));
        fprintf(to, "%zu,%d,", judged->needed, judged->below_floor);
        csvfile_put_text(to, ignored);
        putc(',', to);
        csvfile_put_text(to, key->axes);
        putc('\n', to);
    }
}

static void put_means(const struct compare_report *report, const char *ignored, FILE *to)
{
    const struct compare *c = report->compare;

    fputs("placement,mode,gil,new_gil,base_build,new_build,threads,workloads,ratio,ratio_low,ratio_high,"
          "ignored,axes\n",
          to);
    for (size_t i = 0; i < c->mean_count; i++) {
        const struct compare_mean *mean = &c->means[i];
        const struct compare_row *row = &c->rows[mean->row];
        const struct curve_key *base = &row->base->key, *new = &row->new->key;
        const char *const texts[] = {base->placement, base->mode,  base->gil,
                                     new->gil,        base->build, new->build};
        put_texts(to, texts, COUNT(texts));
        fprintf(to, "%d,%zu,", row->base->threads, mean->ratio.values);
        put_numbers(to, (const double[]){mean->ratio.middle, mean->ratio.low, mean->ratio.high}, 3);
        csvfile_put_text(to, ignored);
        putc(',', to);
        csvfile_put_text(to, base->axes);
        putc('\n', to);
    }
}

void compare_export_csv(const struct compare_report *report, FILE *to)
{
    char *ignored = join_differences(report);

    if (report->request->part == COMPARE_CURVES)
        put_curves(report, ignored, to);
    else if (report->request->part == COMPARE_MEANS)
        put_means(report, ignored, to);
    else
        put_cells(report, ignored, to);
    free(ignored);
}

/* ---- JSON. Every function gives a new reference away; NULL only without memory, which json_pack() and the _new() functions pass on. */

static json_t *text_of(const char *text)
{
    char *valid = text ? shown_valid(text) : NULL;
    json_t *json = valid ? json_string(valid) : json_null();

    free(valid);
    return json;
}

static json_t *number_of(double number)
{
    return isfinite(number) ? json_real(number) : json_null();
}

static json_t *size_of(size_t number)
{
    return json_integer((json_int_t)number);
}

static json_t *interval_of(const struct interval *interval)
{
    return json_pack("{s:o,s:o,s:o}", "middle", number_of(interval->middle), "low", number_of(interval->low),
                     "high", number_of(interval->high));
}

static json_t *sentences_of(const struct text_list *list)
{
    json_t *array = json_array();

    for (size_t i = 0; i < list->count; i++) {
        char *sentence = shown_sentence(list->items[i], false);
        json_array_append_new(array, text_of(sentence));
        free(sentence);
    }
    return array;
}

/* What a cell, a curve and a mean have in common; `base` or `new` may be NULL. */
static json_t *names_of(const struct curve_key *base, const struct curve_key *new, bool with_workload)
{
    const struct curve_key *any = base ? base : new;
    json_t *json =
        json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "placement", text_of(any->placement), "mode",
                  text_of(any->mode), "axes", text_of(any->axes), "base_gil",
                  text_of(base ? base->gil : NULL), "new_gil", text_of(new ? new->gil : NULL), "base_build",
                  text_of(base ? base->build : NULL), "new_build", text_of(new ? new->build : NULL));

    if (with_workload) {
        json_object_set_new(json, "workload", text_of(any->workload));
        json_object_set_new(json, "params", text_of(any->params));
    }
    return json;
}

static void set_judged(json_t *json, const struct verdict_cell *judged, double floor, const char *verdict)
{
    json_object_set_new(json, "base_values", size_of(judged->a_count));
    json_object_set_new(json, "new_values", size_of(judged->b_count));
    json_object_set_new(json, "paired", json_boolean(judged->paired));
    json_object_set_new(json, "p", number_of(judged->p));
    json_object_set_new(json, "p_holm", number_of(judged->p_holm));
    json_object_set_new(json, "verdict", text_of(verdict));
    json_object_set_new(json, "needed", judged->needed ? size_of(judged->needed) : json_null());
    json_object_set_new(json, "floor", number_of(floor));
    json_object_set_new(json, "below_floor", json_boolean(judged->below_floor));
}

static json_t *side_of(const struct measured_cell *cell)
{
    if (!cell)
        return json_null();
    return json_pack("{s:o,s:o,s:o,s:o,s:o}", "invocations", size_of(cell->count), "failed",
                     size_of(cell->failed), "disturbed", size_of(cell->disturbed), "status",
                     text_of(cell->status), "detail", text_of(cell->detail));
}

static json_t *cells_of(const struct compare *c)
{
    json_t *array = json_array();

    for (size_t i = 0; i < c->count; i++) {
        const struct compare_row *row = &c->rows[i];
        json_t *json = names_of(&row->base->key, &row->new->key, true);
        json_object_set_new(json, "threads", json_integer(row->base->threads));
        json_object_set_new(json, "ratio", interval_of(&row->judged.ratio));
        set_judged(json, &row->judged, row->floor, verdict_name(row->judged.verdict));
        json_object_set_new(json, "base", side_of(row->base));
        json_object_set_new(json, "new", side_of(row->new));
        json_array_append_new(array, json);
    }
    return array;
}

static json_t *curves_of(const struct compare *c)
{
    json_t *array = json_array();

    for (size_t i = 0; i < c->curve_count; i++) {
        const struct compare_curve *curve = &c->curves[i];
        const struct compare_row *one = &c->rows[curve->one], *most = &c->rows[curve->most];
        json_t *json = names_of(&one->base->key, &one->new->key, true);
        json_object_set_new(json, "threads", json_integer(curve->change.threads));
        json_object_set_new(json, "one_ratio", interval_of(&one->judged.ratio));
        json_object_set_new(json, "one_verdict", text_of(verdict_name(one->judged.verdict)));
        json_object_set_new(json, "most_ratio", interval_of(&most->judged.ratio));
        json_object_set_new(json, "most_verdict", text_of(verdict_name(most->judged.verdict)));
        json_object_set_new(json, "speedup_ratio", interval_of(&curve->change.judged.ratio));
        set_judged(json, &curve->change.judged, curve->floor, compare_curve_verdict(c, curve));
        json_object_set_new(json, "sigma_change", interval_of(&curve->change.law.sigma));
        json_object_set_new(json, "kappa_change", interval_of(&curve->change.law.kappa));
        json_array_append_new(array, json);
    }
    return array;
}

static json_t *means_of(const struct compare *c)
{
    json_t *array = json_array();

    for (size_t i = 0; i < c->mean_count; i++) {
        const struct compare_mean *mean = &c->means[i];
        const struct compare_row *row = &c->rows[mean->row];
        json_t *json = names_of(&row->base->key, &row->new->key, false);
        json_object_set_new(json, "threads", json_integer(row->base->threads));
        json_object_set_new(json, "workloads", size_of(mean->ratio.values));
        json_object_set_new(json, "ratio", interval_of(&mean->ratio));
        json_array_append_new(array, json);
    }
    return array;
}

static json_t *left_of(const struct compare *c)
{
    json_t *array = json_array();

    for (size_t i = 0; i < c->left_count; i++) {
        const struct compare_left *left = &c->left[i];
        json_t *json =
            names_of(left->base ? &left->base->key : NULL, left->new ? &left->new->key : NULL, true);
        json_object_set_new(json, "threads", json_integer((left->base ? left->base : left->new)->threads));
        json_object_set_new(json, "base", side_of(left->base));
        json_object_set_new(json, "new", side_of(left->new));
        json_array_append_new(array, json);
    }
    return array;
}

static json_t *request_of(const struct compare_request *request)
{
    json_t *fail_on = json_array();

    for (unsigned i = 0; i < FAIL_COUNT; i++)
        if (request->fail_on & 1u << i)
            json_array_append_new(fail_on, text_of(compare_failure_names[i]));
    return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "base", text_of(request->names[0]), "new",
                     text_of(request->by_build ? request->names[0] : request->names[1]), "by",
                     text_of(request->by_build ? "build" : NULL), "base_build",
                     text_of(request->by_build ? request->names[1] : NULL), "new_build",
                     text_of(request->by_build ? request->names[2] : NULL), "threshold",
                     number_of(request->threshold), "force", json_boolean(request->force), "fail_on",
                     fail_on);
}

static json_t *notes_of(const struct compare_report *report)
{
    return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "forced", sentences_of(&report->differences),
                     "two_times", json_boolean(report->drifts), "floors_unknown",
                     size_of(report->floors_unknown), "invocations", size_of(report->invocations),
                     "disturbed", size_of(report->disturbed), "disturbed_cells",
                     size_of(report->disturbed_cells), "left", sentences_of(&report->left), "remarks",
                     sentences_of(&report->remarks));
}

static json_t *tally_of(const struct compare *c)
{
    static const char *const names[] = {[VERDICT_FASTER] = "scales better",
                                        [VERDICT_SLOWER] = "scales worse",
                                        [VERDICT_EQUIVALENT] = "scales alike",
                                        [VERDICT_INCONCLUSIVE] = "inconclusive"};
    json_t *cells = json_object(), *curves = json_object();

    for (enum verdict v = VERDICT_FASTER; v <= VERDICT_INCONCLUSIVE; v++) {
        json_object_set_new(cells, verdict_name(v), size_of(c->tally[v]));
        json_object_set_new(curves, names[v], size_of(c->curve_tally[v]));
    }
    return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "cells", cells, "curves", curves, "only_base",
                     size_of(c->only_base), "only_new", size_of(c->only_new), "unmeasured",
                     size_of(c->unmeasured), "missing", size_of(c->missing), "failed", size_of(c->failed));
}

int compare_export_json(const struct compare_report *report, FILE *to, struct error *e)
{
    const struct compare *c = report->compare;
    json_t *json = json_pack(
        "{s:i,s:s,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:{s:i,s:o}}", "schema", 1, "gilscale", GILSCALE_VERSION,
        "request", request_of(report->request), "notes", notes_of(report), "cells", cells_of(c), "curves",
        curves_of(c), "means", means_of(c), "not_compared", left_of(c), "tally", tally_of(c), "exit", "code",
        report->reasons.count ? EXIT_REGRESSION : EXIT_FINE, "reasons", sentences_of(&report->reasons));
    /* ASCII: no control character of a name reaches a terminal. Fifteen digits, so that .03 stays .03. */
    int result =
        json && json_dumpf(json, to, JSON_INDENT(2) | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(15)) == 0 &&
                putc('\n', to) != EOF
            ? 0
            : error_set_status(e, EXIT_CELL_FAILED, "the JSON cannot be written");

    json_decref(json);
    return result;
}
