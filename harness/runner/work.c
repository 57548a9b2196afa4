#include "runner/work.h"

#include <stdio.h>
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

int work_note_parameter(struct work *work, const char *name, const char *value, struct error *e)
{
    size_t used = strlen(work->parameters);
    int length = snprintf(work->parameters + used, sizeof work->parameters - used, "%s%s=%s", used ? ";" : "",
                          name, value);
    if (length < 0 || (size_t)length >= sizeof work->parameters - used)
        return error_set(e, "the parameters are longer than %zu bytes", sizeof work->parameters - 1);
    return 0;
}
