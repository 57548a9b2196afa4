#include "cli/show_workload.h"

#include "base/shown.h"
#include "builds/builds.h"
#include "cli/description.h"
#include "session/progress.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The text as it was written; lines that are too long for the terminal go on below their own beginning. */
static void print_doc(const char *text, size_t columns)
{
    while (*text) {
        size_t length = strcspn(text, "\n"), blanks = strspn(text, " ");
        char *line = text_format("%.*s", (int)length, text), *plain = shown_plain(line, 0);
        if (!columns || shown_width(plain) <= columns || blanks >= length)
            puts(blanks < length ? plain : "");
        else {
            printf("%*s", (int)blanks, "");
            shown_wrapped(line + blanks, blanks, columns, stdout);
        }
        free(plain);
        free(line);
        text += length + (text[length] == '\n');
    }
}

/* "whole number, 0 to 100 %, default 50" */
static void write_values(const struct described_parameter *p, FILE *to)
{
    bool ranged = p->low || p->high || p->choices.count;

    fputs(strcmp(p->type, "int") == 0     ? "whole number"
          : strcmp(p->type, "float") == 0 ? "number"
          : strcmp(p->type, "bool") == 0  ? "True or False"
                                          : "text",
          to);
    if (p->low && p->high)
        fprintf(to, ", %s to %s", p->low, p->high);
    else if (p->low || p->high)
        fprintf(to, ", at %s %s", p->low ? "least" : "most", p->low ? p->low : p->high);
    for (size_t i = 0; i < p->choices.count; i++)
        fprintf(to, "%s %s", i ? " or" : ",", p->choices.items[i]);
    if (p->unit)
        fprintf(to, "%s %s", ranged ? "" : ", in", p->unit);
    fprintf(to, ", default %s", p->value);
}

static void print_parameters(const struct description *d, size_t columns)
{
    size_t width = 0;

    puts("\nParameters (-p NAME=VALUE; -p NAME=VALUE,VALUE measures a variant for each):");
    for (size_t i = 0; i < d->count; i++)
        width = strlen(d->parameters[i].name) > width ? strlen(d->parameters[i].name) : width;
    for (size_t i = 0; i < d->count; i++) {
        const struct described_parameter *p = &d->parameters[i];
        if (!p->type || !p->value)
            continue;
        char *values = NULL;
        size_t size;
        FILE *memory = open_memstream(&values, &size);
        if (!memory)
            return;
        write_values(p, memory);
        fclose(memory);
        printf("  %-*s  ", (int)width, p->name);
        shown_wrapped(values, width + 4, columns, stdout);
        if (p->help) {
            printf("%*s", (int)width + 4, "");
            shown_wrapped(p->help, width + 4, columns, stdout);
        }
        free(values);
    }
}

/* "a, b, c"; the caller frees. */
static char *joined(const struct text_list *names)
{
    char *all = text_format("%s", "");

    for (size_t i = 0; i < names->count; i++) {
        char *longer = text_format("%s%s%s", all, i ? ", " : "", names->items[i]);
        free(all);
        all = longer;
    }
    return all;
}

/* A paragraph of its own; takes both. */
static void print_about(char *names, char *sentence, size_t columns)
{
    putchar('\n');
    shown_wrapped(sentence, 0, columns, stdout);
    free(sentence);
    free(names);
}

static void print_roles(const struct description *d, size_t columns)
{
    char *names = joined(&d->roles);

    print_about(names,
                text_format("Roles: the workers are %s in turn, so N is a multiple of %zu; one worker alone "
                            "does all parts. Other N are skipped.",
                            names, d->roles.count),
                columns);
}

static void print_phases(const struct description *d, size_t columns)
{
    char *names = joined(&d->phases);

    print_about(names,
                text_format("Phases of an op: %s; --phases measures how long each takes, and how much "
                            "of that the GIL is held.",
                            names),
                columns);
}

static void print_modes(const struct description *d, size_t columns)
{
    char *names = joined(&d->modes);

    print_about(names, text_format("Modes: %s%s.", names, d->modes.count == 1 ? " only" : ""), columns);
    if (d->requests)
        shown_wrapped("Requests: an op is a request, and each is timed on its own.", 0, columns, stdout);
}

