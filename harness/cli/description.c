#include "cli/description.h"

#include "base/process.h"

#include <stdlib.h>
#include <string.h>

/* An import of something large, on a busy machine. */
#define PATIENCE_NS INT64_C(60000000000)

static void set(char **to, const char *value)
{
    free(*to);
    *to = text_format("%s", value);
}

static void take_line(struct description *d, const char *key, const char *value)
{
    struct described_parameter *last = d->count ? &d->parameters[d->count - 1] : NULL;

    if (strcmp(key, "why") == 0) {
        set(&d->problem, value);
    } else if (strcmp(key, "attachment") == 0) {
        d->attached = strcmp(value, "attached") == 0;
    } else if (strcmp(key, "function") == 0) {
        text_list_add(&d->functions, value);
    } else if (strcmp(key, "requests") == 0) {
        d->requests = strcmp(value, "yes") == 0;
    } else if (strcmp(key, "mode") == 0) {
        text_list_add(&d->modes, value);
    } else if (strcmp(key, "role") == 0) {
        text_list_add(&d->roles, value);
    } else if (strcmp(key, "phase") == 0) {
        text_list_add(&d->phases, value);
    } else if (strcmp(key, "parameter") == 0) {
        d->parameters = text_grow(d->parameters, d->count + 1, sizeof *d->parameters);
        d->parameters[d->count++] = (struct described_parameter){.name = text_format("%s", value)};
    } else if (last && strcmp(key, "choice") == 0) {
        text_list_add(&last->choices, value);
    } else if (last) {
        const struct {
            const char *key;
            char **place;
        } texts[] = {{"type", &last->type}, {"default", &last->value}, {"low", &last->low},
                     {"high", &last->high}, {"unit", &last->unit},     {"help", &last->help}};
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
            if (strcmp(key, texts[i].key) == 0)
                set(texts[i].place, value);
    }
}

void description_parse(struct description *description, const char *lines)
{
    while (*lines) {
        int length = (int)strcspn(lines, "\n");
        char *line = text_format("%.*s", length, lines), *equals = strchr(line, '=');
        if (equals) {
            *equals = '\0';
            take_line(description, line, equals + 1);
        }
        free(line);
        lines += length + (lines[length] == '\n');
    }
}

int description_ask(struct description *description, const struct workload *workload,
                    const struct build *build, const struct paths *paths, struct error *e)
{
    char *runner = NULL, *program = NULL, *said = NULL;
    struct error why = {0};
    int result = -1;

    if (builds_compile(build, paths->root, paths->compiled, NULL, &runner, e) < 0)
        goto out;
    if (!workload->is_c) {
        program = text_format("%s", workload->path);
    } else if (builds_compile(build, paths->root, paths->compiled, workload->path, &program, &why) < 0) {
        /* Which build it is, whoever asks knows. */
        size_t tag = strlen(build->tag);
        bool named = strncmp(why.text, build->tag, tag) == 0 && strncmp(why.text + tag, ": ", 2) == 0;
        set(&description->problem, why.text + (named ? tag + 2 : 0));
        result = 0;
        goto out;
    }
    char *argv[] = {runner,
                    (char[]){"--python"},
                    build->executable,
                    (char[]){"--workload"},
                    program,
                    (char[]){"--describe"},
                    NULL};
    if (process_run(argv, PATIENCE_NS, &said, NULL, e) < 0)
        goto out;
    description_parse(description, said);
    result = 0;
out:
    free(said);
    free(program);
    free(runner);
    return result;
}

void description_free(struct description *description)
{
    for (size_t i = 0; i < description->count; i++) {
        struct described_parameter *p = &description->parameters[i];
        free(p->name);
        free(p->type);
        free(p->value);
        free(p->low);
        free(p->high);
        free(p->unit);
        free(p->help);
        text_list_free(&p->choices);
    }
    free(description->parameters);
    free(description->problem);
    text_list_free(&description->functions);
    text_list_free(&description->modes);
    text_list_free(&description->roles);
    text_list_free(&description->phases);
    *description = (struct description){0};
}
