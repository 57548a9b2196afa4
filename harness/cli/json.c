#include "cli/json.h"

#include "base/shown.h"

#include <math.h>
#include <stdlib.h>

json_t *json_text(const char *text)
{
    char *valid = text ? shown_valid(text) : NULL;
    json_t *json = valid ? json_string(valid) : json_null();

    free(valid);
    return json;
}

json_t *json_number(double number)
{
    return isfinite(number) ? json_real(number) : json_null();
}

json_t *json_size(size_t number)
{
    return json_integer((json_int_t)number);
}

json_t *json_sentences(const struct text_list *list)
{
    json_t *array = json_array();

    for (size_t i = 0; i < list->count; i++) {
        char *sentence = shown_sentence(list->items[i], false);
        json_array_append_new(array, json_text(sentence));
        free(sentence);
    }
    return array;
}

int json_print(json_t *json, FILE *to, struct error *e)
{
    /* ASCII: no control character of a name reaches a terminal. Fifteen digits, so that .03 stays .03. */
    int result =
        json && json_dumpf(json, to, JSON_INDENT(2) | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(15)) == 0 &&
                putc('\n', to) != EOF
            ? 0
            : error_set_status(e, EXIT_CELL_FAILED, "the JSON cannot be written");

    json_decref(json);
    return result;
}