/* Two values that may be asked for, "16,32", or "" where nothing is certain. The caller frees. */
static char *two_values(const struct described_parameter *p)
{
    struct error e;
    long value, low = 0, high = INT32_MAX;

    if (p->choices.count > 1)
        return text_format("%s,%s", p->choices.items[0], p->choices.items[1]);
    if (!p->type || strcmp(p->type, "int") != 0 || !p->value ||
        text_to_int(p->value, 0, INT32_MAX / 2, &value, &e) < 0 ||
        (p->low && text_to_int(p->low, INT64_MIN, INT64_MAX, &low, &e) < 0) ||
        (p->high && text_to_int(p->high, INT64_MIN, INT64_MAX, &high, &e) < 0))
        return text_format("%s", "");
    if (value && 2 * value <= high)
        return text_format("%ld,%ld", value, 2 * value);
    if (value / 2 >= low && value > 1)
        return text_format("%ld,%ld", value / 2, value);
    return text_format("%s", "");
}

static void print_example(const char *name, const struct description *d)
{
    size_t roles = d->roles.count ? d->roles.count : 2;
    bool said = false;

    printf("\nTo run it:\n  gilscale run %s --threads 1,%zu,%zu", name, roles, 2 * roles);
    for (size_t i = 0; i < d->count && !said; i++) {
        char *values = two_values(&d->parameters[i]);
        if (*values)
            printf(" -p %s=%s", d->parameters[i].name, values);
        said = *values;
        free(values);
    }
    putchar('\n');
}

/* Any build will do, the newest first; the last one's reason when none can be asked. Chooses it into *asked, by its index. */
static int ask(struct description *description, const struct workload *workload, struct builds *builds,
               const char *python, const struct paths *paths, size_t *asked, struct error *e)
{
    struct progress progress = progress_open(stderr, false);
    int result =
        python ? builds_add_named(builds, paths->root, python, e) : builds_find(builds, paths->root, e);

    if (result < 0)
        return -1;
    error_set_status(e, EXIT_MISSING, "there is no Python here that can be used");
    result = -1;
    for (size_t i = 0; i < builds->count && result < 0; i++) {
        if (builds->items[i].problem)
            continue;
        char *what = text_format("asking %s", builds->items[i].tag);
        progress_show(&progress, what);
        free(what);
        result = description_ask(description, workload, &builds->items[i], paths, e);
        *asked = i;
    }
    progress_clear(&progress);
    return result;
}

static void print_workload(const struct workload *workload, const struct paths *paths, size_t columns)
{
    size_t root = strlen(paths->root);
    bool ours = strncmp(workload->path, paths->root, root) == 0 && workload->path[root] == '/';
    char *path = shown_plain(workload->path + (ours ? root + 1 : 0), 0);

    printf("%s, in %s: %s\n\n", workload->name, workload->is_c ? "C" : "Python", path);
    print_doc(*workload->doc ? workload->doc : "(no documentation)", columns);
    free(path);
}

int show_workload(const struct workload *workload, const char *name, const char *python,
                  const struct paths *paths, struct error *e)
{
    struct description description = {0};
    struct builds builds = {0};
    size_t columns = shown_columns(stdout), asked = 0;
    int result = ask(&description, workload, &builds, python, paths, &asked, e);

    if (!columns)
        columns = SIZE_MAX;
    if (result < 0 && python)
        goto out;
    print_workload(workload, paths, columns == SIZE_MAX ? 0 : columns);
    if (result < 0 || description.problem) {
        char *why = result < 0
                        ? text_format("Its parameters cannot be told: %s", e->text)
                        : text_format("%s cannot run it: %s", builds.items[asked].tag, description.problem);
        putchar('\n');
        shown_wrapped(why, 0, columns, stdout);
        free(why);
        result = 0;
        goto out;
    }
    if (description.count)
        print_parameters(&description, columns);
    if (description.modes.count)
        print_modes(&description, columns);
    if (description.roles.count)
        print_roles(&description, columns);
    if (description.phases.count)
        print_phases(&description, columns);
    if (workload->is_c)
        printf("\nrun is called %s.\n", description.attached
                                            ? "attached: with a GIL, it is held for the whole batch"
                                            : "detached: the GIL is free");
    print_example(name, &description);
out:
    builds_free(&builds);
    description_free(&description);
    return result;
}
