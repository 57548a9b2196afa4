#include "cli/usage.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static void add_option(struct usage *usage, const struct argp_option *from, const struct argp_option *same)
{
    usage->options = text_grow(usage->options, usage->count + 1, sizeof *usage->options);
    struct usage_option *to = &usage->options[usage->count++];

    *to = (struct usage_option){.help = text_format("%s", from->doc   ? from->doc
                                                          : same->doc ? same->doc
                                                                      : "")};
    if (!from->name && !from->key)
        return;
    to->name = text_format("%s", from->name ? from->name : "");
    to->letter = from->key > 0 && from->key <= UINT8_MAX && isprint(from->key) ? (char)from->key : 0;
    to->value = same->arg ? text_format("%s", same->arg) : NULL;
    to->optional = same->flags & OPTION_ARG_OPTIONAL;
}

static void add_heading(struct usage *usage, const char *text)
{
    const struct argp_option heading = {.doc = text};

    if (text && *text)
        add_option(usage, &heading, &heading);
}

/* The first that has a text has it for all: argp's own parsers, which come last, have none. */
static void take_doc(struct usage *usage, const char *doc)
{
    size_t length = doc ? strcspn(doc, "\v") : 0;

    if (!doc || *usage->text)
        return;
    free(usage->text);
    free(usage->closing);
    usage->text = text_format("%.*s", (int)length, doc);
    usage->closing = text_format("%s", doc[length] ? doc + length + 1 : "");
}

static void take_tables(struct usage *usage, const struct argp *argp)
{
    const struct argp_option *same = argp->options; /* an alias means what the option before it means */

    if (argp->args_doc && !*usage->arguments) {
        free(usage->arguments);
        usage->arguments = text_format("%s", argp->args_doc);
    }
    take_doc(usage, argp->doc);
    for (const struct argp_option *o = same; o && (o->name || o->key || o->doc || o->group); o++) {
        if (!(o->flags & OPTION_ALIAS))
            same = o;
        if (!(o->flags & (OPTION_HIDDEN | OPTION_DOC)))
            add_option(usage, o, same);
    }
    for (const struct argp_child *child = argp->children; child && child->argp; child++) {
        add_heading(usage, child->header);
        take_tables(usage, child->argp);
    }
}

/* A command's tables lie within its function. argp shows them to whoever answers --version, and would leave the program behind that; so
 * would the command go on to do its work. */
static jmp_buf answered;
static struct usage *asked;

static void answer(FILE *to, struct argp_state *state)
{
    (void)to;
    take_tables(asked, state->root_argp);
    longjmp(answered, 1);
}

static void ask(struct usage *usage)
{
    static char version[] = "--version";
    char *argv[] = {version, version, NULL};
    struct error ignored;
    int code;

    asked = usage;
    if (setjmp(answered) == 0)
        usage->command->run(2, argv, &code, &ignored);
}

void usages_collect(struct usages *all)
{
    all->items = text_grow(NULL, command_count, sizeof *all->items);
    argp_program_version_hook = answer;
    for (all->count = 0; all->count < command_count; all->count++) {
        all->items[all->count] = (struct usage){.command = &commands[all->count],
                                                .arguments = text_format("%s", ""),
                                                .text = text_format("%s", ""),
                                                .closing = text_format("%s", "")};
        ask(&all->items[all->count]);
    }
    argp_program_version_hook = NULL;
}

void usages_free(struct usages *all)
{
    for (size_t i = 0; i < all->count; i++) {
        struct usage *usage = &all->items[i];
        for (size_t k = 0; k < usage->count; k++) {
            free(usage->options[k].name);
            free(usage->options[k].value);
            free(usage->options[k].help);
        }
        free(usage->options);
        free(usage->arguments);
        free(usage->text);
        free(usage->closing);
    }
    free(all->items);
    *all = (struct usages){0};
}
