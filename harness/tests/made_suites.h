/* made_suites.h - suites in files, and the workloads that they name, for the tests of reading and of writing them. */
#ifndef GILSCALE_MADE_SUITES_H
#define GILSCALE_MADE_SUITES_H

#include "suite/suite.h"
#include "tests/files.h"
#include "tests/unit.h"

static struct catalog catalog;

/* Two workloads for the suites to name: fib, and spin in C. */
static inline int make_catalog(void **state)
{
    struct error e;

    if (fake_root_make(state) != 0)
        return -1;
    fake_root_write(*state, "/workloads/python/fib.py", "x = 1\n");
    fake_root_write(*state, "/workloads/native/spin.c", "int x;\n");
    return catalog_scan(&catalog, ((struct fake_root *)*state)->path, &e);
}

static inline int remove_catalog(void **state)
{
    catalog_free(&catalog);
    return fake_root_remove(state);
}

/* Reads `text` as the file s.cfg. */
static inline int read_text(const struct fake_root *root, const char *text, struct suite *suite,
                            struct error *e)
{
    char *path = file_path(root, "/s.cfg");

    fake_root_write(root, "/s.cfg", text);
    *e = (struct error){0};
    *suite = suite_default("s");
    int result = suite_read(suite, path, &catalog, e);
    free(path);
    return result;
}

static inline struct suite suite_of(const struct fake_root *root, const char *text)
{
    struct suite suite;
    struct error e;

    if (read_text(root, text, &suite, &e) != 0)
        fail_msg("refused: %s", e.text);
    return suite;
}

#define WITH_WORKLOADS(test) cmocka_unit_test_setup_teardown(test, make_catalog, remove_catalog)

#endif
