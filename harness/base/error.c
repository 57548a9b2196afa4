#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Formats aside and then copies, because the arguments may point into the text that they replace:
 * error_set(e, "...: %s", e->text). */
static void replace_text(struct error *e, const char *format, va_list arguments)
{
    char text[sizeof e->text] = "";

    vsnprintf(text, sizeof text, format, arguments);
    memcpy(e->text, text, sizeof text);
}

int error_set(struct error *e, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    replace_text(e, format, arguments);
    va_end(arguments);
    e->status = EXIT_USAGE;
    return -1;
}

int error_set_status(struct error *e, enum exit_status status, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    replace_text(e, format, arguments);
    va_end(arguments);
    e->status = status;
    return -1;
}

int error_prefix(struct error *e, const char *format, ...)
{
    char rest[sizeof e->text];
    va_list arguments;

    memcpy(rest, e->text, sizeof rest);
    va_start(arguments, format);
    replace_text(e, format, arguments);
    va_end(arguments);
    strncat(e->text, ": ", sizeof e->text - strlen(e->text) - 1);
    strncat(e->text, rest, sizeof e->text - strlen(e->text) - 1);
    return -1;
}
