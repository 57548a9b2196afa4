/* lists.h - a list of texts against what it should be. */
#ifndef GILSCALE_LISTS_H
#define GILSCALE_LISTS_H

#include <string.h>

#include "base/text.h"
#include "tests/unit.h"

/* The list as "a|b". */
static inline void assert_list(const struct text_list *list, const char *expected)
{
    char joined[2000] = "";

    for (size_t i = 0; i < list->count; i++) {
        strcat(joined, i ? "|" : "");
        strcat(joined, list->items[i]);
    }
    assert_string_equal(joined, expected);
}

#endif
