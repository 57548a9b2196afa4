#include "cli/results_words.h"

#include <math.h>
#include <stdlib.h>

#include "base/text.h"

char *words_none(void)
{
    return text_format("%s", "");
}

char *words_rate(double rate)
{
    char text[32];
    return text_format("%s", isfinite(rate) ? text_from_rate(rate, text, sizeof text) : "");
}

char *words_time(double seconds)
{
    char text[32];
    return isfinite(seconds) ? text_format("%s", text_from_ns(llround(seconds * 1e9), text, sizeof text))
                             : words_none();
}

/* "8 %": how far the farther end of the interval lies from the middle. */
char *words_reach(const struct interval *interval)
{
    if (!isfinite(interval->low) || !(interval->middle > 0))
        return words_none();
    double below = 1 - interval->low / interval->middle, above = interval->high / interval->middle - 1,
           most = 100 * fmax(below, above);
    return text_format(most < 9.95 ? "%.1f %%" : "%.0f %%", most);
}

/* "1.1 ms to 1.3 ms" */
char *words_ends(const struct interval *interval, char *(*words)(double value))
{
    if (!isfinite(interval->low))
        return words_none();
    char *low = words(interval->low), *high = words(interval->high);
    char *text = text_format("%s to %s", low, high);
    free(low);
    free(high);
    return text;
}

/* "1.2 ms (1.1 ms to 1.3 ms)", or with its reach: "1.2 ms +-8 %" */
char *words_interval(const struct interval *interval, char *(*words)(double value), bool in_full)
{
    if (!isfinite(interval->middle))
        return words_none();
    char *middle = words(interval->middle),
         *range = in_full ? words_ends(interval, words) : words_reach(interval);
    char *text = !*range   ? text_format("%s", middle)
                 : in_full ? text_format("%s (%s)", middle, range)
                           : text_format("%s +-%s", middle, range);
    free(middle);
    free(range);
    return text;
}

char *words_ratio(double ratio)
{
    return text_format("%.2f", ratio);
}

char *words_share(double share)
{
    if (!isfinite(share))
        return words_none();
    double percent = 100 * share;
    return percent >= 9.95 || percent < .05 ? text_format("%.0f %%", percent)
                                            : text_format("%.1f %%", percent);
}
