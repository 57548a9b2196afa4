#include "environments/pipreport.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* "" when it is not there or no string. */
static const char *string_at(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c | 0x20) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* The last part of a URL's path, which is quoted there ("%2B" in local versions). The caller frees. */
static char *file_of(const char *url)
{
    size_t length = strcspn(url, "?#");
    const char *slash = memrchr(url, '/', length);
    const char *from = slash ? slash + 1 : url;
    char *file = text_format("%.*s", (int)(url + length - from), from), *to = file;

    for (const char *at = file; *at; at++) {
        int high = *at == '%' ? hex_digit(at[1]) : -1, low = high >= 0 ? hex_digit(at[2]) : -1;
        bool quoted = low >= 0 && high + low > 0; /* "%00" stays as it is, and no wheel is called that */
        *to++ = quoted ? (char)(high * 16 + low) : *at;
        at += quoted ? 2 : 0;
    }
    *to = '\0';
    return file;
}

static int read_item(struct lockfile *lock, const json_t *item, struct error *e)
{
    const json_t *metadata = json_object_get(item, "metadata"),
                 *download = json_object_get(item, "download_info");
    const json_t *hashes = json_object_get(json_object_get(download, "archive_info"), "hashes");
    const char *name = string_at(metadata, "name"), *version = string_at(metadata, "version");
    const char *sha256 = string_at(hashes, "sha256");

    if (!*name)
        return error_set(e, "a package has no name");
    if (json_is_true(json_object_get(item, "is_direct")))
        return error_set(e, "%.100s comes from an address of its own, which nobody could repeat", name);
    if (!*sha256)
        return error_set(e, "%.100s has no sha256", name);
    char *wheel = file_of(string_at(download, "url"));
    int result = lockfile_add_package(lock, name, version, sha256, wheel, e);
    free(wheel);
    return result;
}

int pipreport_read(struct lockfile *lock, const char *path, struct error *e)
{
    json_error_t why;
    json_t *report = json_load_file(path, JSON_REJECT_DUPLICATES, &why);
    const json_t *items = json_object_get(report, "install"), *item;
    const char *pip = string_at(report, "pip_version");
    size_t index;
    int result = 0;

    if (!report)
        return error_set(e, "pip's report cannot be read: line %d: %s", why.line, why.text);
    if (strcmp(string_at(report, "version"), "1") != 0 || !json_is_array(items))
        result = error_set(e, "pip's report has a form that gilscale does not know ('%.40s')",
                           string_at(report, "version"));
    else if (!text_is_name(pip))
        result = error_set(e, "pip's report does not say pip's version");
    json_array_foreach(items, index, item)
    {
        if (result == 0 && read_item(lock, item, e) < 0)
            result = error_prefix(e, "pip's report");
    }
    if (result == 0) {
        free(lock->pip);
        lock->pip = text_format("%s", pip);
        lockfile_sort(lock);
    }
    json_decref(report);
    return result;
}
