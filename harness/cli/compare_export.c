#include "cli/compare_export.h"

#include "cli/command.h"
#include "cli/json.h"
#include "base/shown.h"
#include "record/csvfile.h"

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

/* ---- JSON. Every function gives a new reference away, as those of json.h do. */

static json_t *interval_of(const struct interval *interval)
{
    return json_pack("{s:o,s:o,s:o}", "middle", json_number(interval->middle), "low",
                     json_number(interval->low), "high", json_number(interval->high));
}

/* What a cell, a curve and a mean have in common; `base` or `new` may be NULL. */
static json_t *names_of(const struct curve_key *base, const struct curve_key *new, bool with_workload)
{
    const struct curve_key *any = base ? base : new;
    json_t *json = json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "placement", json_text(any->placement), "mode",
                             json_text(any->mode), "axes", json_text(any->axes), "base_gil",
                             json_text(base ? base->gil : NULL), "new_gil", json_text(new ? new->gil : NULL),
                             "base_build", json_text(base ? base->build : NULL), "new_build",
                             json_text(new ? new->build : NULL));

    if (with_workload) {
        json_object_set_new(json, "workload", json_text(any->workload));
        json_object_set_new(json, "params", json_text(any->params));
    }
    return json;
}

static void set_judged(json_t *json, const struct verdict_cell *judged, double floor, const char *verdict)
{
    json_object_set_new(json, "base_values", json_size(judged->a_count));
    json_object_set_new(json, "new_values", json_size(judged->b_count));
    json_object_set_new(json, "paired", json_boolean(judged->paired));
    json_object_set_new(json, "p", json_number(judged->p));
    json_object_set_new(json, "p_holm", json_number(judged->p_holm));
    json_object_set_new(json, "verdict", json_text(verdict));
    json_object_set_new(json, "needed", judged->needed ? json_size(judged->needed) : json_null());
    json_object_set_new(json, "floor", json_number(floor));
    json_object_set_new(json, "below_floor", json_boolean(judged->below_floor));
}

static json_t *side_of(const struct measured_cell *cell)
{
    if (!cell)
        return json_null();
    return json_pack("{s:o,s:o,s:o,s:o,s:o}", "invocations", json_size(cell->count), "failed",
                     json_size(cell->failed), "disturbed", json_size(cell->disturbed), "status",
                     json_text(cell->status), "detail", json_text(cell->detail));
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
        json_object_set_new(json, "one_verdict", json_text(verdict_name(one->judged.verdict)));
        json_object_set_new(json, "most_ratio", interval_of(&most->judged.ratio));
        json_object_set_new(json, "most_verdict", json_text(verdict_name(most->judged.verdict)));
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
        json_object_set_new(json, "workloads", json_size(mean->ratio.values));
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
            json_array_append_new(fail_on, json_text(compare_failure_names[i]));
    return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "base", json_text(request->names[0]), "new",
                     json_text(request->by_build ? request->names[0] : request->names[1]), "by",
                     json_text(request->by_build ? "build" : NULL), "base_build",
                     json_text(request->by_build ? request->names[1] : NULL), "new_build",
                     json_text(request->by_build ? request->names[2] : NULL), "threshold",
                     json_number(request->threshold), "force", json_boolean(request->force), "fail_on",
                     fail_on);
}

static json_t *notes_of(const struct compare_report *report)
{
    return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "forced", json_sentences(&report->differences),
                     "two_times", json_boolean(report->drifts), "floors_unknown",
                     json_size(report->floors_unknown), "invocations", json_size(report->invocations),
                     "disturbed", json_size(report->disturbed), "disturbed_cells",
                     json_size(report->disturbed_cells), "left", json_sentences(&report->left), "remarks",
                     json_sentences(&report->remarks));
}

static json_t *tally_of(const struct compare *c)
{
    static const char *const names[] = {[VERDICT_FASTER] = "scales better",
                                        [VERDICT_SLOWER] = "scales worse",
                                        [VERDICT_EQUIVALENT] = "scales alike",
                                        [VERDICT_INCONCLUSIVE] = "inconclusive"};
    json_t *cells = json_object(), *curves = json_object();

    for (enum verdict v = VERDICT_FASTER; v <= VERDICT_INCONCLUSIVE; v++) {
        json_object_set_new(cells, verdict_name(v), json_size(c->tally[v]));
        json_object_set_new(curves, names[v], json_size(c->curve_tally[v]));
    }
    return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "cells", cells, "curves", curves, "only_base",
                     json_size(c->only_base), "only_new", json_size(c->only_new), "unmeasured",
                     json_size(c->unmeasured), "missing", json_size(c->missing), "failed",
                     json_size(c->failed));
}

int compare_export_json(const struct compare_report *report, FILE *to, struct error *e)
{
    const struct compare *c = report->compare;
    json_t *json = json_pack(
        "{s:i,s:s,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:{s:i,s:o}}", "schema", 1, "gilscale", GILSCALE_VERSION,
        "request", request_of(report->request), "notes", notes_of(report), "cells", cells_of(c), "curves",
        curves_of(c), "means", means_of(c), "not_compared", left_of(c), "tally", tally_of(c), "exit", "code",
        report->reasons.count ? EXIT_REGRESSION : EXIT_FINE, "reasons", json_sentences(&report->reasons));
    return json_print(json, to, e);
}
