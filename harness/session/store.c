#include "session/store.h"

#include "base/clock.h"
#include "base/paths.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PARTIAL  "samples.csv.partial"
#define COMPLETE "samples.csv"

static int fail_on(const char *folder, const char *file, struct error *e)
{
    return error_set_status(e, EXIT_CELL_FAILED, "%s/%s: %s%s", folder, file, strerror(errno),
                            errno == ENOSPC ? "; what was measured so far is kept" : "");
}

/* Whole or not at all: a part that went in before the disk was full is cut off again. */
static int write_whole(struct store *store, const char *bytes, size_t length, struct error *e)
{
    off_t end = lseek(store->fd, 0, SEEK_END);

    for (size_t done = 0; done < length;) {
        ssize_t written = write(store->fd, bytes + done, length - done);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            fail_on(store->folder, PARTIAL, e);
            if (ftruncate(store->fd, end) < 0)
                error_prefix(e, "a row was cut in the middle");
            return -1;
        }
        done += (size_t)written;
    }
    return 0;
}

static int flush_row(struct store *store, struct error *e)
{
    if (fflush(store->row) == EOF)
        return error_set(e, "out of memory for a row");
    int result = write_whole(store, store->text, store->length, e);
    rewind(store->row);
    return result;
}

static int open_row(struct store *store, struct error *e)
{
    store->row = open_memstream(&store->text, &store->length);
    return store->row ? 0 : error_set(e, "out of memory");
}

/* Shells put slashes behind a folder; they are no part of its name. */
static void name_run(struct store *store, const char *folder)
{
    size_t length = strlen(folder);

    while (length > 1 && folder[length - 1] == '/')
        length--;
    store->folder = text_format("%.*s", (int)length, folder);
    const char *slash = strrchr(store->folder, '/');
    store->run = text_format("%s", slash && slash[1] ? slash + 1 : store->folder);
}

/* Two that write into one folder would each finish the other's work, and spoil it. */
static int lock_folder(struct store *store, struct error *e)
{
    store->lock = open(store->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (store->lock < 0)
        return error_set(e, errno == ENOENT ? "%s: no run to resume here" : "%s: cannot be opened",
                         store->folder);
    if (flock(store->lock, LOCK_EX | LOCK_NB) < 0)
        return error_set(e, "%s: another gilscale is writing there", store->folder);
    return 0;
}

int store_dated_folder(char **folder, const char *base, const char *suite, struct error *e)
{
    char stamp[32];
    time_t now = time(NULL);
    struct tm local;

    if (paths_make_folder(base, e) < 0)
        return -1;
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H-%M-%S", localtime_r(&now, &local));
    for (int i = 0; i < 100; i++) {
        char *path = i ? text_format("%s/%s-%s-%d", base, stamp, suite, i + 1)
                       : text_format("%s/%s-%s", base, stamp, suite);
        if (mkdir(path, 0777) == 0) {
            *folder = path;
            return 0;
        }
        int code = errno;
        error_set(e, "cannot make the folder %s: %s", path, strerror(code));
        free(path);
        if (code != EEXIST)
            return -1;
    }
    return -1;
}

int store_create(struct store *store, const char *base, const char *suite, const char *folder,
                 struct error *e)
{
    char *made = NULL;
    int result = -1;

    *store = (struct store){.fd = -1, .lock = -1};
    if (folder ? paths_make_folder(folder, e) < 0 : store_dated_folder(&made, base, suite, e) < 0)
        return -1;
    name_run(store, folder ? folder : made);
    if (lock_folder(store, e) < 0) {
        free(made);
        return -1;
    }
    char *complete = text_format("%s/" COMPLETE, store->folder),
         *partial = text_format("%s/" PARTIAL, store->folder);
    if (access(complete, F_OK) == 0) {
        error_set(e, "%s is there already; choose another --output", complete);
        goto out;
    }
    store->fd = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_APPEND, 0666);
    if (store->fd < 0) {
        if (errno == EEXIST)
            error_set(
                e, "%s is there already; go on with `gilscale run --resume %s`, or choose another --output",
                partial, store->folder);
        else
            fail_on(store->folder, PARTIAL, e);
        goto out;
    }
    if (open_row(store, e) < 0 || sample_write_header(store->row) < 0 || flush_row(store, e) < 0)
        goto out;
    result = 0;
out:
    free(complete);
    free(partial);
    free(made);
    return result;
}

/* Two passes over what is there: which positions of the schedule ended, then a copy of their rows only. */
struct ended {
    void *positions; /* a tree of "block/order" */
    sample_on_row on_end;
    void *context;
    struct store *copy;
};

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static char *position_of(const struct sample *row)
{
    return text_format("%lld/%lld", (long long)row->block, (long long)row->order);
}

