#include "claims/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what a setting says, where an array says it for each figure */

/* The setting itself, or of an array its element. */
static const config_setting_t *element(const config_setting_t *setting, int index)
{
    bool many = config_setting_is_array(setting) || config_setting_is_list(setting);
    return many ? config_setting_get_elem(setting, (unsigned)index) : setting;
}

static int text_of(char **text, const config_setting_t *setting, struct error *e)
{
    const char *given = config_setting_get_string(setting);

    if (!given)
        return error_set(e, "expected text in quotes");
    free(*text);
    *text = text_format("%s", given);
    return 0;
}

static int real_of(double *real, const config_setting_t *setting, struct error *e)
{
    int type = config_setting_type(setting);

    if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64 && type != CONFIG_TYPE_FLOAT)
        return error_set(e, "expected a number");
    *real = type == CONFIG_TYPE_FLOAT ? config_setting_get_float(setting)
                                      : (double)config_setting_get_int64(setting);
    return 0;
}

static int count_of(int *count, const config_setting_t *setting, struct error *e)
{
    double real = 0;

    if (real_of(&real, setting, e) < 0 || !(real >= 1 && real <= 65536) || rint(real) != real)
        return error_set(e, "expected a whole number from 1 to 65536");
    *count = (int)real;
    return 0;
}

static int threads_of(int *threads, const config_setting_t *setting, struct error *e)
{
    const char *word = config_setting_get_string(setting);

    if (word && strcmp(word, "cpus") == 0) {
        *threads = CLAIM_CPUS;
        return 0;
    }
    return count_of(threads, setting, e) < 0
               ? error_set(e, "expected a whole number from 1 to 65536, or \"cpus\"")
               : 0;
}

void claim_theirs(const char *theirs, double *low, double *high)
{
    const char *dots = strstr(theirs, "..");
    char *first = dots ? text_format("%.*s", (int)(dots - theirs), theirs) : text_format("%s", theirs);
    struct error ignored;
    double a, b;

    *low = *high = NAN;
    if (dots && text_to_double(first, &a, &ignored) == 0 && text_to_double(dots + 2, &b, &ignored) == 0) {
        *low = fmin(a, b);
        *high = fmax(a, b);
    } else if ((*theirs == '<' || *theirs == '>') && text_to_double(theirs + 1, &a, &ignored) == 0) {
        *low = *theirs == '<' ? -INFINITY : a;
        *high = *theirs == '<' ? a : INFINITY;
    } else if (text_to_double(theirs, &a, &ignored) == 0) {
        *low = *high = a;
    }
    free(first);
}

/* ---- which cell */

static struct claim_selection selection_copy(const struct claim_selection *s)
{
    return (struct claim_selection){.build = text_format("%s", s->build),
                                    .gil = text_format("%s", s->gil),
                                    .mode = text_format("%s", s->mode),
                                    .workload = text_format("%s", s->workload),
                                    .params = text_format("%s", s->params),
                                    .axes = text_format("%s", s->axes),
                                    .placement = text_format("%s", s->placement),
                                    .threads = s->threads};
}

static void selection_free(struct claim_selection *s)
{
    free(s->build);
    free(s->gil);
    free(s->mode);
    free(s->workload);
    free(s->params);
    free(s->axes);
    free(s->placement);
}

static int one_of(const char *text, const char *a, const char *b, const char *c, struct error *e)
{
    if (strcmp(text, a) == 0 || strcmp(text, b) == 0 || (c && strcmp(text, c) == 0))
        return 0;
    return error_set(e, "'%s': expected %s%s%s%s%s", text, a, c ? ", " : " or ", b, c ? " or " : "",
                     c ? c : "");
}

/* 1 when the setting is one of a selection's, 0 when it is none, -1 on errors. */
static int take_selected(struct claim_selection *s, const config_setting_t *setting, int index,
                         struct error *e)
{
    const char *name = config_setting_name(setting);
    const struct {
        const char *name;
        char **text;
    } texts[] = {{"build", &s->build},        {"gil", &s->gil},       {"mode", &s->mode},
                 {"workload", &s->workload},  {"params", &s->params}, {"axes", &s->axes},
                 {"placement", &s->placement}};

    if (strcmp(name, "threads") == 0)
        return threads_of(&s->threads, element(setting, index), e) < 0 ? -1 : 1;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (strcmp(texts[i].name, name) != 0)
            continue;
        if (text_of(texts[i].text, element(setting, index), e) < 0 ||
            (i == 0 && one_of(s->build, "gil", "ft", NULL, e) < 0) ||
            (i == 1 && one_of(s->gil, "on", "off", NULL, e) < 0) ||
            (i == 2 && one_of(s->mode, "threads", "processes", "subinterpreters", e) < 0))
            return -1;
        return 1;
    }
    return 0;
}

