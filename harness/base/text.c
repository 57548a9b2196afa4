#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *text_grow(void *array, size_t count, size_t size)
{
    void *grown = reallocarray(array, count ? count : 1, size); /* of nothing, it may free and return NULL */
    if (!grown) {
        fputs("gilscale: out of memory\n", stderr);
        abort();
    }
    return grown;
}

char *text_format(const char *format, ...)
{
    va_list arguments;
    char *text;

    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0) {
        fputs("gilscale: out of memory\n", stderr);
        abort();
    }
    va_end(arguments);
    return text;
}

void text_list_add(struct text_list *list, const char *text)
{
    list->items = text_grow(list->items, list->count + 1, sizeof *list->items);
    list->items[list->count++] = text_format("%s", text);
}

char *const *text_list_argv(struct text_list *list)
{
    list->items = text_grow(list->items, list->count + 1, sizeof *list->items);
    list->items[list->count] = NULL;
    return list->items;
}

bool text_list_has(const struct text_list *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i], text) == 0)
            return true;
    return false;
}

void text_list_free(struct text_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->items[i]);
    free(list->items);
    *list = (struct text_list){0};
}

void text_split(struct text_list *list, const char *text, const char *separators)
{
    for (;;) {
        size_t length = strcspn(text, separators);
        size_t start = 0, end = length;
        while (start < end && isspace((unsigned char)text[start]))
            start++;
        while (end > start && isspace((unsigned char)text[end - 1]))
            end--;
        if (end > start) {
            char *piece = text_format("%.*s", (int)(end - start), text + start);
            text_list_add(list, piece);
            free(piece);
        }
        if (!text[length])
            return;
        text += length + 1;
    }
}

int text_to_int(const char *text, long low, long high, long *value, struct error *e)
{
    char *end;

    errno = 0;
    long number = strtol(text, &end, 10);
    if (end == text || *end || isspace((unsigned char)*text))
        return error_set(e, "'%s' is not a whole number", text);
    if (errno == ERANGE || number < low || number > high)
        return error_set(e, "%s is out of range: %ld to %ld", text, low, high);
    *value = number;
    return 0;
}

int text_to_double(const char *text, double *value, struct error *e)
{
    char *end;

    errno = 0;
    double number = strtod(text, &end);
    if (end == text || *end || isspace((unsigned char)*text))
        return error_set(e, "'%s' is not a number", text);
    if (!isfinite(number))
        return error_set(e, "'%s' is not a finite number", text);
    *value = number;
    return 0;
}

int text_to_share(const char *text, double *share, struct error *e)
{
    size_t length = strlen(text);
    char *number = text_format("%.*s", (int)(length - (length && text[length - 1] == '%')), text);
    double percent;
    int result = text_to_double(number, &percent, e);

    free(number);
    if (result == 0 && (percent < 0.01 || percent > 1000))
        result = error_set(e, "%s is out of range: 0.01%% to 1000%%", text);
    if (result == 0)
        *share = percent / 100;
    return result;
}

static const struct {
    const char *name;
    double ns;
} text_units[] = {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"min", 60e9}, {"h", 3600e9}};

int text_to_ns(const char *text, int64_t *ns, struct error *e)
{
    char *unit;

    double number = strtod(text, &unit);
    if (unit == text || !isfinite(number) || isspace((unsigned char)*text))
        return error_set(e, "'%s' is not a duration; write it like 200ms, 2s or 1.5m", text);
    for (size_t i = 0; i < sizeof text_units / sizeof *text_units; i++)
        if (strcmp(unit, text_units[i].name) == 0) {
            double value = number * text_units[i].ns;
            if (value < 0 || value > 24 * 3600e9)
                return error_set(e, "%s is out of range: 0 to 24h", text);
            *ns = llround(value);
            return 0;
        }
    return error_set(e,
                     *unit ? "'%s' has an unknown unit; use ns, us, ms, s, m or h"
                           : "'%s' has no unit; write it like 200ms, 2s or 1.5m",
                     text);
}

char *text_from_ns(int64_t ns, char *to, size_t size)
{
    /* 999.5 would print as 1e+03 with three digits, so it moves to the next unit already. */
    if (ns < 1000)
        snprintf(to, size, "%lld ns", (long long)ns);
    else if (ns < 999500)
        snprintf(to, size, "%.3g us", (double)ns / 1e3);
    else if (ns < 999500000)
        snprintf(to, size, "%.3g ms", (double)ns / 1e6);
    else if (ns < INT64_C(59500000000))
        snprintf(to, size, "%.3g s", (double)ns / 1e9);
    else {
        long long total = llround((double)ns / 1e9);
        if (total < 3600)
            snprintf(to, size, "%lldm%02llds", total / 60, total % 60);
        else
            snprintf(to, size, "%lldh%02lldm", total / 3600, total % 3600 / 60);
    }
    return to;
}

char *text_from_rate(double per_second, char *to, size_t size)
{
    static const char *const prefixes[] = {"", " k", " M", " G", " T"};
    size_t i = 0;

    if (!isfinite(per_second)) {
        snprintf(to, size, "-");
        return to;
    }
    /* 999.5 would print as 1e+03 with three digits, so it moves to the next prefix already. */
    while (i + 1 < sizeof prefixes / sizeof *prefixes && fabs(per_second) >= 999.5) {
        per_second /= 1000;
        i++;
    }
    snprintf(to, size, "%.3g%s", per_second, prefixes[i]);
    return to;
}

/* Levenshtein's distance, one row at a time. */
static size_t edit_distance(const char *a, const char *b)
{
    size_t width = strlen(b);
    size_t *row = text_grow(NULL, width + 1, sizeof *row);

    for (size_t j = 0; j <= width; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= width; j++) {
            size_t replace = diagonal + (a[i - 1] != b[j - 1]);
            size_t shorter = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            diagonal = row[j];
            row[j] = replace < shorter ? replace : shorter;
        }
    }
    size_t distance = row[width];
    free(row);
    return distance;
}

const char *text_nearest(const char *text, const struct text_list *among)
{
    const char *nearest = NULL;
    size_t length = strlen(text);
    size_t best = length < 2 ? length : length / 3 + 2; /* as many edits as this make another word */

    for (size_t i = 0; i < among->count; i++) {
        size_t distance = edit_distance(text, among->items[i]);
        if (distance < best) {
            best = distance;
            nearest = among->items[i];
        }
    }
    return nearest;
}

bool text_is_name(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && length <= 64 && text[0] != '-' && text[0] != '.' &&
           strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-") == length;
}

char *text_glob_literal(const char *path)
{
    char *pattern = text_grow(NULL, 2 * strlen(path) + 1, 1), *to = pattern;

    for (; *path; *to++ = *path++)
        if (strchr("*?[]\\", *path))
            *to++ = '\\';
    *to = '\0';
    return pattern;
}

uint64_t text_hash(uint64_t hash, const void *bytes, size_t length)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ byte[i]) * UINT64_C(1099511628211);
    return hash;
}
