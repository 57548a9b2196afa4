#include "runner/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *work_request(struct work_requests *requests, const char *name)
{
    const char *value = NULL;
    size_t length = strlen(name);

    for (size_t i = 0; i < requests->given->count && i < sizeof requests->taken; i++) {
        const char *item = requests->given->items[i];
        if (strncmp(item, name, length) == 0 && item[length] == '=') {
            requests->taken[i] = true;
            value = item + length + 1; /* the last one wins, as on any command line */
        }
    }
    return value;
}

const char *work_untaken(const struct work_requests *requests)
{
    for (size_t i = 0; i < requests->given->count; i++)
        if (i >= sizeof requests->taken || !requests->taken[i])
            return requests->given->items[i];
    return NULL;
}

const struct work_kind *work_kind_of(const char *path)
{
    const char *dot = strrchr(path, '.');

    return dot && strcmp(dot, ".so") == 0 ? &work_native : &work_python;
}

enum work_status work_fit_roles(const struct work *work, struct error *e)
{
    size_t count = work->roles.count;
    char *names = text_format("%s", "");

    if (!count || work->workers == 1 || (size_t)work->workers % count == 0) {
        free(names);
        return WORK_OK;
    }
    for (size_t i = 0; i < count; i++) {
        char *longer = text_format("%s%s%s", names, i ? ", " : "", work->roles.items[i]);
        free(names);
        names = longer;
    }
    error_set(e, "%d workers cannot share the roles %s evenly: it takes 1 worker or a multiple of %zu",
              work->workers, names, count);
    free(names);
    return WORK_SKIPPED;
}

enum work_status work_fit_mode(const struct work *work, enum mode mode, struct error *e)
{
    const char *name = mode_name(mode);

    if (mode == MODE_THREADS)
        return WORK_OK;
    if (work->roles.count)
        error_set(e,
                  "mode %s: its workers have roles and need each other, and here each is alone with its "
                  "interpreter",
                  name);
    else if (work->stops)
        error_set(e, "mode %s: its workers wait for each other, and here each is alone with its interpreter",
                  name);
    else if (!(work->modes & MODE_BIT(mode)))
        error_set(e, "mode %s: this workload's file does not admit it", name);
    else
        return WORK_OK;
    return WORK_SKIPPED;
}

const char *work_role(const struct work *work, int index)
{
    return work->workers == 1 || !work->roles.count ? NULL
                                                    : work->roles.items[(size_t)index % work->roles.count];
}

int work_note_parameter(struct work *work, const char *name, const char *value, struct error *e)
{
    size_t used = strlen(work->parameters);

    for (const char *c = value; *c; c++)
        if ((unsigned char)*c < ' ' || *c == ';')
            return error_set(e, "parameter '%s': its value may hold no ';' and no control characters", name);
    int length = snprintf(work->parameters + used, sizeof work->parameters - used, "%s%s=%s", used ? ";" : "",
                          name, value);
    if (length < 0 || (size_t)length >= sizeof work->parameters - used)
        return error_set(e, "the parameters are longer than %zu bytes", sizeof work->parameters - 1);
    return 0;
}
