#include "cli/environment.h"

#include "environments/packages.h"
#include "record/csvfile.h"
#include "session/store.h"

#include <stdlib.h>
#include <string.h>

static void add(struct facts *facts, const struct build *build, const char *key, const char *value)
{
    char *full = text_format("build.%s.%s", build->tag, key);
    facts_add(facts, FACT_NEUTRAL, full, value && *value ? value : "unknown", NULL, NULL);
    free(full);
}

static void add_optimisation(struct facts *facts, const struct build *build)
{
    char *key = text_format("build.%s.optimisation", build->tag);
    const char *value = build->pgo && build->lto ? "PGO and LTO"
                        : build->pgo             ? "PGO"
                        : build->lto             ? "LTO"
                                                 : "none";

    if (build->debug)
        facts_add(facts, FACT_BAD, key, "debug build", "assertions and extra checks are timed as well",
                  "choose a build without --with-pydebug");
    else if (!build->pgo)
        facts_add(facts, FACT_WORRY, key, value,
                  "people run builds with PGO, which are some 10 to 30 % faster",
                  "`gilscale get-pythons --profile release` builds such a pair; it takes about half an hour");
    else
        facts_add(facts, FACT_GOOD, key, value, NULL, NULL);
    free(key);
}

void environment_add_builds(struct facts *facts, const struct builds *builds)
{
    for (size_t i = 0; i < builds->count; i++) {
        const struct build *build = &builds->items[i];
        add(facts, build, "version", build->version);
        add(facts, build, "kind", build->ft ? "free-threaded" : "GIL");
        add(facts, build, "executable", build->executable);
        add(facts, build, "libpython", build->libpython);
        add(facts, build, "link", build->link);
        add(facts, build, "compiler", build->compiler);
        add(facts, build, "config_args", build->config_args);
        add_optimisation(facts, build);
    }
}

/* "numpy==2.4.6" to "numpy 2.4.6", all in one line; the caller frees. */
static char *packages_text(const struct text_list *packages)
{
    char *text = text_format("%s", packages->count ? "" : "none");

    for (size_t i = 0; i < packages->count; i++) {
        const char *version = strstr(packages->items[i], "==");
        char *longer = text_format("%s%s%.*s %s", text, i ? ", " : "", (int)(version - packages->items[i]),
                                   packages->items[i], version + 2);
        free(text);
        text = longer;
    }
    return text;
}

void environment_add_packages(struct facts *facts, const struct builds *builds, const char *root)
{
    for (size_t i = 0; i < builds->count; i++) {
        const struct build *build = &builds->items[i];
        struct text_list packages = {0};
        struct error why;
        bool known = packages_find(&packages, root, build->executable, &why) == 0;
        char *text = known ? packages_text(&packages) : text_format("unknown: %s", why.text);
        if (build->environment)
            add(facts, build, "environment", build->environment);
        add(facts, build, "packages", text);
        free(text);
        text_list_free(&packages);
    }
}

static int write_fact(FILE *to, const char *key, const char *value)
{
    return csvfile_put_text(to, key) < 0 || putc(',', to) == EOF || csvfile_put_text(to, value) < 0 ||
                   putc('\n', to) == EOF
               ? -1
               : 0;
}

static int write_facts(FILE *to, void *context)
{
    const struct facts *facts = context;

    fputs("key,value\n", to);
    for (size_t i = 0; i < facts->count; i++) {
        if (write_fact(to, facts->items[i].key, facts->items[i].value) < 0)
            return -1;
    }
    for (size_t i = 0; i < facts->count; i++) {
        char *key = text_format("worry.%s", facts->items[i].key);
        int result = facts->items[i].worry ? write_fact(to, key, facts->items[i].worry) : 0;
        free(key);
        if (result < 0)
            return -1;
    }
    return 0;
}

int environment_write(const struct facts *facts, const char *folder, struct error *e)
{
    return store_write_file(folder, "environment.csv", write_facts, (void *)facts, e);
}

static int take_header(void *context, const char *const *cells, size_t count, size_t line, struct error *e)
{
    (void)context;
    if (count != 2 || strcmp(cells[0], "key") != 0 || strcmp(cells[1], "value") != 0)
        return error_set(e, "line %zu: expected the columns key and value", line);
    return 0;
}

static int take_fact(void *facts, const char *const *cells, size_t count, size_t line, struct error *e)
{
    (void)count;
    (void)line;
    (void)e;
    facts_add(facts, FACT_NEUTRAL, cells[0], cells[1], NULL, NULL);
    return 0;
}

int environment_read(struct facts *facts, const char *folder, struct error *e)
{
    char *path = text_format("%s/environment.csv", folder);
    struct csvfile *file = csvfile_new(path, take_header, take_fact, facts);
    int result = csvfile_read(file, path, false, e);

    csvfile_free(file);
    free(path);
    return result;
}
