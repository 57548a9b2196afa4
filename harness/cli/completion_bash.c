#include "cli/completion.h"

static const char head[] =
    "# bash completion for gilscale. Made by `gilscale completion bash`.\n"
    "# shellcheck shell=bash\n\n"
    "# Of these words, those that begin like what was typed.\n"
    "_gilscale_words()\n"
    "{\n"
    "    local word\n"
    "    for word; do [[ $word != \"$cur\"* ]] || COMPREPLY+=(\"$word\"); done\n"
    "}\n\n"
    "# Several of them, with commas, each once.\n"
    "_gilscale_several()\n"
    "{\n"
    "    local word before=''\n"
    "    [[ $cur != *,* ]] || before=${cur%,*},\n"
    "    for word; do\n"
    "        [[ ,$before == *\",$word,\"* || $before$word != \"$cur\"* ]] || COMPREPLY+=(\"$before$word\")\n"
    "    done\n"
    "}\n\n"
    "# FALLBACK HEADING...: what the program lists there; where nothing fits, bash goes on with files "
    "(default) or folders (dirnames).\n"
    "# Names may hold anything: they are compared, and quoted as they go onto the command line.\n"
    "_gilscale_names()\n"
    "{\n"
    "    local fallback=$1 heading name\n"
    "    shift\n"
    "    for heading; do\n"
    "        while IFS= read -r name; do\n"
    "            [[ $name != \"$cur\"* ]] || { printf -v name %q \"$name\" && COMPREPLY+=(\"$name\"); }\n"
    "        done < <(\"$gilscale\" list \"$heading\" --names 2>/dev/null </dev/null)\n"
    "    done\n"
    "    [[ ${#COMPREPLY[@]} -gt 0 || $fallback == none ]] || compopt -o \"$fallback\"\n"
    "}\n\n"
    "_gilscale()\n"
    "{\n"
    "    local gilscale=${1/#\\~\\//$HOME/} cur=${COMP_WORDS[COMP_CWORD]} at=$((COMP_CWORD - 1)) option\n"
    "    COMPREPLY=()\n"
    "    # --mode=threads comes as three words.\n"
    "    option=${COMP_WORDS[at]}\n"
    "    if [[ $cur == = ]]; then\n"
    "        cur='' option+='='\n"
    "    elif [[ $option == = ]] && ((at > 1)); then\n"
    "        option=${COMP_WORDS[at - 1]}=\n"
    "    fi\n";

static void put_words(const struct text_list *words, FILE *to)
{
    for (size_t i = 0; i < words->count; i++)
        fprintf(to, " %s", words->items[i]);
}

static void put_completion(const struct completion *c, FILE *to)
{
    static const char *const fallbacks[] = {
        [COMPLETION_NO_FILES] = "none", [COMPLETION_FILES] = "default", [COMPLETION_FOLDERS] = "dirnames"};

    if (c->choices.count) {
        fputs(c->several ? " _gilscale_several" : " _gilscale_words", to);
        put_words(&c->choices, to);
        fputc(';', to);
    }
    if (c->headings.count || c->files) {
        fprintf(to, " _gilscale_names %s", fallbacks[c->files]);
        put_words(&c->headings, to);
        fputc(';', to);
    }
}

static void put_value(const struct usage *usage, const struct usage_option *option, FILE *to)
{
    const char *command = usage->command->name;
    struct completion c = {0};

    completion_of_value(&c, option);
    fprintf(to, "    %s:--%s=", command, option->name);
    if (!option->optional)
        fprintf(to, " | %s:--%s", command, option->name);
    if (!option->optional && option->letter)
        fprintf(to, " | %s:-%c", command, option->letter);
    fputc(')', to);
    put_completion(&c, to);
    fputs(" return ;;\n", to);
    completion_free(&c);
}

static void put_options(const struct usage *usage, FILE *to)
{
    fprintf(to, "    %s:-*) _gilscale_words", usage->command->name);
    for (size_t i = 0; i < usage->count; i++)
        if (usage->options[i].name && *usage->options[i].name)
            fprintf(to, " --%s", usage->options[i].name);
    fputs(" ;;\n", to);
}

static void put_arguments(const struct usage *usage, FILE *to)
{
    struct completion c = {0};

    completion_of_arguments(&c, usage);
    fprintf(to, "    %s:*)", usage->command->name);
    put_completion(&c, to);
    fputs(" ;;\n", to);
    completion_free(&c);
}

static void put_commands(const struct usages *usages, const char *more, FILE *to)
{
    fputs("_gilscale_words", to);
    for (size_t i = 0; i < usages->count; i++)
        fprintf(to, " %s", usages->items[i].command->name);
    fprintf(to, "%s", more);
}

void completion_bash(const struct usages *usages, FILE *to)
{
    fputs(head, to);
    fputs("    if ((COMP_CWORD == 1)); then\n        ", to);
    put_commands(usages, " help --help --version\n        return\n    fi\n", to);
    fputs("    case ${COMP_WORDS[1]}:$option in\n", to);
    for (size_t i = 0; i < usages->count; i++)
        for (size_t k = 0; k < usages->items[i].count; k++)
            if (usages->items[i].options[k].value && *usages->items[i].options[k].name)
                put_value(&usages->items[i], &usages->items[i].options[k], to);
    fputs("    esac\n    case ${COMP_WORDS[1]}:$cur in\n", to);
    for (size_t i = 0; i < usages->count; i++) {
        put_options(&usages->items[i], to);
        put_arguments(&usages->items[i], to);
    }
    fputs("    help:*) ", to);
    put_commands(usages, " ;;\n    esac\n}\n\ncomplete -F _gilscale gilscale\n", to);
}
