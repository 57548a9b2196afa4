/* usage.h - every command with its options and help, read from the argp tables that parse them: the manual page and the completions are made
 * of this, so what a command takes is written once, and a new command or option is in both without being told to.
 *
 * A value's name in an option table, and the arguments' names in args_doc, say what completes them: see the table in completion.c. Choices
 * are written a|b|c, and a|b|c[,...] where several are taken, with commas.
 */
#ifndef GILSCALE_USAGE_H
#define GILSCALE_USAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/command.h"

struct usage_option {
    char *name;    /* without dashes; NULL for a heading over the options that follow */
    char letter;   /* of -o, or 0 */
    char *value;   /* "DIR"; NULL when it takes none */
    bool optional; /* the value: --turns or --turns=no */
    char *help;
};

/* Strings are owned. */
struct usage {
    const struct command *command;
    char *arguments;      /* "[NAME...]"; several forms on lines of their own; "" for none */
    char *text, *closing; /* the help before the options and behind them, or "" */
    struct usage_option *options;
    size_t count;
};

/* Start from {0}. In the order of the command's own table. */
struct usages {
    struct usage *items;
    size_t count;
};

/* Asks each command. One thread, and at most once while the process lives: memory of argp's own is not given back. */
void usages_collect(struct usages *all);
void usages_free(struct usages *all);

#endif
