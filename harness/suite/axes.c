#include "suite/axes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As many as a suite takes of the others. */
#define MOST_BESIDE 4096

/* Longer than any thread should keep others waiting; CPython takes microseconds in an unsigned long. */
#define SHORTEST_INTERVAL INT64_C(1000)
#define LONGEST_INTERVAL  INT64_C(100000000000)

/* PTHREAD_STACK_MIN of x86-64; arm64's is larger, and there the runner says so. */
#define SMALLEST_STACK INT64_C(16384)
#define LARGEST_STACK  (INT64_C(64) << 30)

/* In the largest unit in which it is a whole number: 1500us is neither 1.5ms nor 2ms. */
static char *time_text(int64_t ns)
{
    static const struct {
        const char *name;
        int64_t ns;
    } units[] = {{"s", 1000000000}, {"ms", 1000000}, {"us", 1000}, {"ns", 1}};
    size_t i = 0;

    while (ns % units[i].ns)
        i++;
    return text_format("%lld%s", (long long)(ns / units[i].ns), units[i].name);
}

static int axes_time(const char *text, char **canonical, struct error *e)
{
    int64_t ns;

    if (text_to_ns(text, &ns, e) < 0)
        return -1;
    if (ns < SHORTEST_INTERVAL || ns > LONGEST_INTERVAL)
        return error_set(e, "%s is out of range: 1us to 100s", text);
    *canonical = time_text(ns);
    return 0;
}

static const struct {
    const char *name;
    int64_t bytes;
} sizes[] = {{"GB", INT64_C(1) << 30}, {"MB", 1 << 20}, {"KB", 1 << 10}, {"B", 1}};

/* "1MB", "256KB"; blanks, other units and no unit at all are refused, as 1 may be meant as anything. */
static int size_bytes(const char *text, int64_t *bytes, struct error *e)
{
    size_t digits = strspn(text, "0123456789");
    struct error number;
    long count;

    for (size_t i = 0; digits && i < sizeof sizes / sizeof *sizes; i++) {
        if (strcmp(text + digits, sizes[i].name) != 0)
            continue;
        char *whole = text_format("%.*s", (int)digits, text);
        int result = text_to_int(whole, 0, LARGEST_STACK / sizes[i].bytes, &count, &number);
        free(whole);
        *bytes = result == 0 ? count * sizes[i].bytes : 0;
        if (*bytes < SMALLEST_STACK)
            return error_set(e, "%s is out of range: 16KB to 64GB", text);
        return 0;
    }
    return error_set(e, "'%s' is not a size; write it like 256KB, 1MB or default", text);
}

static int axes_size(const char *text, char **canonical, struct error *e)
{
    int64_t bytes;
    size_t i = 0;

    if (size_bytes(text, &bytes, e) < 0)
        return -1;
    while (bytes % sizes[i].bytes)
        i++;
    *canonical = text_format("%lld%s", (long long)(bytes / sizes[i].bytes), sizes[i].name);
    return 0;
}

static int axes_seed(const char *text, char **canonical, struct error *e)
{
    long seed;

    if (text_to_int(text, 0, UINT32_MAX, &seed, e) < 0)
        return -1;
    *canonical = text_format("%ld", seed);
    return 0;
}

static int axes_rate(const char *text, char **canonical, struct error *e)
{
    size_t length = strlen(text);
    bool unit = length > 2 && strcmp(text + length - 2, "/s") == 0;
    char *number = text_format("%.*s", (int)(length - 2 * unit), text), shown[32];
    double rate;
    int result = text_to_double(number, &rate, e), digits = 6;

    free(number);
    if (result < 0)
        return error_set(e, "'%s' is not a rate; write it like 200/s, or none", text);
    if (!(rate >= 1e-3 && rate <= 1e9))
        return error_set(e, "%s is out of range: 0.001/s to 1000000000/s", text);
    do
        snprintf(shown, sizeof shown, "%.*g", digits, rate);
    while (strtod(shown, NULL) != rate && ++digits <= 17);
    *canonical = text_format("%s/s", shown);
    return 0;
}

int axes_group_parse(struct axes_group *group, const char *text, struct error *e)
{
    size_t digits = strspn(text, "0123456789"), length;
    char *count = text_format("%.*s", (int)digits, text);
    bool counted = digits && text[digits] == '*';
    const char *name = counted ? text + digits + 1 : text, *open = strrchr(name, '(');

    group->workers = 1;
    int result = counted ? text_to_int(count, 1, MOST_BESIDE, &group->workers, e) : 0;
    free(count);
    if (result < 0)
        return -1;
    length = strlen(name);
    bool closed = length && name[length - 1] == ')';
    if (closed && open) {
        char *inside = text_format("%.*s", (int)(name + length - 1 - open - 1), open + 1);
        text_split(&group->parameters, inside, ",");
        free(inside);
        length = (size_t)(open - name);
    }
    group->name = text_format("%.*s", (int)length, name);
    for (size_t i = 0; i < group->parameters.count; i++) {
        const char *assignment = group->parameters.items[i], *equals = strchr(assignment, '=');
        if (!equals || equals == assignment)
            return error_set(e, "parameter '%s' in '%s' is not NAME=VALUE", assignment, text);
    }
    if (!length || (closed && !open) || (open && !closed) || strpbrk(name, ";*"))
        return error_set(e, "'%s' is no group of workers; write it like 2*fib(n=18), fib or none", text);
    return 0;
}

