#include "environments/lockfile.h"

#include "base/shown.h"
#include "environments/requirement.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MOST_PACKAGES 5000
#define MOST_REASON   600
#define MOST_BYTES    (4 * 1024 * 1024)

#define HEXADECIMAL "0123456789abcdef"
#define FORM                                                                                                 \
    "# What pip verifies: pip install --require-hashes --no-deps --only-binary=:all: -r FILE. Lines with "   \
    "#: are gilscale's.\n"

static bool is_sha256(const char *text)
{
    return strlen(text) == 64 && strspn(text, HEXADECIMAL) == 64;
}

/* "numpy-2.4.6-cp313-cp313t-manylinux_2_28_x86_64.whl" */
static bool is_wheel(const char *text)
{
    size_t length = strlen(text);
    return length > 4 && length <= 250 && strcmp(text + length - 4, ".whl") == 0 && text[0] != '.' &&
           strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+!-") == length;
}

const struct locked *lockfile_find(const struct lockfile *lock, const char *name)
{
    for (size_t i = 0; i < lock->package_count; i++)
        if (strcmp(lock->packages[i].name, name) == 0)
            return &lock->packages[i];
    return NULL;
}

int lockfile_add_package(struct lockfile *lock, const char *name, const char *version, const char *sha256,
                         const char *wheel, struct error *e)
{
    if (!requirement_is_name(name))
        return error_set(e, "'%.100s' is no package's name", name);
    if (!requirement_is_version(version))
        return error_set(e, "%.100s: '%.100s' is no version", name, version);
    if (!is_sha256(sha256))
        return error_set(e, "%.100s: '%.100s' is no sha256", name, sha256);
    if (!is_wheel(wheel))
        return error_set(e, "%.100s: '%.100s' is no wheel", name, wheel);
    if (lock->package_count == MOST_PACKAGES)
        return error_set(e, "more than %d packages", MOST_PACKAGES);

    char *normal = requirement_name(name);
    if (lockfile_find(lock, normal)) {
        error_set(e, "the package '%.100s' is there twice", normal);
        free(normal);
        return -1;
    }
    lock->packages = text_grow(lock->packages, lock->package_count + 1, sizeof *lock->packages);
    lock->packages[lock->package_count++] = (struct locked){
        normal, text_format("%s", version), text_format("%s", sha256), text_format("%s", wheel)};
    return 0;
}

/* Words with an address in them would name somebody's source of packages. */
static char *without_addresses(const char *reason)
{
    char *plain = shown_plain(reason, MOST_REASON), *clean = text_format("%s", "");

    for (char *rest = plain, *word; (word = strtok_r(rest, " ", &rest));) {
        char *longer = text_format("%s%s%s", clean, *clean ? " " : "", strstr(word, "://") ? "..." : word);
        free(clean);
        clean = longer;
    }
    free(plain);
    return clean;
}

void lockfile_add_refused(struct lockfile *lock, const char *name, const char *reason)
{
    lock->refused = text_grow(lock->refused, lock->refused_count + 1, sizeof *lock->refused);
    lock->refused[lock->refused_count++] =
        (struct refused){requirement_name(name), without_addresses(reason)};
}

void lockfile_add_older(struct lockfile *lock, const char *name, const char *newest)
{
    lock->older = text_grow(lock->older, lock->older_count + 1, sizeof *lock->older);
    lock->older[lock->older_count++] = (struct older){requirement_name(name), text_format("%s", newest)};
}

const char *lockfile_newest(const struct lockfile *lock, const char *name)
{
    for (size_t i = 0; i < lock->older_count; i++)
        if (strcmp(lock->older[i].name, name) == 0)
            return lock->older[i].newest;
    return NULL;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct locked *)a)->name, ((const struct locked *)b)->name);
}

void lockfile_sort(struct lockfile *lock)
{
    if (lock->package_count > 1)
        qsort(lock->packages, lock->package_count, sizeof *lock->packages, by_name);
}

