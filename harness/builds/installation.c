#include "builds/installation.h"

#include "base/paths.h"
#include "base/process.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* It takes 0.1 s; beside a dozen compilers on two CPUs, more than 10 s. */
#define PROBE_PATIENCE_NS INT64_C(60000000000)

/* The value of `key` in lines of key=value, "" when it has none. The caller frees. */
static char *value_of(const char *lines, const char *key)
{
    size_t length = strlen(key);

    for (const char *line = lines; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, key, length) == 0 && line[length] == '=')
            return text_format("%.*s", (int)strcspn(line + length + 1, "\n"), line + length + 1);
    }
    return text_format("%s", "");
}

static bool flag_of(const char *lines, const char *key)
{
    char *value = value_of(lines, key);
    bool set = strcmp(value, "1") == 0;
    free(value);
    return set;
}

int installation_parse(struct installation *found, const char *answer, struct error *e)
{
    struct build *b = &found->build;
    char resolved[PATH_MAX];

    *found = (struct installation){0};
    b->executable = value_of(answer, "executable");
    b->version = value_of(answer, "version");
    b->ft = flag_of(answer, "ft");
    b->debug = flag_of(answer, "debug");
    b->pgo = flag_of(answer, "pgo");
    b->lto = flag_of(answer, "lto");
    b->link = value_of(answer, "link");
    b->libpython = value_of(answer, "libpython");
    b->config_args = value_of(answer, "config_args");
    b->compiler = value_of(answer, "compiler");

    char *hex = value_of(answer, "version_hex");
    b->version_hex = (int)strtol(hex, NULL, 16);
    free(hex);

    char *base = value_of(answer, "base_prefix");
    found->prefix = value_of(answer, "prefix");
    found->venv = strcmp(found->prefix, base) != 0;
    free(base);
    if (realpath(found->prefix, resolved)) {
        free(found->prefix);
        found->prefix = text_format("%s", resolved);
    }

    b->problem = value_of(answer, "problem");
    if (!*b->problem) {
        free(b->problem);
        b->problem = NULL;
    }
    b->tag = text_format("%s%s%s", b->version, b->ft ? "t" : "", b->debug ? "d" : "");
    if (b->version_hex <= 0 || !text_is_name(b->tag) || *b->executable != '/')
        return error_set_status(e, EXIT_MISSING, "it does not answer as a Python does");
    return 0;
}

void installation_name(struct installation *found)
{
    char *folder = paths_environments(), resolved[PATH_MAX];
    const char *slash = strrchr(found->prefix, '/');
    size_t length = slash ? (size_t)(slash - found->prefix) : 0;

    if (realpath(folder, resolved) && strlen(resolved) == length &&
        strncmp(resolved, found->prefix, length) == 0 && text_is_name(slash + 1)) {
        struct build *b = &found->build;
        char *whole = text_format("%s/" BUILD_ENVIRONMENT_FILE, found->prefix);
        free(b->tag);
        b->tag = text_format("%s", slash + 1);
        b->environment = text_format("%s", slash + 1);
        if (!b->problem && access(whole, F_OK) < 0)
            b->problem = text_format("this environment was not finished; `gilscale env remove %s`", b->tag);
        free(whole);
    }
    free(folder);
}

int installation_probe(struct installation *found, const char *root, const char *executable,
                       const char *source, struct error *e)
{
    char *script = text_format("%s/scripts/probe.py", root), *answer = NULL;
    char *argv[] = {(char *)(uintptr_t)executable, (char[]){"-I"}, script, NULL};

    int result = process_run(argv, PROBE_PATIENCE_NS, &answer, NULL, e);
    struct error unlike;
    if (installation_parse(found, answer ? answer : "", &unlike) < 0 && result == 0) {
        *e = unlike;
        result = -1;
    }
    struct build *b = &found->build;
    if (result < 0) {
        const char *slash = strrchr(executable, '/');
        free(b->tag);
        free(b->executable);
        free(b->problem);
        b->tag = text_format("%s", slash ? slash + 1 : executable);
        b->executable = text_format("%s", executable);
        b->problem = text_format("%s", e->text);
    }
    b->source = text_format("%s", source);
    free(script);
    free(answer);
    return result;
}

void installation_free(struct installation *found)
{
    struct build *b = &found->build;
    free(b->tag);
    free(b->executable);
    free(b->version);
    free(b->link);
    free(b->libpython);
    free(b->config_args);
    free(b->compiler);
    free(b->source);
    free(b->environment);
    free(b->problem);
    free(found->prefix);
    *found = (struct installation){0};
}

int installation_compare(const void *a, const void *b)
{
    const struct installation *x = a, *y = b;

    if (x->build.version_hex != y->build.version_hex)
        return x->build.version_hex > y->build.version_hex ? -1 : 1;
    if (x->build.ft != y->build.ft)
        return x->build.ft ? 1 : -1;
    if (x->build.debug != y->build.debug)
        return x->build.debug ? 1 : -1;
    int optimised = (y->build.pgo + y->build.lto) - (x->build.pgo + x->build.lto);
    if (optimised)
        return optimised;
    if (x->venv != y->venv)
        return x->venv ? 1 : -1;
    return x->order < y->order ? -1 : x->order > y->order;
}
