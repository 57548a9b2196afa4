/* sysfile.h - the small files of /proc and /sys, for the rest of this room.
 *
 * Each may be missing, in a container or a virtual machine, or with another kernel: that is an answer and not
 * an error, so nothing here fails. `root` goes before every path: "" on the real machine, a folder that looks
 * like one in tests. Any thread may call.
 */
#ifndef GILSCALE_SYSFILE_H
#define GILSCALE_SYSFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads the file at `root` + path, at most size - 1 bytes of it, without trailing blanks. false, and an empty
 * text, when there is none. */
bool sysfile_read(char *to, size_t size, const char *root, const char *path_format, ...)
    __attribute__((format(printf, 4, 5)));

/* The one whole number that the file holds; false when it is missing or holds something else. */
bool sysfile_number(int64_t *value, const char *root, const char *path_format, ...)
    __attribute__((format(printf, 3, 4)));

/* In a text of lines "key value" or "key : value": the value of the first line with that key. false when no
 * line has it. */
bool sysfile_field(const char *text, const char *key, char *to, size_t size);

/* The same for a count; -1 when no line has it. */
int64_t sysfile_count(const char *text, const char *key);

#endif
