#include "ecosystem/import_check.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/process.h"
#include "base/shown.h"

/* Beyond the ways' own deadlines: for Python to start, beside compilers. */
#define PATIENCE_NS INT64_C(30000000000)

const char *const import_way_names[IMPORT_WAYS] = {"default", "gil off", "threads", "compiled"};
const char *const import_outcome_names[IMPORT_OUTCOMES] = {"", "ok", "failed", "crashed", "hung", "missing"};

static int index_of(const char *const *names, int count, const char *name)
{
    for (int i = 0; name && i < count; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}

static char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text_format("%s", text ? text : "");
}

static int gil_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_boolean(value) ? json_is_true(value) : -1;
}

/* An answer into its place; false when it is none. */
static bool take_answer(struct import_check *check, const json_t *object)
{
    int way = index_of(import_way_names, IMPORT_WAYS, json_string_value(json_object_get(object, "way")));
    int outcome = index_of(import_outcome_names, IMPORT_OUTCOMES,
                           json_string_value(json_object_get(object, "outcome")));

    if (way < 0 || outcome <= IMPORT_NOT_ASKED || check->ways[way].outcome != IMPORT_NOT_ASKED)
        return false;
    check->ways[way] =
        (struct import_answer){.outcome = (enum import_outcome)outcome,
                               .detail = text_of(object, "detail"),
                               .gil_before = gil_of(object, "gil_before"),
                               .gil_after = gil_of(object, "gil_after"),
                               .enabled_by = text_of(object, "enabled_by"),
                               .compiled = (long)json_integer_value(json_object_get(object, "compiled"))};
    return true;
}

/* ---- asking */

struct asking {
    struct import_check *check;
    bool bad; /* a line that is no answer */
};

static void on_line(void *context, const char *line)
{
    struct asking *asking = context;
    json_t *object = json_loads(line, 0, NULL);

    if (!take_answer(asking->check, object))
        asking->bad = true;
    else if (!*asking->check->version) {
        free(asking->check->version);
        asking->check->version = text_of(object, "version");
    }
    json_decref(object);
}

static void on_tick(void *context)
{
    (void)context;
}

int import_check_run(struct import_check *check, const struct import_request *request, struct error *e)
{
    char *script = text_format("%s/scripts/import-check.py", request->root), *errors = NULL;
    char *deadline = text_format("%.3f", (double)request->deadline_ns / 1e9);
    struct text_list argv = {0};
    struct asking asking = {.check = check};
    const struct process_watcher watcher = {request->stop_fd, on_line, on_tick, &asking};
    const char *const words[] = {request->python, "-I", script, "--deadline", deadline, request->library};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        text_list_add(&argv, words[i]);
    for (size_t i = 0; i < request->workloads->count; i++)
        text_list_add(&argv, request->workloads->items[i]);
    free(check->version);
    check->version = text_format("%s", "");
    int result = process_watch(text_list_argv(&argv), IMPORT_WAYS * request->deadline_ns + PATIENCE_NS,
                               &watcher, &errors, NULL, e);
    if (result == 0 && (asking.bad || check->ways[IMPORT_DEFAULT].outcome == IMPORT_NOT_ASKED))
        result = error_set_status(e, EXIT_CELL_FAILED, "%s gave no answer that can be read", script);
    text_list_free(&argv);
    free(errors);
    free(deadline);
    free(script);
    return result;
}

void import_checks_add(struct import_checks *checks, const struct import_check *check)
{
    checks->items = text_grow(checks->items, checks->count + 1, sizeof *checks->items);
    checks->items[checks->count] = *check;
    struct import_answer *ways = checks->items[checks->count++].ways;
    for (int way = 0; way < IMPORT_WAYS; way++)
        if (ways[way].outcome == IMPORT_NOT_ASKED)
            ways[way] = (struct import_answer){.detail = text_format("%s", ""),
                                               .gil_before = -1,
                                               .gil_after = -1,
                                               .enabled_by = text_format("%s", "")};
}

const struct import_check *import_checks_find(const struct import_checks *checks, const char *build)
{
    for (size_t i = 0; i < checks->count; i++)
        if (strcmp(checks->items[i].build, build) == 0)
            return &checks->items[i];
    return NULL;
}