static int note_end(void *context, const struct sample *row, size_t line, struct error *e)
{
    struct ended *ended = context;

    if (strcmp(row->phase, "end") != 0)
        return 0;
    char *position = position_of(row);
    char **kept = tsearch(position, &ended->positions, by_text);
    if (!kept || *kept != position)
        free(position);
    return ended->on_end(ended->context, row, line, e);
}

static int copy_ended(void *context, const struct sample *row, size_t line, struct error *e)
{
    struct ended *ended = context;
    char *position = position_of(row);
    bool keep = tfind(position, &ended->positions, by_text) != NULL;

    (void)line;
    free(position);
    return keep ? store_append(ended->copy, row, e) : 0;
}

int store_resume(struct store *store, const char *folder, sample_on_row on_end, void *context,
                 struct error *e)
{
    struct ended ended = {.on_end = on_end, .context = context, .copy = store};
    char *old = text_format("%s/" PARTIAL, folder), *new = text_format("%s/" PARTIAL ".new", folder);
    int result = -1;

    *store = (struct store){.fd = -1, .lock = -1};
    name_run(store, folder);
    if (lock_folder(store, e) < 0)
        goto out;
    if (access(old, F_OK) < 0) {
        char *complete = text_format("%s/" COMPLETE, folder);
        error_set(e,
                  access(complete, F_OK) == 0 ? "%s: this run is complete; nothing to resume"
                                              : "%s: no run to resume here",
                  folder);
        free(complete);
        goto out;
    }
    if (sample_read_file(old, true, note_end, &ended, e) < 0)
        goto out;
    store->fd = open(new, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_APPEND, 0666);
    if (store->fd < 0) {
        fail_on(folder, PARTIAL ".new", e);
        goto out;
    }
    if (open_row(store, e) < 0 || sample_write_header(store->row) < 0 || flush_row(store, e) < 0 ||
        sample_read_file(old, true, copy_ended, &ended, e) < 0)
        goto out;
    fdatasync(store->fd);
    if (rename(new, old) < 0) {
        fail_on(folder, PARTIAL, e);
        goto out;
    }
    result = 0;
out:
    if (result < 0 && store->fd >= 0)
        unlink(new);
    if (ended.positions)
        tdestroy(ended.positions, free);
    free(old);
    free(new);
    return result;
}

int store_append(struct store *store, const struct sample *row, struct error *e)
{
    if (sample_write(store->row, row) < 0)
        return error_set(e, "out of memory for a row");
    return flush_row(store, e);
}

void store_sync(struct store *store)
{
    const int64_t every_ns = 2000000000;
    int64_t now_ns = clock_now_ns();

    if (now_ns - store->synced_ns < every_ns)
        return;
    fdatasync(store->fd);
    store->synced_ns = now_ns;
}

void store_log(struct store *store, const char *heading, const char *text)
{
    char *path = text_format("%s/runner.log", store->folder);
    FILE *file = fopen(path, "ae");
    if (file) {
        fprintf(file, "== %s\n%s%s", heading, text, *text && text[strlen(text) - 1] != '\n' ? "\n" : "");
        fclose(file);
    }
    free(path);
}

int store_finish(struct store *store, struct error *e)
{
    char *from = text_format("%s/" PARTIAL, store->folder), *to = text_format("%s/" COMPLETE, store->folder);
    int result = 0;

    if (fsync(store->fd) < 0 || rename(from, to) < 0)
        result = fail_on(store->folder, COMPLETE, e);
    free(from);
    free(to);
    return result;
}

void store_close(struct store *store)
{
    if (store->fd >= 0)
        close(store->fd);
    if (store->lock >= 0)
        close(store->lock);
    if (store->row)
        fclose(store->row);
    free(store->text);
    free(store->folder);
    free(store->run);
    *store = (struct store){.fd = -1, .lock = -1};
}

int store_find_samples(const char *folder, char **path, bool *partial, struct error *e)
{
    *path = text_format("%s/" COMPLETE, folder);
    *partial = false;
    if (access(*path, R_OK) == 0)
        return 0;
    free(*path);
    *path = text_format("%s/" PARTIAL, folder);
    *partial = true;
    if (access(*path, R_OK) == 0)
        return 0;
    free(*path);
    *path = NULL;
    return error_set(e, "%s: no samples.csv here; name a folder that `gilscale run` left", folder);
}

int store_write_file(const char *folder, const char *name, store_writer write, void *context, struct error *e)
{
    char *temporary = text_format("%s/%s.new", folder, name), *final = text_format("%s/%s", folder, name);
    FILE *file = fopen(temporary, "we");
    int result = file ? 0 : -1;

    if (file) {
        result = write(file, context);
        if (fflush(file) == EOF || ferror(file) || fsync(fileno(file)) < 0)
            result = -1;
        if (fclose(file) == EOF)
            result = -1;
        if (result == 0)
            result = rename(temporary, final);
    }
    if (result < 0) {
        fail_on(folder, name, e);
        unlink(temporary);
    }
    free(temporary);
    free(final);
    return result;
}
