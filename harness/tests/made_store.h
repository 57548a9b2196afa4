/* made_store.h - rows with something to get wrong in every cell, and folders that hold them, for the tests of the store. */
#ifndef GILSCALE_MADE_STORE_H
#define GILSCALE_MADE_STORE_H

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "session/store.h"
#include "tests/files.h"
#include "tests/unit.h"

#define HOSTILE "a,\"b\"\r\nc\t'd' \303\274 \\n; $(id) ,,"

/* A row with something to get wrong in every kind of cell. */
static inline struct sample make_row(int64_t block, int64_t order, const char *phase)
{
    struct sample row = sample_empty();

    row.run = "run-1";
    row.block = row.invocation = block;
    row.order = order;
    row.phase = phase;
    row.ops = INT64_MAX;
    row.start_ns = -1;
    row.ops_per_s = 0.1 + 1e-17 * (double)order;
    row.slowest_ops_per_s = 1.0 / 3;
    row.fastest_ops_per_s = 1e308;
    row.cpu_s = 4.9e-324;
    row.status = "ok";
    row.detail = HOSTILE;
    return row;
}

static inline void append(struct store *store, int64_t block, int64_t order, const char *phase)
{
    struct sample row = make_row(block, order, phase);
    struct error e = {0};

    if (store_append(store, &row, &e) != 0)
        fail_msg("%s", e.text);
}

static inline void append_invocation(struct store *store, int64_t block, int64_t order)
{
    append(store, block, order, "warmup");
    append(store, block, order, "measure");
    append(store, block, order, "end");
}

/* "folder/run", which the caller frees. */
static inline char *create(const struct fake_root *root, struct store *store)
{
    char *folder = file_path(root, "/run");
    struct error e = {0};

    if (store_create(store, NULL, NULL, folder, &e) != 0)
        fail_msg("%s", e.text);
    return folder;
}

static inline char *content(const char *folder, const char *name)
{
    char *path = text_format("%s/%s", folder, name), *text = file_read(path);

    free(path);
    return text;
}

struct rows {
    size_t count;
    char positions[1000]; /* "block/order " of each */
    const char *fail;
};

static inline int count_row(void *context, const struct sample *row, size_t line, struct error *e)
{
    struct rows *rows = context;

    (void)line;
    if (rows->fail)
        return error_set(e, "%s", rows->fail);
    rows->count++;
    snprintf(rows->positions + strlen(rows->positions), sizeof rows->positions - strlen(rows->positions),
             "%lld/%lld ", (long long)row->block, (long long)row->order);
    return 0;
}

/* A file of whole rows, strictly read. */
static inline void assert_rows(const char *folder, const char *name, size_t count)
{
    char *path = text_format("%s/%s", folder, name);
    struct rows rows = {0};
    struct error e = {0};

    if (sample_read_file(path, false, count_row, &rows, &e) != 0)
        fail_msg("%s", e.text);
    assert_int_equal(rows.count, count);
    free(path);
}

static inline void assert_resume_refused(const char *folder, const char *because)
{
    struct store store;
    struct rows ended = {0};
    struct error e = {0};

    assert_int_equal(store_resume(&store, folder, count_row, &ended, &e), -1);
    if (!strstr(e.text, because))
        fail_msg("expected '%s' in: %s", because, e.text);
    store_close(&store);
}

/* No file may grow beyond `bytes`, as on a full disk; SIZE_MAX takes the limit away. */
static inline void limit_files(size_t bytes)
{
    struct rlimit limit;

    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = bytes == SIZE_MAX ? limit.rlim_max : (rlim_t)bytes;
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        abort();
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, fake_root_make, fake_root_remove)

#endif
