/* completion.h - the tab key: completion scripts for three shells, made from the commands' own tables.
 *
 * What a script offers is written into it (commands, options, choices), or asked of `gilscale list WHAT --names` when the key is pressed, or
 * left to the shell (files, folders). A name from outside is only ever compared and handed over; no shell evaluates it.
 */
#ifndef GILSCALE_COMPLETION_H
#define GILSCALE_COMPLETION_H

#include <stdio.h>

#include "base/text.h"
#include "cli/usage.h"

/* main looks whether the stream could be written. */
void completion_bash(const struct usages *usages, FILE *to);
void completion_zsh(const struct usages *usages, FILE *to);
void completion_fish(const struct usages *usages, FILE *to);

/* ---- for these three: what one word can be */

/* Each has what the one before has. */
enum completion_files { COMPLETION_NO_FILES, COMPLETION_FOLDERS, COMPLETION_FILES };

/* Start from {0}. */
struct completion {
    struct text_list choices;    /* letters, digits and "._+-" only */
    bool several;                /* of the choices, with commas */
    struct text_list headings;   /* of `gilscale list HEADING --names` */
    enum completion_files files; /* where no name begins like what was typed */
};

void completion_of_value(struct completion *c, const struct usage_option *option);
void completion_of_arguments(struct completion *c, const struct usage *usage);
void completion_free(struct completion *c);

/* The help's first sentence, without its remarks; the caller frees. */
char *completion_brief(const char *help);

/* Between single quotes of a POSIX shell or zsh: the quotes in it as '\''. */
void completion_quoted(const char *text, FILE *to);

#endif
