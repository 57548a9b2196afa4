#include "cli/completion.h"

#include <stdlib.h>

static const char head[] =
    "#compdef gilscale\n"
    "# zsh completion for gilscale. Made by `gilscale completion zsh`.\n\n"
    "# FALLBACK HEADING...: what the program lists there; where nothing fits: files, folders or none. "
    "compadd quotes.\n"
    "_gilscale_names() {\n"
    "    local fallback=$1 heading\n"
    "    local -a names\n"
    "    shift\n"
    "    for heading; do\n"
    "        names+=(\"${(@f)$(\"$gilscale\" list $heading --names 2>/dev/null </dev/null)}\")\n"
    "    done\n"
    "    names=(\"${(@)names:#}\")\n"
    "    compadd -a names && return\n"
    "    case $fallback in\n"
    "    files) _files ;;\n"
    "    folders) _files -/ ;;\n"
    "    *) return 1 ;;\n"
    "    esac\n"
    "}\n\n"
    "_gilscale_several() {\n"
    "    compset -P '*,'\n"
    "    compadd -- \"$@\"\n"
    "}\n\n"
    "_gilscale() {\n"
    "    local curcontext=$curcontext state line gilscale=${${(Q)words[1]}/#\\~\\//$HOME/}\n"
    "    typeset -A opt_args\n"
    "    local -a commands\n"
    "    commands=(\n";

static const char middle[] =
    "    )\n"
    "    _arguments -C '(- *)--help[what there is]' '(- *)--version[which gilscale this is]' \\\n"
    "        '1:command:->command' '*::argument:->argument' && return\n"
    "    case $state in\n"
    "    command)\n"
    "        _describe -t commands command commands\n"
    "        ;;\n"
    "    argument)\n"
    "        case $words[1] in\n";

static const char tail[] =
    "        esac\n"
    "        ;;\n"
    "    esac\n"
    "}\n\n"
    "# As a file of $fpath this is the function's body; sourced, it says what it is for.\n"
    "if [[ $funcstack[1] == _gilscale ]]; then\n"
    "    _gilscale \"$@\"\n"
    "else\n"
    "    compdef _gilscale gilscale\n"
    "fi\n";

/* As _arguments wants it within a specification in single quotes. */
static void put_text(const char *text, FILE *to)
{
    for (; *text; text++) {
        char one[] = {*text, '\0'};
        if (*text == '[' || *text == ']' || *text == ':' || *text == '\\')
            fputc('\\', to);
        completion_quoted(one, to);
    }
}

static void put_words(const struct text_list *words, const char *before, FILE *to)
{
    for (size_t i = 0; i < words->count; i++)
        fprintf(to, "%s%s", i ? " " : before, words->items[i]);
}

/* A blank before a function's name: it is called with these words and no others. */
static void put_action(const struct completion *c, FILE *to)
{
    static const char *const fallbacks[] = {
        [COMPLETION_NO_FILES] = "none", [COMPLETION_FILES] = "files", [COMPLETION_FOLDERS] = "folders"};

    if (c->headings.count || c->files) {
        fprintf(to, " _gilscale_names %s", fallbacks[c->files]);
        put_words(&c->headings, " ", to);
    } else if (c->choices.count) {
        put_words(&c->choices, c->several ? " _gilscale_several " : "(", to);
        fputs(c->several ? "" : ")", to);
    } else {
        fputc(' ', to);
    }
}

static void put_form(const struct usage_option *option, const char *dashes, const char *name, FILE *to)
{
    char *brief = completion_brief(option->help);

    fprintf(to, " \\\n                '*%s%s", dashes, name);
    if (option->value)
        fputs(option->optional ? "=-" : dashes[1] ? "=" : "", to);
    fputc('[', to);
    put_text(brief, to);
    fputc(']', to);
    if (option->value) {
        struct completion c = {0};
        completion_of_value(&c, option);
        fputs(option->optional ? "::" : ":", to);
        put_text(option->value, to);
        fputc(':', to);
        put_action(&c, to);
        completion_free(&c);
    }
    fputc('\'', to);
    free(brief);
}

static void put_command(const struct usage *usage, FILE *to)
{
    struct completion c = {0};

    fprintf(to, "        %s)\n            _arguments", usage->command->name);
    for (size_t i = 0; i < usage->count; i++) {
        const struct usage_option *option = &usage->options[i];
        char letter[] = {option->letter, '\0'};
        if (option->name && *option->name)
            put_form(option, "--", option->name, to);
        if (option->letter && option->letter != '?')
            put_form(option, "-", letter, to);
    }
    completion_of_arguments(&c, usage);
    if (*usage->arguments) {
        fputs(" \\\n                '*:", to);
        put_text(usage->arguments, to);
        fputc(':', to);
        put_action(&c, to);
        fputc('\'', to);
    }
    fputs("\n            ;;\n", to);
    completion_free(&c);
}

void completion_zsh(const struct usages *usages, FILE *to)
{
    fputs(head, to);
    for (size_t i = 0; i < usages->count; i++) {
        fprintf(to, "        '%s:", usages->items[i].command->name);
        completion_quoted(usages->items[i].command->help, to);
        fputs("'\n", to);
    }
    fputs("        'help:Show the help of a command'\n", to);
    fputs(middle, to);
    for (size_t i = 0; i < usages->count; i++)
        put_command(&usages->items[i], to);
    fputs("        help)\n            _describe -t commands command commands\n            ;;\n", to);
    fputs(tail, to);
}
