#include "cli/runs.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "session/store.h"

int runs_open_folder(char **folder, const char *given, const char *command, bool dry_run, struct error *e)
{
    *folder = NULL;
    if (dry_run)
        return 0;
    if (!given)
        return store_dated_folder(folder, "results", command, e);
    size_t length = strlen(given);
    while (length > 1 && given[length - 1] == '/')
        length--;
    *folder = text_format("%.*s", (int)length, given);
    return paths_make_folder(*folder, e);
}

/* ---- one of them */

static bool file_exists(const char *folder, const char *name)
{
    char *path = text_format("%s/%s", folder, name);
    bool there = access(path, F_OK) == 0;

    free(path);
    return there;
}

int runs_measure(struct runs_one *one, struct error *e)
{
    struct run_request request = *one->asked;
    struct run run = {0};
    char *folder = text_format("%s/%s", one->folder ? one->folder : "", one->name);
    int result = -1;

    if (one->folder && file_exists(folder, "samples.csv")) {
        free(folder);
        return RUNS_THERE;
    }
    request.names = *one->names;
    request.output = folder;
    if (one->folder && file_exists(folder, "samples.csv.partial")) {
        request.resume = folder;
        request.output = NULL;
        request.names = request.settings = request.values = (struct text_list){0};
    }
    if (run_plan(&run, &request, e) < 0)
        goto out;
    if (!one->folder)
        run_describe(&run, stdout);
    else if (run_measure(&run, &request, e) < 0)
        goto out;
    one->invocations = run.plan.cell_count * (size_t)run.plan.blocks;
    one->expected_ns = run_expected_ns(&run);
    one->bad = run.session.bad;
    one->wrong = run.session.wrong;
    result = RUNS_MEASURED;
out:
    one->interrupted = run.session.interrupted;
    run_free(&run);
    free(folder);
    return result;
}

static int write_reason(FILE *to, void *context)
{
    return fprintf(to, "%s\n", (const char *)context) < 0 ? -1 : 0;
}

void runs_keep_reason(const char *folder, const char *name, const struct error *why)
{
    char *file = text_format("%s.reason", name), *text = text_format("%s", why->text);
    struct error ignored;

    for (char *c = text; *c; c++)
        if (*c == '\n')
            *c = ' ';
    store_write_file(folder, file, write_reason, text, &ignored);
    free(file);
    free(text);
}

char *runs_read_reason(const char *folder, const char *name)
{
    char *path = text_format("%s/%s.reason", folder, name), *line = NULL;
    size_t size = 0;
    FILE *from = fopen(path, "r");

    if (from) {
        if (getline(&line, &size, from) > 0)
            line[strcspn(line, "\n")] = '\0';
        fclose(from);
    }
    free(path);
    if (line && *line)
        return line;
    free(line);
    return NULL;
}

/* ---- where they were made */

/* How many CPUs "0-3,8" names. */
static int count_cpus(const char *list)
{
    int count = 0;

    while (*list) {
        char *end;
        long first = strtol(list, &end, 10), last = first;
        if (end == list)
            return 0;
        if (*end == '-')
            last = strtol(end + 1, &end, 10);
        if (last < first || last - first > 65536)
            return 0;
        count += (int)(last - first) + 1;
        list = end + (*end == ',');
        if (*end && *end != ',')
            return 0;
    }
    return count;
}

static const char *value_of(const struct facts *facts, const char *key)
{
    const struct fact *fact = facts_find(facts, key);
    return fact ? fact->value : "unknown";
}

static void add_once(struct text_list *list, char *text)
{
    if (!text_list_has(list, text))
        text_list_add(list, text);
    free(text);
}

/* Builds are named by keys like "build.3.13.15t.kind". */
static void add_builds(struct text_list *builds, const struct facts *facts)
{
    static const char before[] = "build.", behind[] = ".kind";

    for (size_t i = 0; i < facts->count; i++) {
        const char *key = facts->items[i].key;
        size_t length = strlen(key), most = sizeof before + sizeof behind - 2;
        if (length <= most || strncmp(key, before, sizeof before - 1) != 0 ||
            strcmp(key + length - (sizeof behind - 1), behind) != 0)
            continue;
        int width = (int)(length - most);
        char *tag = text_format("%.*s", width, key + sizeof before - 1);
        char *version = text_format("build.%s.version", tag),
             *compiler = text_format("build.%s.compiler", tag),
             *optimisation = text_format("build.%s.optimisation", tag);
        const char *optimised = value_of(facts, optimisation);
        add_once(builds,
                 text_format("%s: CPython %s, %s, %s, %s", tag, value_of(facts, version),
                             facts->items[i].value, value_of(facts, compiler),
                             strcmp(optimised, "none") == 0 ? "without PGO (people run builds with it)"
                                                            : optimised));
        free(tag);
        free(version);
        free(compiler);
        free(optimisation);
    }
}

const char *runs_date(const struct facts *facts)
{
    const struct fact *fact = facts_find(facts, "run.started");
    return fact ? fact->value : "";
}

int runs_cpus(const struct facts *facts)
{
    return count_cpus(value_of(facts, "cpu.allowed"));
}

void runs_say_facts(const struct facts *facts, struct text_list *machines, struct text_list *builds,
                    char **version)
{
    add_once(machines, text_format("%s, %s CPUs on %s cores (usable: %d), %s, Linux %s, %s",
                                   value_of(facts, "cpu.model"), value_of(facts, "topology.cpus"),
                                   value_of(facts, "topology.cores"), runs_cpus(facts),
                                   value_of(facts, "machine.virtualisation"),
                                   value_of(facts, "kernel.release"), value_of(facts, "libc")));
    add_builds(builds, facts);
    if (!*version)
        *version = text_format("%s", value_of(facts, "gilscale.version"));
}