static int take_changes(struct claim_selection *s, const config_setting_t *group, const config_setting_t **at,
                        struct error *e)
{
    if (!config_setting_is_group(group))
        return error_set(e, "expected a group of what differs, like { build = \"gil\"; }");
    for (int i = 0; i < config_setting_length(group); i++) {
        const config_setting_t *item = config_setting_get_elem(group, (unsigned)i);
        *at = item;
        int taken = take_selected(s, item, 0, e);
        if (taken <= 0)
            return taken < 0
                       ? -1
                       : error_set(e,
                                   "expected build, gil, mode, workload, params, axes, placement or threads");
    }
    return 0;
}

/* ---- one figure */

/* As they stand in the file, before they are put together. */
struct given {
    char *measure, *agree, *form;
    double at_least, at_most, times;
};

static int take_list(struct text_list *list, const config_setting_t *setting, struct error *e)
{
    for (int i = 0; i < config_setting_length(setting); i++) {
        const char *name = config_setting_get_string_elem(setting, i);
        if (!name)
            return error_set(e, "expected names of workloads");
        text_list_add(list, name);
    }
    return list->count < 2 ? error_set(e, "a mean wants two workloads or more") : 0;
}

static int take(struct claim_figure *figure, struct given *given, const config_setting_t *setting, int index,
                struct error *e)
{
    const char *name = config_setting_name(setting);
    const struct {
        const char *name;
        char **text;
    } texts[] = {{"what", &figure->what},  {"theirs", &figure->theirs}, {"unit", &figure->unit},
                 {"per", &figure->per},    {"from", &figure->from},     {"measure", &given->measure},
                 {"agree", &given->agree}, {"form", &given->form}};
    const struct {
        const char *name;
        double *real;
    } reals[] = {{"at_least", &given->at_least}, {"at_most", &given->at_most}, {"times", &given->times}};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(texts[i].name, name) == 0)
            return text_of(texts[i].text, element(setting, index), e);
    for (size_t i = 0; i < sizeof reals / sizeof *reals; i++)
        if (strcmp(reals[i].name, name) == 0)
            return real_of(reals[i].real, element(setting, index), e);
    if (strcmp(name, "cpus") == 0)
        return count_of(&figure->cpus, setting, e);
    if (strcmp(name, "geomean") == 0)
        return take_list(&figure->geomean, setting, e);
    int taken = take_selected(&figure->of, setting, index, e);
    return taken ? (taken < 0 ? -1 : 0)
                 : error_set(e, "unknown setting of a figure; the head of harness/claims/claim.h has all");
}

/* {threads} and {workload} in the name of a row. */
static void fill_in(char **what, const struct claim_selection *of)
{
    char *threads = of->threads == CLAIM_CPUS ? text_format("all CPUs") : text_format("%d", of->threads);
    const struct {
        const char *name, *value;
    } places[] = {{"{threads}", threads}, {"{workload}", of->workload}};

    for (size_t i = 0; i < 2; i++) {
        const char *found = strstr(*what, places[i].name);
        if (!found)
            continue;
        char *filled = text_format("%.*s%s%s", (int)(found - *what), *what, places[i].value,
                                   found + strlen(places[i].name));
        free(*what);
        *what = filled;
    }
    free(threads);
}

static int put_form(struct claim_figure *figure, const struct given *given, bool over, struct error *e)
{
    static const char *const names[] = {[CLAIM_VALUE] = "",
                                        [CLAIM_RATIO] = "ratio",
                                        [CLAIM_PERCENT] = "percent",
                                        [CLAIM_DIFFERENCE] = "difference"};
    int form = 0;

    while (form <= CLAIM_DIFFERENCE && strcmp(names[form], given->form) != 0)
        form++;
    if (form > CLAIM_DIFFERENCE)
        return error_set(e, "form: '%s': expected ratio, percent or difference", given->form);
    if (form && !over)
        return error_set(e, "form: of what? `over` is missing");
    figure->form = over && !form ? CLAIM_RATIO : (enum claim_form)form;
    if (figure->geomean.count && figure->form != CLAIM_RATIO && figure->form != CLAIM_PERCENT)
        return error_set(e, "geomean: is made of ratios, `over` is missing");
    if (figure->form == CLAIM_RATIO || figure->form == CLAIM_PERCENT) {
        figure->scale = given->times;
        return 0;
    }
    if (quantity_scale(figure->quantity->dimension, figure->unit, &figure->scale, e) < 0)
        return -1;
    figure->scale *= given->times;
    return 0;
}

