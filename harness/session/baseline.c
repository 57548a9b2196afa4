#include "session/baseline.h"

#include "base/paths.h"
#include "session/store.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "results/baselines"

static const char *const files[] = {"samples.csv", "environment.csv", "suite.cfg"};
#define FILE_COUNT (sizeof files / sizeof *files)

static int copy(FILE *to, void *from)
{
    char bytes[65536];
    size_t length;

    while ((length = fread(bytes, 1, sizeof bytes, from)) > 0)
        if (fwrite(bytes, 1, length, to) != length)
            return -1;
    return ferror((FILE *)from) ? -1 : 0;
}

static int copy_files(const char *from, const char *to, struct error *e)
{
    for (size_t i = 0; i < FILE_COUNT; i++) {
        char *path = text_format("%s/%s", from, files[i]);
        FILE *file = fopen(path, "re");
        int result = file ? store_write_file(to, files[i], copy, file, e)
                          : error_set(e, "%s: %s; a baseline is a complete run", path, strerror(errno));
        if (file)
            fclose(file);
        free(path);
        if (result < 0)
            return -1;
    }
    return 0;
}

/* Of ours only: what else somebody put there stays, and the folder with it. */
static void remove_folder(const char *folder)
{
    for (size_t i = 0; i < FILE_COUNT; i++) {
        char *path = text_format("%s/%s", folder, files[i]);
        unlink(path);
        free(path);
    }
    rmdir(folder);
}

int baseline_save(const char *folder, const char *name, struct error *e)
{
    char *new = text_format(FOLDER "/.%s.new", name), *old = text_format(FOLDER "/.%s.old", name);
    char *final = text_format(FOLDER "/%s", name);
    int result = -1;

    if (!text_is_name(name)) {
        error_set(e, "'%s' cannot name a baseline; use letters, digits and . _ + -", name);
        goto out;
    }
    if (paths_make_folder(new, e) < 0 || copy_files(folder, new, e) < 0) {
        remove_folder(new);
        goto out;
    }
    remove_folder(old); /* of a replacement that was cut off */
    if ((rename(final, old) < 0 && errno != ENOENT) || rename(new, final) < 0) {
        error_set(e, "%s: %s", final, strerror(errno));
        goto out;
    }
    remove_folder(old);
    result = 0;
out:
    free(new);
    free(old);
    free(final);
    return result;
}

char *baseline_folder(const char *name)
{
    char *folder = text_format(FOLDER "/%s", name), *samples = text_format("%s/samples.csv", folder);

    if (!text_is_name(name) || access(samples, R_OK) < 0) {
        free(folder);
        folder = NULL;
    }
    free(samples);
    return folder;
}

void baseline_list(struct text_list *names)
{
    struct dirent **entries;
    int count = scandir(FOLDER, &entries, NULL, alphasort);

    for (int i = 0; i < count; i++) {
        char *folder = entries[i]->d_name[0] == '.' ? NULL : baseline_folder(entries[i]->d_name);
        if (folder)
            text_list_add(names, entries[i]->d_name);
        free(folder);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}
