#include "cli/compare_options.h"

#include <string.h>

enum { KEY_THRESHOLD = 0x200, KEY_FAIL_ON, KEY_FORCE };

static const struct argp_option table[] = {
    {"threshold", KEY_THRESHOLD, "PERCENT", 0, "The smallest change that counts (default 3%)", 0},
    {"fail-on", KEY_FAIL_ON, "slower|scaling|inconclusive|missing|failed|none[,...]", 0,
     "What makes the exit code 1, in place of the default, which is slower,scaling: slower (a cell), scaling "
     "(a "
     "curve scales worse), inconclusive (a cell or a curve), missing (a cell that only BASE measured), "
     "failed (a "
     "cell that failed in NEW and not in BASE), none; a list with commas, or repeated",
     0},
    {"force", KEY_FORCE, NULL, 0, "Compare what is not the same on both sides, too; the output says what", 0},
    {0}};

int compare_options_choose(const char *option, const char *const *names, int count, const char *value,
                           struct argp_state *state)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], value) == 0)
            return i;
    struct text_list list = {0};
    for (int i = 0; i < count; i++)
        text_list_add(&list, names[i]);
    const char *nearest = text_nearest(value, &list);
    argp_error(state, "--%s does not know '%s'%s%s%s; see --help", option, value,
               nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
    text_list_free(&list);
    return 0;
}

static void parse_threshold(const char *value, double *threshold, struct argp_state *state)
{
    struct error e;

    if (text_to_share(value, threshold, &e) < 0)
        argp_error(state, "--threshold: %s", e.text);
    if (*threshold < .001 || *threshold > 1)
        argp_error(state, "--threshold: %s is out of range: 0.1%% to 100%%", value);
}

static void parse_fail_on(struct compare_parsing *parsing, const char *value, struct argp_state *state)
{
    static const char *const names[] = {"slower", "scaling", "inconclusive", "missing", "failed", "none"};
    struct text_list words = {0};

    text_split(&words, value, ",");
    if (!words.count)
        argp_error(state, "--fail-on: on what? see --help");
    if (!parsing->given)
        parsing->request->fail_on = 0;
    parsing->given = true;
    for (size_t i = 0; i < words.count; i++) {
        int word = compare_options_choose("fail-on", names, FAIL_COUNT + 1, words.items[i], state);
        if (word == FAIL_COUNT)
            parsing->none = true;
        else
            parsing->request->fail_on |= 1u << word;
    }
    text_list_free(&words);
    if (parsing->none && parsing->request->fail_on)
        argp_error(state, "--fail-on none stands alone");
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct compare_parsing *parsing = state->input;

    switch (key) {
    case KEY_THRESHOLD:
        parse_threshold(value, &parsing->request->threshold, state);
        return 0;
    case KEY_FAIL_ON:
        parse_fail_on(parsing, value, state);
        return 0;
    case KEY_FORCE:
        parsing->request->force = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp compare_options = {.options = table, .parser = parse};