char *axes_group_text(long workers, const char *name, const struct text_list *parameters)
{
    char *text = workers > 1 ? text_format("%ld*%s", workers, name) : text_format("%s", name);

    for (size_t i = 0; i < parameters->count; i++) {
        char *longer = text_format("%s%s%s", text, i ? "," : "(", parameters->items[i]);
        free(text);
        text = longer;
    }
    if (parameters->count) {
        char *closed = text_format("%s)", text);
        free(text);
        text = closed;
    }
    return text;
}

void axes_group_free(struct axes_group *group)
{
    free(group->name);
    text_list_free(&group->parameters);
    *group = (struct axes_group){0};
}

static int axes_beside(const char *text, char **canonical, struct error *e)
{
    struct axes_group group = {0};
    int result = axes_group_parse(&group, text, e);

    if (result == 0)
        *canonical = axes_group_text(group.workers, group.name, &group.parameters);
    axes_group_free(&group);
    return result;
}

const struct axis axes[AXIS_COUNT] = {
#define AXIS_ROW(id, name, value, neutral, words, parse, single, help)                                       \
    [AXIS_##id] = {name, neutral, words, parse, single},
    AXES(AXIS_ROW)
#undef AXIS_ROW
};

enum axis_index axes_find(const char *name)
{
    enum axis_index i = 0;

    while (i < AXIS_COUNT && strcmp(axes[i].name, name) != 0)
        i++;
    return i;
}

/* "'x' is not a value of gc; use default, off or frozen" */
static int refuse(enum axis_index axis, const char *text, const struct text_list *words, struct error *e)
{
    const char *nearest = text_nearest(text, words);
    char *all = text_format("%s", words->items[0]);

    for (size_t i = 1; i < words->count; i++) {
        char *longer = text_format("%s%s%s", all, i + 1 < words->count ? ", " : " or ", words->items[i]);
        free(all);
        all = longer;
    }
    if (nearest)
        error_set(e, "'%s' is not one of %s; did you mean '%s'?", text, all, nearest);
    else
        error_set(e, "'%s' is no value of %s; use %s", text, axes[axis].name, all);
    free(all);
    return -1;
}

int axes_parse(enum axis_index axis, const char *text, char **canonical, struct error *e)
{
    struct text_list words = {0};
    int result = 0;

    text_list_add(&words, axes[axis].neutral);
    if (axes[axis].words)
        text_split(&words, axes[axis].words, ",");
    if (text_list_has(&words, text))
        *canonical = text_format("%s", text);
    else if (axes[axis].parse)
        result = axes[axis].parse(text, canonical, e);
    else
        result = refuse(axis, text, &words, e);
    text_list_free(&words);
    return result;
}

/* The length of the first value of a list. */
static size_t value_length(const char *text)
{
    size_t length = 0;
    int depth = 0;

    for (; text[length] && (depth > 0 || text[length] != ','); length++)
        depth += (text[length] == '(') - (text[length] == ')');
    return length;
}

int axes_parse_list(enum axis_index axis, const char *text, struct text_list *values, struct error *e)
{
    const char *whole = text;
    size_t count = 0;

    for (;;) {
        size_t length = value_length(text), blanks = strspn(text, " ");
        char *piece = blanks < length ? text_format("%.*s", (int)(length - blanks), text + blanks) : NULL;
        char *canonical = NULL;
        for (size_t end = piece ? strlen(piece) : 0; end && piece[end - 1] == ' '; end--)
            piece[end - 1] = '\0';
        int result = piece ? axes_parse(axis, piece, &canonical, e) : 0;
        count += piece != NULL;
        free(piece);
        if (result < 0)
            return -1;
        if (canonical && !text_list_has(values, canonical))
            text_list_add(values, canonical);
        free(canonical);
        if (!text[length])
            break;
        text += length + 1;
    }
    if (!count)
        return error_set(e, "no value; the one that changes nothing is %s", axes[axis].neutral);
    if (axes[axis].single && values->count > 1)
        return error_set(e, "'%s': one value only", whole);
    return 0;
}

char *axes_text(const struct axes_values *values)
{
    char *text = text_format("%s", "");

    for (enum axis_index i = 0; i < AXIS_COUNT; i++) {
        if (!values->of[i] || i == AXIS_MODE)
            continue;
        char *longer = text_format("%s%s%s=%s", text, *text ? ";" : "", axes[i].name, values->of[i]);
        free(text);
        text = longer;
    }
    return text;
}

char *axes_argument(enum axis_index axis, const char *canonical)
{
    struct error none;
    int64_t bytes;

    if (axis == AXIS_STACK && size_bytes(canonical, &bytes, &none) == 0)
        return text_format("%lld", (long long)bytes);
    if (axis == AXIS_ARRIVALS)
        return text_format("%.*s", (int)strcspn(canonical, "/"), canonical);
    return text_format("%s", canonical);
}

int64_t axes_switch_interval_ns(const char *canonical)
{
    struct error none;
    int64_t ns = 0;

    return text_to_ns(canonical, &ns, &none) == 0 ? ns : 0;
}
