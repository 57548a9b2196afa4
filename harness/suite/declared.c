#include "suite/declared.h"

#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool is_letter(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Does the word stand in the first `length` bytes, not as a part of another? */
static bool holds(const char *text, size_t length, const char *word)
{
    size_t size = strlen(word);

    for (const char *at = text; (at = strstr(at, word)) && at + size <= text + length; at++)
        if ((at == text || !is_letter(at[-1])) && !is_letter(at[size]))
            return true;
    return false;
}

/* What stands behind "name =", up to one of `ends`; NULL without it. In Python at a line's beginning, in C anywhere. */
static char *value_of(const char *text, const char *name, const char *ends, bool is_c)
{
    size_t size = strlen(name);

    for (const char *at = text; (at = strstr(at, name)); at++) {
        const char *value = at + size + strspn(at + size, " ");
        if ((is_c || at == text || at[-1] == '\n') && *value == '=' && value[1] != '=')
            return text_format("%.*s", (int)strcspn(value + 1, ends), value + 1);
    }
    return NULL;
}

/* A name that a Python file defines, or imports from a helper. */
static bool defines(const char *text, const char *name)
{
    char *function = text_format("def %s(", name), *list = value_of(text, name, "\n", false);
    bool found = list;

    for (const char *line = text; *line && !found; line += strcspn(line, "\n"), line += *line == '\n') {
        size_t length =
            strcspn(line, strncmp(line, "from _", 6) == 0 && line[strcspn(line, "(\n")] == '(' ? ")" : "\n");
        found = strncmp(line, function, strlen(function)) == 0 ||
                (strncmp(line, "from _", 6) == 0 && holds(line, length, name));
    }
    free(list);
    free(function);
    return found;
}

static bool has_value(const char *text, const char *name, const char *word, bool is_c)
{
    char *value = value_of(text, name, is_c ? ",)" : "\n", is_c);
    bool has = value && holds(value, strlen(value), word);

    free(value);
    return has;
}

char *declared_note(const char *text, bool is_c)
{
    char *modes = value_of(text, is_c ? ".modes" : "MODES", is_c ? ",)" : ")]", is_c);
    char *stop = is_c ? value_of(text, ".stop", ",)", true) : NULL;
    char *roles = is_c ? value_of(text, ".roles", ",)", true) : NULL;
    bool together = is_c ? stop || roles : defines(text, "stop") || defines(text, "ROLES");
    bool processes = !together && (!modes || strstr(modes, is_c ? "GILSCALE_PROCESSES" : "processes"));
    bool subinterpreters =
        !together && (!modes || strstr(modes, is_c ? "GILSCALE_SUBINTERPRETERS" : "subinterpreters"));
    bool requests =
        is_c ? has_value(text, ".requests", "true", true) : has_value(text, "REQUESTS", "True", false);
    const char *mode = processes && subinterpreters ? ""
                       : processes                  ? "no subinterpreters"
                       : subinterpreters            ? "no processes"
                                                    : "threads only";

    free(roles);
    free(stop);
    free(modes);
    return text_format("%s%s%s", mode, *mode && requests ? ", " : "", requests ? "requests" : "");
}

char *declared_library(const char *doc)
{
    static const char mark[] = "library:";

    for (const char *line = doc; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        const char *start = line + strspn(line, " \t");
        if (strncmp(start, mark, sizeof mark - 1) != 0)
            continue;
        start += sizeof mark - 1;
        start += strspn(start, " \t");
        char *name = text_format("%.*s", (int)strcspn(start, " \t\r\n"), start);
        bool rest = start[strlen(name) + strspn(start + strlen(name), " \t\r")] > '\n';
        for (char *c = name; *c; c++)
            *c = *c == '_' || *c == '.' ? '-' : (char)tolower((unsigned char)*c);
        if (!rest && text_is_name(name))
            return name;
        free(name);
    }
    return text_format("%s", "");
}
