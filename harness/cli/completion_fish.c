#include "cli/completion.h"

#include <stdlib.h>

static const char head[] =
    "# fish completion for gilscale. Made by `gilscale completion fish`.\n\n"
    "# Is the command that was typed one of these?\n"
    "function __gilscale_in\n"
    "    set -l words (commandline -opc)\n"
    "    test (count $words) -gt 1; and contains -- $words[2] $argv\n"
    "end\n\n"
    "function __gilscale_first\n"
    "    test (count (commandline -opc)) -eq 1\n"
    "end\n\n"
    "# What the program lists under these headings. fish quotes what it puts onto the command line.\n"
    "function __gilscale_names\n"
    "    set -l words (commandline -opc)\n"
    "    set -l gilscale (string replace -r '^~/' \"$HOME/\" -- $words[1])\n"
    "    type -q $gilscale; or return\n"
    "    for heading in $argv\n"
    "        $gilscale list $heading --names 2>/dev/null </dev/null\n"
    "    end\n"
    "end\n\n"
    "# The same; where nothing begins like what was typed, folders.\n"
    "function __gilscale_folders\n"
    "    set -l found\n"
    "    set -l typed (commandline -ct | string replace -r '^--[^=]*=' '')\n"
    "    for name in (__gilscale_names $argv)\n"
    "        test (string sub -l (string length -- \"$typed\") -- $name) = \"$typed\"; and set -a found "
    "$name\n"
    "    end\n"
    "    set -q found[1]; and printf '%s\\n' $found; or __fish_complete_directories \"$typed\"\n"
    "end\n\n"
    "# Several of these words, with commas.\n"
    "function __gilscale_several\n"
    "    set -l before (string replace -r '^--[^=]*=' '' -- (commandline -ct) | string match -r '.*,')\n"
    "    for word in $argv\n"
    "        echo -- \"$before$word\"\n"
    "    end\n"
    "end\n\n"
    "complete -c gilscale -f\n"
    "complete -c gilscale -n __gilscale_first -l help -d 'What there is'\n"
    "complete -c gilscale -n __gilscale_first -l version -d 'Which gilscale this is'\n";

/* Between single quotes, where fish knows two escapes. */
static void put_text(const char *text, FILE *to)
{
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            fputc('\\', to);
        fputc(*text == '\n' ? ' ' : *text, to);
    }
}

static void put_words(const struct text_list *words, FILE *to)
{
    for (size_t i = 0; i < words->count; i++)
        fprintf(to, "%s%s", i ? " " : "", words->items[i]);
}

static void put_completion(const struct completion *c, FILE *to)
{
    if (c->choices.count) {
        fputs(c->several ? " -a '(__gilscale_several " : " -a '", to);
        put_words(&c->choices, to);
        fputs(c->several ? ")'" : "'", to);
    }
    if (c->headings.count) {
        fputs(c->files == COMPLETION_FOLDERS ? " -a '(__gilscale_folders " : " -a '(__gilscale_names ", to);
        put_words(&c->headings, to);
        fputs(")'", to);
    }
    if (c->files == COMPLETION_FILES)
        fputs(" -F", to);
}

static void put_option(const struct usage *usage, const struct usage_option *option, FILE *to)
{
    char *brief = completion_brief(option->help);

    fprintf(to, "complete -c gilscale -n '__gilscale_in %s'", usage->command->name);
    if (*option->name)
        fprintf(to, " -l %s", option->name);
    if (option->letter)
        fprintf(to, " -s '%c'", option->letter);
    if (option->value) {
        struct completion c = {0};
        completion_of_value(&c, option);
        fputs(option->optional ? "" : c.files == COMPLETION_FILES ? " -r" : " -x", to);
        put_completion(&c, to);
        completion_free(&c);
    }
    fputs(" -d '", to);
    put_text(brief, to);
    fputs("'\n", to);
    free(brief);
}

static void put_command(const struct usage *usage, FILE *to)
{
    const struct command *command = usage->command;
    struct completion c = {0};

    fprintf(to, "\ncomplete -c gilscale -n __gilscale_first -a %s -d '", command->name);
    put_text(command->help, to);
    fprintf(to, "'\ncomplete -c gilscale -n '__gilscale_in help' -a %s\n", command->name);
    for (size_t i = 0; i < usage->count; i++)
        if (usage->options[i].name)
            put_option(usage, &usage->options[i], to);
    completion_of_arguments(&c, usage);
    if (c.choices.count || c.headings.count || c.files) {
        fprintf(to, "complete -c gilscale -n '__gilscale_in %s'", command->name);
        put_completion(&c, to);
        fputc('\n', to);
    }
    completion_free(&c);
}

void completion_fish(const struct usages *usages, FILE *to)
{
    fputs(head, to);
    fputs("complete -c gilscale -n __gilscale_first -a help -d 'Show the help of a command'\n", to);
    for (size_t i = 0; i < usages->count; i++)
        put_command(&usages->items[i], to);
}