/* Together, once all is known: in a file the order of settings is free. */
static int put_together(struct claim_figure *figure, const struct given *given, bool over, struct error *e)
{
    if (!*figure->what || !*figure->theirs || !given->measure[0])
        return error_set(e, "a figure needs what, theirs and measure");
    if (!*figure->of.workload && !figure->geomean.count)
        return error_set(e, "a figure needs a workload");
    if (*figure->per && !figure->has_less)
        return error_set(e, "per: of what difference? `less` is missing");
    if (quantity_find(&figure->quantity, given->measure, e) < 0 || put_form(figure, given, over, e) < 0)
        return -1;
    if (figure->quantity->kind == QUANTITY_WRONG && (over || figure->geomean.count))
        return error_set(e, "%s is of one cell, not of two", figure->quantity->name);
    if (figure->has_less && figure->quantity->kind != QUANTITY_OWN)
        return error_set(e, "less: cannot be taken off a %s", figure->quantity->name);
    claim_theirs(figure->theirs, &figure->low, &figure->high);
    if (!isnan(given->at_least) || !isnan(given->at_most)) {
        figure->low = isnan(given->at_least) ? -INFINITY : given->at_least;
        figure->high = isnan(given->at_most) ? INFINITY : given->at_most;
    }
    if (figure->low > figure->high)
        return error_set(e, "at_least is above at_most");
    if (*given->agree) {
        size_t length = strlen(given->agree);
        double *to = given->agree[length - 1] == '%' ? &figure->share : &figure->most;
        if (isnan(figure->low))
            return error_set(e, "agree: theirs is no number; give at_least or at_most too");
        if ((to == &figure->share ? text_to_share(given->agree, to, e)
                                  : text_to_double(given->agree, to, e)) < 0)
            return error_prefix(e, "agree");
        if (*to < 0)
            return error_set(e, "agree: is below 0");
    }
    if (!figure->cpus)
        figure->cpus = figure->of.threads == CLAIM_CPUS ? 2 : figure->of.threads;
    fill_in(&figure->what, &figure->of);
    return 0;
}

static int read_figure(struct claim_figure *figure, const config_setting_t *group, int index,
                       const config_setting_t **at, struct error *e)
{
    struct given given = {text_format("%s", ""), text_format("%s", ""), text_format("%s", ""), NAN, NAN, 1};
    const config_setting_t *over = config_setting_get_member(group, "over"),
                           *less = config_setting_get_member(group, "less");
    struct claim_selection none = {"", "", "threads", "", "", "", "", 1};
    int result = -1;

    *figure = (struct claim_figure){.what = text_format("%s", ""),
                                    .theirs = text_format("%s", ""),
                                    .unit = text_format("%s", ""),
                                    .per = text_format("%s", ""),
                                    .from = text_format("%s", ""),
                                    .share = NAN,
                                    .most = NAN,
                                    .has_less = less,
                                    .of = selection_copy(&none)};
    for (int i = 0; i < config_setting_length(group); i++) {
        const config_setting_t *item = config_setting_get_elem(group, (unsigned)i);
        *at = item;
        if (item != over && item != less && take(figure, &given, item, index, e) < 0) {
            error_prefix(e, "%s", config_setting_name(item));
            goto out;
        }
    }
    figure->over = selection_copy(&figure->of);
    figure->less = selection_copy(&figure->of);
    if (over && take_changes(&figure->over, over, at, e) < 0)
        goto out;
    figure->over_less = selection_copy(&figure->over);
    if (less &&
        (take_changes(&figure->less, less, at, e) < 0 || take_changes(&figure->over_less, less, at, e) < 0))
        goto out;
    *at = group;
    result = put_together(figure, &given, over, e);
out:
    free(given.measure);
    free(given.agree);
    free(given.form);
    return result;
}

/* How many figures a group stands for: 1, or as many as its arrays have members. */
static int count_figures(const config_setting_t *group, const config_setting_t **at, struct error *e)
{
    int count = 1;

    for (int i = 0; i < config_setting_length(group); i++) {
        const config_setting_t *item = config_setting_get_elem(group, (unsigned)i);
        if (!config_setting_is_array(item) || strcmp(config_setting_name(item), "geomean") == 0)
            continue;
        int length = config_setting_length(item);
        *at = item;
        if (length < 1 || (count > 1 && length != count))
            return error_set(e, "%s: expected as many values as the other arrays have",
                             config_setting_name(item));
        count = length;
    }
    return count;
}

int claim_add_figures(struct claim *claim, const config_setting_t *group, const config_setting_t **at,
                      struct error *e)
{
    if (!config_setting_is_group(group))
        return error_set(e, "figures: expected a group like { what = \"...\"; }");
    int count = count_figures(group, at, e);
    for (int i = 0; i < count; i++) {
        claim->figures = text_grow(claim->figures, claim->count + 1, sizeof *claim->figures);
        if (read_figure(&claim->figures[claim->count++], group, i, at, e) < 0)
            return -1;
    }
    return count < 0 ? -1 : 0;
}

void claim_figure_free(struct claim_figure *figure)
{
    free(figure->what);
    free(figure->theirs);
    free(figure->unit);
    free(figure->per);
    free(figure->from);
    text_list_free(&figure->geomean);
    selection_free(&figure->of);
    selection_free(&figure->over);
    selection_free(&figure->less);
    selection_free(&figure->over_less);
}
