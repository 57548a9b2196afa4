#include "environments/requirement.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MOST_BYTES 200

#define LETTERS  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
#define VERSIONS LETTERS "._+!*-"

/* The length of the name that the text begins with, 0 when it does with none. */
static size_t name_length(const char *text)
{
    size_t length = strspn(text, LETTERS "._-");

    while (length > 0 && !isalnum((unsigned char)text[length - 1]))
        length--; /* a name ends in a letter or digit; what follows is then no clause either */
    return isalnum((unsigned char)text[0]) ? length : 0;
}

bool requirement_is_name(const char *text)
{
    return *text && strlen(text) <= MOST_BYTES && text[name_length(text)] == '\0';
}

bool requirement_is_version(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && length <= MOST_BYTES && isalnum((unsigned char)text[0]) &&
           strspn(text, LETTERS "._+!") == length;
}

/* "[array,dataframe]": returns what follows, or NULL. */
static const char *pass_extras(const char *at)
{
    do {
        at++;
        size_t length = name_length(at);
        if (length == 0)
            return NULL;
        at += length;
    } while (*at == ',');
    return *at == ']' ? at + 1 : NULL;
}

/* ">=2": returns what follows, or NULL. */
static const char *pass_clause(const char *at)
{
    static const char *const operators[] = {"===", "~=", "==", "!=", "<=", ">=", "<", ">"};

    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        size_t length = strlen(operators[i]);
        if (strncmp(at, operators[i], length) != 0)
            continue;
        at += length;
        length = strspn(at, VERSIONS);
        return length > 0 && isalnum((unsigned char)*at) ? at + length : NULL;
    }
    return NULL;
}

static bool is_requirement(const char *text)
{
    const char *at = text + name_length(text);

    if (at == text || strlen(text) > MOST_BYTES)
        return false;
    if (*at == '[' && !(at = pass_extras(at)))
        return false;
    if (*at == '\0')
        return true;
    while ((at = pass_clause(at)) && *at == ',')
        at++;
    return at && *at == '\0';
}

char *requirement_name(const char *requirement)
{
    size_t length = name_length(requirement);
    char *name = text_grow(NULL, length + 1, 1), *to = name;

    for (size_t i = 0; i < length; i++) {
        bool joins = strchr("-_.", requirement[i]) != NULL;
        if (joins && to > name && to[-1] == '-')
            continue;
        *to++ = joins ? '-' : (char)tolower((unsigned char)requirement[i]);
    }
    *to = '\0';
    return name;
}

static bool is_there(const struct text_list *list, const char *requirement)
{
    char *name = requirement_name(requirement);
    bool found = false;

    for (size_t i = 0; i < list->count && !found; i++) {
        char *other = requirement_name(list->items[i]);
        found = strcmp(name, other) == 0;
        free(other);
    }
    free(name);
    return found;
}

static int add_one(struct text_list *list, const char *text, struct error *e)
{
    if (!is_requirement(text))
        return error_set(e,
                         "'%.100s' is no package; give names, with extras and versions if you like: numpy, "
                         "'pandas>=2,<3', dask[array]",
                         text);
    if (is_there(list, text))
        return error_set(e, "the package '%.100s' is there twice", text);
    text_list_add(list, text);
    return 0;
}

/* Does the comma at `at` part two clauses of one package: "pandas>=2,<3"? */
static bool joins_clauses(const char *at)
{
    at += 1 + strspn(at + 1, " \t");
    return *at && strchr("<>=!~", *at);
}

int requirement_split(struct text_list *list, const char *text, struct error *e)
{
    char *piece = text_grow(NULL, strlen(text) + 1, 1);
    size_t length = 0;
    int result = 0;
    bool inside = false; /* brackets */

    for (const char *at = text; result == 0; at++) {
        inside = *at == '[' || (inside && *at != ']');
        if (*at == '\0' || (*at == ',' && !inside && !joins_clauses(at))) {
            piece[length] = '\0';
            if (length > 0)
                result = add_one(list, piece, e);
            length = 0;
        } else if (!strchr(" \t", *at)) {
            piece[length++] = *at;
        } else if (length > 0 && strchr(VERSIONS, piece[length - 1]) && at[strspn(at, " \t")] &&
                   strchr(VERSIONS, at[strspn(at, " \t")])) {
            /* Without the blank two words would become one. */
            result = error_set(e, "'%.100s' is no package: there is a blank where a comma should be", text);
        }
        if (*at == '\0')
            break;
    }
    free(piece);
    return result;
}
