/* text.h - strings as people type them: numbers with ranges, durations with units, lists, near misses.
 *
 * Every parser takes the whole string or refuses it, and says in the error what it wanted. Any thread may
 * call.
 */
#ifndef GILSCALE_TEXT_H
#define GILSCALE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* A growing list of strings; the list owns them. Start from `{0}`. */
struct text_list {
    char **items;
    size_t count;
};

void text_list_add(struct text_list *list, const char *text); /* copies */
bool text_list_has(const struct text_list *list, const char *text);
/* The items with a NULL behind them, as exec wants them; valid until the list changes. */
char *const *text_list_argv(struct text_list *list);
void text_list_free(struct text_list *list);

/* Splits at any of `separators`, trims blanks, drops empty pieces; adds to the list. */
void text_split(struct text_list *list, const char *text, const char *separators);

int text_to_int(const char *text, long low, long high, long *value, struct error *e);
int text_to_double(const char *text, double *value, struct error *e);

/* "250ms", "2s", "1.5m", "20us" to nanoseconds; a unit is demanded; from 0 to a day. */
int text_to_ns(const char *text, int64_t *ns, struct error *e);

/* "3%" or "3" to .03; from 0.01 % to 1000 %. */
int text_to_share(const char *text, double *share, struct error *e);

/* 1234567 ns as "1.23 ms"; 75 s as "1m15s". `to` is at least 32 bytes. Returns `to`. */
char *text_from_ns(int64_t ns, char *to, size_t size);

/* A rate with three digits and the field's prefixes: "1.23 M", "950". `to` as above. Returns `to`. */
char *text_from_rate(double per_second, char *to, size_t size);

/* The item nearest to `text` by edit distance, or NULL when none is close enough to be what was meant. */
const char *text_nearest(const char *text, const struct text_list *among);

/* Letters, digits and "._+-" only, not empty, at most 64 bytes, not starting with '-' or '.': what may name a
 * build, a workload or a suite. Safe in a CSV cell, a file name, a chart and a shell. */
bool text_is_name(const char *text);

/* The path as a pattern for glob() that matches it alone: a checkout may lie in a folder called [x]. The caller frees. */
char *text_glob_literal(const char *path);

/* FNV-1a, 64 bits: an identity stamp for files, not a protection. Start from TEXT_HASH_START and chain. */
#define TEXT_HASH_START UINT64_C(14695981039346656037)
uint64_t text_hash(uint64_t hash, const void *bytes, size_t length);

/* Like asprintf, for callers that cannot go on without memory: aborts without it. The caller frees. */
char *text_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* realloc for an array that grows to `count` members of `size` bytes; aborts when there is no memory. */
void *text_grow(void *array, size_t count, size_t size);

#endif