bool lockfile_same_packages(const struct lockfile *a, const struct lockfile *b)
{
    for (size_t i = 0; i < a->package_count; i++) {
        const struct locked *other = lockfile_find(b, a->packages[i].name);
        if (!other || strcmp(other->version, a->packages[i].version) != 0 ||
            strcmp(other->sha256, a->packages[i].sha256) != 0)
            return false;
    }
    return a->package_count == b->package_count;
}

/* ---- reading */

static char **text_of(struct lockfile *lock, const char *key)
{
    return strcmp(key, "environment") == 0 ? &lock->environment
           : strcmp(key, "date") == 0      ? &lock->date
           : strcmp(key, "python") == 0    ? &lock->python
           : strcmp(key, "abi") == 0       ? &lock->abi
           : strcmp(key, "platform") == 0  ? &lock->platform
           : strcmp(key, "pip") == 0       ? &lock->pip
                                           : NULL;
}

/* "KEY VALUE" of a line with #: before it. `count` gets that of the packages. */
static int read_key(struct lockfile *lock, char *line, long *count, struct error *e)
{
    char *value = line + strcspn(line, " ");

    if (*value)
        *value++ = '\0';
    char **text = text_of(lock, line);
    if (text) {
        /* Words without blanks, all of them: they stand in tables, and the name becomes a folder's. */
        if (*text || !text_is_name(value))
            return error_set(e, *text ? "'%.60s' is there twice" : "'%.60s' is no value for it",
                             *text ? line : value);
        *text = text_format("%s", value);
        return 0;
    }
    if (strcmp(line, "packages") == 0)
        return *count >= 0 ? error_set(e, "'packages' is there twice")
                           : text_to_int(value, 0, MOST_PACKAGES, count, e);
    if (strcmp(line, "wanted") == 0) {
        size_t had = lock->wanted.count;
        if (requirement_split(&lock->wanted, value, e) < 0)
            return -1;
        return lock->wanted.count == had + 1 ? 0 : error_set(e, "expected one package");
    }
    bool older = strcmp(line, "older") == 0;
    if (older || strcmp(line, "refused") == 0) {
        char *name = value;
        value += strcspn(value, " ");
        if (*value)
            *value++ = '\0';
        if (!requirement_is_name(name) || !*value || (older && !requirement_is_version(value)))
            return error_set(e, "expected a package and %s",
                             older ? "the newest release" : "the reason why it is not there");
        if (older)
            lockfile_add_older(lock, name, value);
        else
            lockfile_add_refused(lock, name, value);
        return 0;
    }
    return error_set(e, "'%.60s' is nothing that a lock file says", line);
}

/* "numpy==2.4.6 --hash=sha256:0123... # numpy-2.4.6-....whl" */
static int read_package(struct lockfile *lock, char *line, struct error *e)
{
    static const char hash[] = "--hash=sha256:";
    char *words[5] = {0}, *rest = line;
    size_t count = 0;

    while (count < 5 && (words[count] = strtok_r(rest, " ", &rest)))
        count++;
    char *version = count == 4 ? strstr(words[0], "==") : NULL;
    if (!version || strncmp(words[1], hash, sizeof hash - 1) != 0 || strcmp(words[2], "#") != 0)
        return error_set(e, "expected NAME==VERSION --hash=sha256:DIGITS # WHEEL");
    *version = '\0';
    return lockfile_add_package(lock, words[0], version + 2, words[1] + sizeof hash - 1, words[3], e);
}

static int check_whole(const struct lockfile *lock, long count, struct error *e)
{
    if (!lock->environment || !lock->date || !lock->python || !lock->abi || !lock->platform || !lock->pip ||
        count < 0)
        return error_set(e,
                         "it does not say all of environment, date, python, abi, platform, pip and packages");
    if ((size_t)count != lock->package_count)
        return error_set(e, "it is cut off, or a line was added: it says %ld packages and has %zu", count,
                         lock->package_count);
    return 0;
}

