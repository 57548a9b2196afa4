#include "cli/completion.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "chart/kinds.h"
#include "cli/results_view.h"
#include "suite/axes.h"

/* What the words in capitals stand for, in args_doc and as the names of options' values. Any other stands for what only a person can think of. */
static const struct {
    const char *word, *headings;
    enum completion_files files;
} meanings[] = {
    {"BASE", "baselines,runs", COMPLETION_FILES},
    {"BASELINE", "baselines", COMPLETION_NO_FILES},
    {"CLAIM", "claims", COMPLETION_NO_FILES},
    {"DIR", "runs", COMPLETION_FOLDERS},
    {"FILE", "", COMPLETION_FILES},
    {"FOLDER", "", COMPLETION_FOLDERS},
    {"NEW", "baselines,runs", COMPLETION_FILES},
    {"POLICY", "placements", COMPLETION_NO_FILES},
    {"PYTHON", "pythons", COMPLETION_FILES},
    {"SUITE", "suites", COMPLETION_FILES},
    {"WORKLOAD", "workloads", COMPLETION_FILES},
};

/* As arguments these two say more: what may be measured, what may be looked at. */
static const char *argument(const char *word)
{
    return strcmp(word, "NAME") == 0 ? "WORKLOAD|SUITE" : strcmp(word, "DIR") == 0 ? "DIR|BASELINE" : word;
}

/* What the commands that take these have in tables of their own. */
static void add_table(struct completion *c, const char *word)
{
    if (strcmp(word, "KEY") == 0) {
        char *keys = results_sort_keys();
        text_split(&c->choices, keys, ", ");
        free(keys);
    } else if (strcmp(word, "CHART") == 0) {
        for (size_t i = 0; i < chart_kind_count; i++)
            text_list_add(&c->choices, chart_kinds[i].name);
        text_list_add(&c->choices, "all");
    }
}

static void add_meaning(struct completion *c, const char *word)
{
    struct text_list headings = {0};

    add_table(c, word);
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (strcmp(meanings[i].word, word) != 0)
            continue;
        text_split(&headings, meanings[i].headings, ",");
        c->files = meanings[i].files > c->files ? meanings[i].files : c->files;
    }
    for (size_t i = 0; i < headings.count; i++)
        if (!text_list_has(&c->headings, headings.items[i]))
            text_list_add(&c->headings, headings.items[i]);
    text_list_free(&headings);
}

/* "a|b|c", "DIR", "WORKLOAD|DIR". */
static void add_words(struct completion *c, const char *text)
{
    struct text_list words = {0};

    text_split(&words, text, "|");
    for (size_t i = 0; i < words.count; i++) {
        if (isupper((unsigned char)*words.items[i]))
            add_meaning(c, words.items[i]);
        else if (text_is_name(words.items[i]))
            text_list_add(&c->choices, words.items[i]);
    }
    text_list_free(&words);
}

/* Where a value's name says nothing, as LIST, the option's own may: an axis has its words in a table, and would fill the help with them. */
static void add_option(struct completion *c, const char *name)
{
    enum axis_index axis = axes_find(name);

    if (strcmp(name, "workload") == 0)
        text_list_add(&c->headings, "workloads");
    else if (strcmp(name, "placement") == 0)
        text_list_add(&c->headings, "placements");
    if (axis == AXIS_COUNT || !axes[axis].words)
        return;
    text_list_add(&c->choices, axes[axis].neutral);
    text_split(&c->choices, axes[axis].words, ",");
    c->several = !axes[axis].single;
}

void completion_of_value(struct completion *c, const struct usage_option *option)
{
    const char *more = strstr(option->value, "[,...]");
    char *text =
        text_format("%.*s", (int)(more ? more - option->value : (long)strlen(option->value)), option->value);

    c->several = more;
    if (!strchr(text, '='))
        add_words(c, text);
    if (!c->choices.count && !c->headings.count && !c->files)
        add_option(c, option->name);
    free(text);
}

/* Of all forms together. A word that begins with a dash is an option, and the one behind it its value. */
void completion_of_arguments(struct completion *c, const struct usage *usage)
{
    struct text_list words = {0};

    text_split(&words, usage->arguments, " \n[].");
    for (size_t i = 0; i < words.count; i++) {
        if (*words.items[i] == '-')
            i++;
        else
            add_words(c, argument(words.items[i]));
    }
    text_list_free(&words);
}

void completion_free(struct completion *c)
{
    text_list_free(&c->choices);
    text_list_free(&c->headings);
}

char *completion_brief(const char *help)
{
    static const char *const ends[] = {". ", "; ", " (default"};
    size_t length = strlen(help);

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const char *end = strstr(help, ends[i]);
        if (end && (size_t)(end - help) < length)
            length = (size_t)(end - help);
    }
    return text_format("%.*s", (int)length, help);
}

void completion_quoted(const char *text, FILE *to)
{
    for (; *text; text++) {
        if (*text == '\'')
            fputs("'\\''", to);
        else
            fputc(*text == '\n' ? ' ' : *text, to);
    }
}
