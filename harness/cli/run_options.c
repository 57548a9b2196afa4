#include "cli/run_options.h"

#include <string.h>

/* Above the keys of the commands' own options. */
enum { AXES_GROUP = 1 };

enum { KEY_SETTING = 0x1000, KEY_DRY_RUN = 0x2000 };

static const struct argp_option others[] = {
    {"param", 'p', "NAME=VALUE[,VALUE...]", 0,
     "Set a parameter of the workloads; several values measure a variant for each (a comma within one is "
     "\\,); may be repeated",
     0},
    {"output", 'o', "DIR", 0, "Put the results there (default: results/<time>-<suite> in the current folder)",
     0},
    {"dry-run", KEY_DRY_RUN, NULL, 0, "Show the cells and the expected time, and measure nothing", 0},
    {"quiet", 'q', NULL, 0,
     "No progress and no chart in characters, only table, sentences and what went wrong", 0},
};
#define OTHER_COUNT (sizeof others / sizeof *others)

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct run_request *request = state->input;

    switch (key) {
    case 'p':
        text_list_add(&request->parameters, value);
        return 0;
    case 'o':
        request->output = value;
        return 0;
    case KEY_DRY_RUN:
        request->dry_run = true;
        return 0;
    case 'q':
        request->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        text_list_add(&request->names, value);
        return 0;
    default:
        if (key < KEY_SETTING || key >= KEY_DRY_RUN)
            return ARGP_ERR_UNKNOWN;
        text_list_add(&request->settings, suite_settings[key - KEY_SETTING].name);
        text_list_add(&request->values, value ? value : "yes");
        return 0;
    }
}

/* `--turns` alone is `--turns=yes`. */
static bool is_switch(const struct suite_setting *setting)
{
    return strcmp(setting->value, "yes|no") == 0;
}

/* argp wants an array: the settings of a suite, and what only a command line has. */
const struct argp *run_options(void)
{
    static struct argp argp = {.parser = parse};
    size_t settings = 0;

    while (suite_settings[settings].name)
        settings++;
    struct argp_option *options = text_grow(NULL, settings + OTHER_COUNT + 2, sizeof *options);
    memset(options, 0, (settings + OTHER_COUNT + 2) * sizeof *options);
    /* An entry without a group is in that of the one before, so the axes, which have one, come last. */
    memcpy(options, others, sizeof others);
    size_t at = OTHER_COUNT;
    for (int group = 0; group <= AXES_GROUP; group++) {
        if (group)
            options[at++] = (struct argp_option){
                .doc = "What a cell is, beside build, GIL, workload, placement and threads. Lists (a,b,c) "
                       "measure each value, several lists all their combinations:",
                .group = AXES_GROUP};
        for (size_t i = 0; i < settings; i++)
            if (suite_settings[i].axis == group)
                options[at++] =
                    (struct argp_option){.name = suite_settings[i].name,
                                         .key = KEY_SETTING + (int)i,
                                         .arg = suite_settings[i].value,
                                         .flags = is_switch(&suite_settings[i]) ? OPTION_ARG_OPTIONAL : 0,
                                         .doc = suite_settings[i].help,
                                         .group = group};
    }
    argp.options = options;
    return &argp;
}

bool run_options_given(const struct run_request *request)
{
    return request->names.count || request->settings.count || request->parameters.count || request->output;
}
