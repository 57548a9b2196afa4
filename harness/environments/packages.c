#include "environments/packages.h"

#include "base/process.h"
#include "environments/requirement.h"

#include <stdlib.h>
#include <string.h>

/* It takes 0.2 s; beside compilers, more. */
#define PATIENCE_NS INT64_C(60000000000)

#define MOST_TOLD 5

int packages_find(struct text_list *list, const char *root, const char *python, struct error *e)
{
    char *script = text_format("%s/scripts/packages.py", root), *said = NULL;
    char *argv[] = {(char *)(uintptr_t)python, (char[]){"-I"}, script, NULL};
    struct text_list lines = {0};
    int result = process_run(argv, PATIENCE_NS, &said, NULL, e);

    if (result == 0)
        text_split(&lines, said, "\n");
    for (size_t i = 0; i < lines.count; i++) {
        char *version = strstr(lines.items[i], "==");
        if (!version)
            continue;
        char *name = text_format("%.*s", (int)(version - lines.items[i]), lines.items[i]);
        if (requirement_is_name(name) && requirement_is_version(version + 2))
            text_list_add(list, lines.items[i]);
        free(name);
    }
    text_list_free(&lines);
    free(said);
    free(script);
    return result;
}

/* The version in "NAME==VERSION" of that name, or NULL. */
static const char *version_of(const struct text_list *list, const char *name)
{
    size_t length = strlen(name);

    for (size_t i = 0; i < list->count; i++)
        if (strncmp(list->items[i], name, length) == 0 && strncmp(list->items[i] + length, "==", 2) == 0)
            return list->items[i] + length + 2;
    return NULL;
}

/* Takes ownership of `item`. */
static void tell(char **told, size_t *count, char *item)
{
    if ((*count)++ < MOST_TOLD) {
        char *longer = text_format("%s%s%s", *told ? *told : "", *told ? "; " : "", item);
        free(*told);
        *told = longer;
    }
    free(item);
}

char *packages_differ(const struct text_list *list, const struct lockfile *lock)
{
    char *told = NULL;
    size_t count = 0;

    for (size_t i = 0; i < lock->package_count; i++) {
        const struct locked *locked = &lock->packages[i];
        const char *version = version_of(list, locked->name);
        if (!version)
            tell(&told, &count, text_format("%s is gone", locked->name));
        else if (strcmp(version, locked->version) != 0)
            tell(&told, &count, text_format("%s is %s, not %s", locked->name, version, locked->version));
    }
    for (size_t i = 0; i < list->count; i++) {
        char *name =
            text_format("%.*s", (int)(strstr(list->items[i], "==") - list->items[i]), list->items[i]);
        if (!lockfile_find(lock, name) && strcmp(name, "pip") != 0 && strcmp(name, "setuptools") != 0)
            tell(&told, &count, text_format("%s was added", name));
        free(name);
    }
    if (count > MOST_TOLD)
        tell(&told, &(size_t){0}, text_format("and %zu more", count - MOST_TOLD));
    return told;
}
