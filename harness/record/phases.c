#include "record/phases.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "record/csvfile.h"
#include "record/number.h"

int phases_name(struct phases *phases, const char *name, struct error *e)
{
    char shown[64];

    if (!text_is_name(name))
        return error_set(e, "'%s' is no name for a phase: letters, digits and ._+- only, at most %d",
                         csvfile_shown(name, shown, sizeof shown), PHASES_NAME - 1);
    if (phases->count == PHASES_MOST)
        return error_set(e, "more than %d phases", PHASES_MOST);
    for (int i = 0; i < phases->count; i++)
        if (strcmp(phases->items[i].name, name) == 0)
            return error_set(e, "two phases are called '%s'", name);
    struct phase *phase = &phases->items[phases->count++];
    *phase = (struct phase){.seconds = 0, .held_s = NAN};
    memcpy(phase->name, name, strlen(name) + 1);
    return 0;
}

/* "1.250000000", with a point whatever LC_NUMERIC says: a workload may call setlocale(). */
static int put_seconds(char *to, size_t size, const char *before, double seconds)
{
    long long ns = llround(fabs(seconds) * 1e9);

    return snprintf(to, size, "%s%s%lld.%09lld", before, seconds < 0 ? "-" : "", ns / 1000000000,
                    ns % 1000000000);
}

char *phases_text(const struct phases *phases, char *to)
{
    size_t used = 0;

    *to = '\0';
    for (int i = 0; i < phases->count; i++) {
        const struct phase *phase = &phases->items[i];
        used += (size_t)snprintf(to + used, PHASES_TEXT - used, "%s%s", i ? ";" : "", phase->name);
        used += (size_t)put_seconds(to + used, PHASES_TEXT - used, "=", phase->seconds);
        if (isfinite(phase->held_s))
            used += (size_t)put_seconds(to + used, PHASES_TEXT - used, "/", phase->held_s);
    }
    return to;
}

/* A number of seconds as it stands in a piece of the text. */
static int take_seconds(const char *text, double *seconds)
{
    char padded[64 + CSVFILE_CELL_PAD] = "";                   /* as number_real() wants it */
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0); /* glibc keeps it ready */
    int result = -1;

    if (strlen(text) < 64) {
        memcpy(padded, text, strlen(text) + 1);
        result = number_real(padded, plain, seconds);
    }
    freelocale(plain);
    /* What no clock shows would overflow when it is written again: 30 years. */
    return result == 0 && fabs(*seconds) < 1e9 ? 0 : -1;
}

static int take_phase(struct phases *phases, char *piece, struct error *e)
{
    char *seconds = strchr(piece, '='), *held = seconds ? strchr(seconds, '/') : NULL;

    if (!seconds)
        return -1;
    *seconds++ = '\0';
    if (held)
        *held++ = '\0';
    if (phases_name(phases, piece, e) < 0)
        return -1;
    struct phase *phase = &phases->items[phases->count - 1];
    if (take_seconds(seconds, &phase->seconds) < 0 || (held && take_seconds(held, &phase->held_s) < 0))
        return -1;
    return 0;
}

int phases_parse(struct phases *phases, const char *text, struct error *e)
{
    struct text_list pieces = {0};
    struct error why;
    char shown[64];
    int result = 0;

    *phases = (struct phases){0};
    text_split(&pieces, text, ";");
    for (size_t i = 0; i < pieces.count && result == 0; i++)
        result = take_phase(phases, pieces.items[i], &why);
    if (result < 0) {
        *phases = (struct phases){0};
        error_set(e, "'%s' is not NAME=SECONDS/SECONDS;...", csvfile_shown(text, shown, sizeof shown));
    }
    text_list_free(&pieces);
    return result;
}

int phases_add(struct phases *sum, const struct phases *more)
{
    if (!sum->count)
        *sum = *more;
    else if (sum->count != more->count)
        return -1;
    else {
        for (int i = 0; i < sum->count; i++)
            if (strcmp(sum->items[i].name, more->items[i].name) != 0)
                return -1;
        for (int i = 0; i < sum->count; i++) {
            sum->items[i].seconds += more->items[i].seconds;
            sum->items[i].held_s += more->items[i].held_s;
        }
    }
    return 0;
}

double phases_seconds(const struct phases *phases)
{
    double seconds = 0;

    for (int i = 0; i < phases->count; i++)
        seconds += phases->items[i].seconds;
    return seconds;
}
