/* json.h - values for JSON as all our JSON has them: what is not known is null, and text is valid UTF-8 whatever came from a file.
 *
 * Every function gives a new reference away; NULL only without memory, which json_pack() and the _new() functions pass on.
 */
#ifndef GILSCALE_JSON_H
#define GILSCALE_JSON_H

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"
#include "base/text.h"

json_t *json_text(const char *text); /* NULL is null */
json_t *json_number(double number);  /* NAN and infinities are null */
json_t *json_size(size_t number);
/* Sentences with SHOWN_DATA (shown.h), which is put in quotes. */
json_t *json_sentences(const struct text_list *list);

/* As ASCII and indented; drops the reference, which may be NULL. -1 when it cannot be written. */
int json_print(json_t *json, FILE *to, struct error *e);

#endif