int lockfile_read(struct lockfile *lock, const char *path, struct error *e)
{
    FILE *file = fopen(path, "re");
    char *line = NULL;
    size_t size = 0, number = 0;
    ssize_t length;
    struct stat status;
    long count = -1;
    int result = 0;

    *lock = (struct lockfile){0};
    if (!file)
        return error_set_status(e, EXIT_MISSING, "%s: %s", path, strerror(errno));
    if (fstat(fileno(file), &status) < 0 || !S_ISREG(status.st_mode) || status.st_size > MOST_BYTES) {
        fclose(file);
        return error_set(e, "%s: no lock file", path);
    }
    while (result == 0 && (length = getline(&line, &size, file)) >= 0) {
        number++;
        bool ended = length > 0 && line[length - 1] == '\n';
        if (ended)
            line[--length] = '\0';
        if (!ended)
            result = error_set(e, "it is cut off");
        else if (strlen(line) != (size_t)length || length > 2000)
            result = error_set(e, "not a line of text");
        else if (strncmp(line, "#: ", 3) == 0)
            result = read_key(lock, line + 3, &count, e);
        else if (*line && *line != '#')
            result = read_package(lock, line, e);
        if (result < 0)
            error_prefix(e, "%s:%zu", path, number);
    }
    if (result == 0 && ferror(file))
        result = error_set(e, "%s: %s", path, strerror(errno));
    if (result == 0 && (result = check_whole(lock, count, e)) < 0)
        error_prefix(e, "%s", path);
    free(line);
    fclose(file);
    if (result < 0)
        lockfile_free(lock);
    else
        lockfile_sort(lock);
    return result;
}

/* ---- writing */

int lockfile_write_requirements(const struct lockfile *lock, FILE *to)
{
    for (size_t i = 0; i < lock->package_count; i++)
        fprintf(to, "%s==%s --hash=sha256:%s # %s\n", lock->packages[i].name, lock->packages[i].version,
                lock->packages[i].sha256, lock->packages[i].wheel);
    return ferror(to) ? -1 : 0;
}

int lockfile_write(const struct lockfile *lock, FILE *to)
{
    fputs(FORM, to);
    fprintf(to, "#: environment %s\n#: date %s\n#: python %s\n#: abi %s\n#: platform %s\n#: pip %s\n",
            lock->environment, lock->date, lock->python, lock->abi, lock->platform, lock->pip);
    for (size_t i = 0; i < lock->wanted.count; i++)
        fprintf(to, "#: wanted %s\n", lock->wanted.items[i]);
    for (size_t i = 0; i < lock->refused_count; i++)
        fprintf(to, "#: refused %s %s\n", lock->refused[i].name, lock->refused[i].reason);
    for (size_t i = 0; i < lock->older_count; i++)
        fprintf(to, "#: older %s %s\n", lock->older[i].name, lock->older[i].newest);
    fprintf(to, "#: packages %zu\n", lock->package_count);
    return lockfile_write_requirements(lock, to);
}

void lockfile_free(struct lockfile *lock)
{
    char *texts[] = {lock->environment, lock->date, lock->python, lock->abi, lock->platform, lock->pip};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
    text_list_free(&lock->wanted);
    for (size_t i = 0; i < lock->package_count; i++) {
        free(lock->packages[i].name);
        free(lock->packages[i].version);
        free(lock->packages[i].sha256);
        free(lock->packages[i].wheel);
    }
    for (size_t i = 0; i < lock->refused_count; i++) {
        free(lock->refused[i].name);
        free(lock->refused[i].reason);
    }
    for (size_t i = 0; i < lock->older_count; i++) {
        free(lock->older[i].name);
        free(lock->older[i].newest);
    }
    free(lock->packages);
    free(lock->older);
    free(lock->refused);
    *lock = (struct lockfile){0};
}