/* ---- the file */

static json_t *valid_text(const char *text)
{
    char *valid = shown_valid(text);
    json_t *json = json_string(valid);

    free(valid);
    return json;
}

static json_t *gil_json(int state)
{
    return state < 0 ? json_null() : json_boolean(state);
}

static json_t *answer_json(enum import_way way, const struct import_answer *answer)
{
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:I}", "way", import_way_names[way], "outcome",
                     import_outcome_names[answer->outcome], "detail", valid_text(answer->detail),
                     "gil_before", gil_json(answer->gil_before), "gil_after", gil_json(answer->gil_after),
                     "enabled_by", valid_text(answer->enabled_by), "compiled", (json_int_t)answer->compiled);
}

int import_checks_write(FILE *to, void *context)
{
    const struct import_checks *checks = context;
    json_t *builds = json_array();

    for (size_t i = 0; i < checks->count; i++) {
        const struct import_check *check = &checks->items[i];
        json_t *ways = json_array();
        for (int way = 0; way < IMPORT_WAYS; way++)
            if (check->ways[way].outcome != IMPORT_NOT_ASKED)
                json_array_append_new(ways, answer_json((enum import_way)way, &check->ways[way]));
        json_array_append_new(builds, json_pack("{s:o, s:o, s:b, s:o, s:o, s:o}", "build",
                                                valid_text(check->build), "python", valid_text(check->python),
                                                "ft", check->ft, "version", valid_text(check->version),
                                                "absent", valid_text(check->absent), "ways", ways));
    }
    json_t *all = json_pack("{s:i, s:o, s:o}", "schema", 1, "date",
                            valid_text(checks->date ? checks->date : ""), "builds", builds);
    int result =
        json_dumpf(all, to, JSON_INDENT(2) | JSON_ENSURE_ASCII) == 0 && putc('\n', to) != EOF ? 0 : -1;
    json_decref(all);
    return result;
}

static int read_build(struct import_checks *checks, const json_t *item, struct error *e)
{
    struct import_check check = {.build = text_of(item, "build"),
                                 .python = text_of(item, "python"),
                                 .ft = json_is_true(json_object_get(item, "ft")),
                                 .version = text_of(item, "version"),
                                 .absent = text_of(item, "absent")};
    const json_t *ways = json_object_get(item, "ways");
    int result = 0;

    for (size_t i = 0; i < json_array_size(ways) && result == 0; i++)
        if (!take_answer(&check, json_array_get(ways, i)))
            result = error_set(e, "way %zu is no answer", i + 1);
    if (result == 0 && (!*check.build || check.ways[IMPORT_DEFAULT].outcome == IMPORT_NOT_ASKED))
        result = error_set(e, "no name, or no answer");
    import_checks_add(checks, &check);
    return result;
}

int import_checks_read(struct import_checks *checks, const char *path, struct error *e)
{
    json_error_t why = {.text = ""};
    json_t *all = json_load_file(path, 0, &why);
    const json_t *builds = json_object_get(all, "builds");
    int result = 0;

    if (!json_is_array(builds))
        result = error_set(e, "%s: %s", path, all ? "expected an object with a list of builds" : why.text);
    else
        checks->date = text_of(all, "date");
    for (size_t i = 0; i < json_array_size(builds) && result == 0; i++) {
        result = read_build(checks, json_array_get(builds, i), e);
        if (result < 0)
            error_prefix(e, "%s: build %zu", path, i + 1);
    }
    json_decref(all);
    return result;
}

void import_check_free(struct import_check *check)
{
    for (int way = 0; way < IMPORT_WAYS; way++) {
        free(check->ways[way].detail);
        free(check->ways[way].enabled_by);
    }
    free(check->build);
    free(check->python);
    free(check->version);
    free(check->absent);
}

void import_checks_free(struct import_checks *checks)
{
    for (size_t i = 0; i < checks->count; i++)
        import_check_free(&checks->items[i]);
    free(checks->items);
    free(checks->date);
    *checks = (struct import_checks){0};
}
