/* fuzz_suite.c - any bytes as a suite file, for libFuzzer (`make fuzz`) or for a replay of the corpus (`make fuzz-replay`).
 *
 * A suite is taken or refused with a sentence; libconfig never ends the process; what was taken and is written is taken again and is
 * written the same. Beside the suite lie a file, a folder and a pipe, as what it may include.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "suite/suite.h"
#include "tests/files.h"
#include "tests/fuzz.h"

const char fuzz_corpus[] = "suites";

/* libconfig 1.5 loses the string that a syntax error stands behind; a command that ends with that error does not mind. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libconfig.so";
}

const char *__lsan_default_options(void);
const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}

static struct fake_root *root;
static struct catalog catalog;

static void clean_up(void)
{
    void *state = root;
    catalog_free(&catalog);
    fake_root_remove(&state);
}

static void set_up(void)
{
    void *state = NULL;
    struct error e;

    if (fake_root_make(&state) != 0)
        abort();
    root = state;
    fake_root_write(root, "/workloads/python/fib.py", "x = 1\n");
    fake_root_write(root, "/workloads/native/spin.c", "int x;\n");
    fake_root_write(root, "/defaults.cfg", "threads = 1;\n@include \"deeper.cfg\"\n");
    fake_root_write(root, "/deeper.cfg", "windows = 5;\n");
    fake_root_write(root, "/folder/a.cfg", "");
    char *pipe = file_path(root, "/pipe");
    if (mkfifo(pipe, 0600) < 0 || catalog_scan(&catalog, root->path, &e) < 0)
        abort();
    free(pipe);
    atexit(clean_up);
}

/* The suite as it is written; NULL when it is refused. The caller frees. */
static char *read_and_write(const char *name, const void *bytes, size_t size)
{
    struct suite suite = suite_default("s");
    struct error e = {0};
    char *path = file_path(root, name), *text = NULL;
    size_t length;

    file_write_bytes(root, name, bytes, size);
    if (suite_read(&suite, path, &catalog, &e) == 0) {
        FILE *to = open_memstream(&text, &length);
        suite_write(&suite, to);
        fclose(to);
    } else if (!*e.text || e.status != EXIT_USAGE) {
        fprintf(stderr, "refused without a reason: '%s', exit code %d\n", e.text, (int)e.status);
        abort();
    }
    suite_free(&suite);
    free(path);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!root)
        set_up();
    char *first = read_and_write("/s.cfg", data, size);
    if (first) {
        char *again = read_and_write("/again.cfg", first, strlen(first));
        if (!again || strcmp(first, again) != 0) {
            fprintf(stderr, "another suite when it is read again:\n%s\n%s\n", first,
                    again ? again : "refused");
            abort();
        }
        free(again);
    }
    free(first);
    return 0;
}
