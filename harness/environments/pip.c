#include "environments/pip.h"

#include "base/shown.h"
#include "environments/pipreport.h"
#include "environments/requirement.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* For a slow line and a mirror that makes one wait; a wheel may have half a gigabyte. */
#define PATIENCE_NS INT64_C(3600000000000)

/* Not none: pip says nothing of a source that did not answer, but when it tries again. */
#define RETRIES "3"

/* What pip says of a source that does not answer; after any of these, "no matching distribution" means nothing. */
static const char *const lost[] = {
    "connection broken", "Could not fetch URL", "HTTP error",      "Max retries exceeded", "Connection to",
    "timed out",         "ReadTimeout",         "IncompleteRead",  "Server Error",         "Client Error",
    "SSLError",          "ProxyError",          "name resolution", "due to an OSError",    "No space left"};

/* The lines that pip marks as errors, without those that only lead up to one. The caller frees. */
static char *reason_of(const char *errors)
{
    struct text_list lines = {0};
    const char *first = NULL;

    text_split(&lines, errors, "\n");
    for (size_t i = 0; i < lines.count && !first; i++) {
        const char *line = lines.items[i];
        if (strncmp(line, "ERROR: ", 7) == 0 && strncmp(line + 7, "Could not find a version", 24) != 0 &&
            strncmp(line + 7, "Ignored the following", 21) != 0)
            first = line + 7;
    }
    if (!first && lines.count)
        first = lines.items[lines.count - 1];
    char *reason = text_format("%.500s", first ? first : "pip does not say why");
    text_list_free(&lines);
    return reason;
}

static int unanswered(const char *why, struct error *e)
{
    char *plain = shown_plain(why, 300);

    error_set_status(
        e, EXIT_MISSING,
        "pip did not get what it needs from where it gets packages; see `pip config list`. It says: %s",
        plain);
    free(plain);
    return -1;
}

/* Of an answer that is no: is it one, or did pip's source not answer? */
static int judge(const char *errors, char **reason, struct error *e)
{
    if (strstr(errors, "DO NOT MATCH THE HASHES"))
        return error_set_status(
            e, EXIT_UNTRUSTED,
            "a wheel is not the one that was locked: its sha256 is another. It was replaced where pip gets "
            "it from, or on the way");
    for (size_t i = 0; i < sizeof lost / sizeof *lost; i++)
        if (strstr(errors, lost[i])) {
            char *why = reason_of(errors);
            unanswered(why, e);
            free(why);
            return -1;
        }
    *reason = reason_of(errors);
    return PIP_NO;
}

/* Runs pip with these words behind its own. */
static int run(const struct pip *pip, struct text_list *words, char **reason, struct error *e)
{
    const struct process_watcher watcher = {pip->stop_fd, pip->on_line, pip->on_tick, pip->context};
    char *errors = NULL;
    int code;

    int result = process_watch(text_list_argv(words), PATIENCE_NS, &watcher, &errors, &code, e);
    if (result < 0 && code > 0)
        result = judge(errors, reason, e);
    free(errors);
    return result;
}

static void add_words(struct text_list *words, const char *const *more)
{
    for (; *more; more++)
        text_list_add(words, *more);
}

/* `more` ends the command's name: "versions" of "index versions". */
static struct text_list begin(const struct pip *pip, const char *command, const char *more)
{
    struct text_list words = {0};

    add_words(&words, (const char *const[]){pip->python, "-I", "-m", "pip", "--disable-pip-version-check",
                                            "--no-input", "--retries", RETRIES, command, more, NULL});
    text_list_add(&words, "--only-binary=:all:");
    return words;
}

/* A file for pip, of lines that `write` writes. */
static int write_for_pip(const char *path, int (*write)(const struct lockfile *, FILE *),
                         const struct lockfile *lock, struct error *e)
{
    FILE *file = fopen(path, "we");
    int result = file ? write(lock, file) : -1;

    if (file && fclose(file) == EOF)
        result = -1;
    return result < 0 ? error_set_status(e, EXIT_CELL_FAILED, "%s: %s", path, strerror(errno)) : 0;
}

static int write_constraints(const struct lockfile *lock, FILE *to)
{
    for (size_t i = 0; i < lock->package_count; i++)
        fprintf(to, "%s==%s\n", lock->packages[i].name, lock->packages[i].version);
    return ferror(to) ? -1 : 0;
}

int pip_resolve(const struct pip *pip, const struct text_list *wanted, const struct lockfile *like,
                struct lockfile *found, char **reason, struct error *e)
{
    char *report = text_format("%s/report.json", pip->folder),
         *file = text_format("%s/like.txt", pip->folder);
    struct text_list words = begin(pip, "install", NULL);
    int result = -1;

    add_words(&words, (const char *const[]){"--dry-run", "--ignore-installed", "--progress-bar", "off",
                                            "--report", report, like ? "--constraint" : NULL, file, NULL});
    if (like && write_for_pip(file, write_constraints, like, e) < 0)
        goto out;
    for (size_t i = 0; i < wanted->count; i++)
        text_list_add(&words, wanted->items[i]);
    unlink(report);
    result = run(pip, &words, reason, e);
    if (result == PIP_YES)
        result = pipreport_read(found, report, e);
out:
    unlink(report);
    unlink(file);
    text_list_free(&words);
    free(report);
    free(file);
    return result;
}

/* "numpy (2.4.6)": the first line of its answer, after what it says of its sources. */
struct newest {
    char *name; /* the one asked for */
    char *version;
    char *lost; /* what pip says of a source that did not answer; "no such page" is an answer */
    const struct pip *pip;
};

static void take_version(void *context, const char *line)
{
    struct newest *newest = context;
    const char *open = strstr(line, " ("), *close = open ? strchr(open, ')') : NULL;
    char *name, *version;

    if (!newest->lost && strstr(line, "Could not fetch URL") && !strstr(line, "404 Client Error"))
        newest->lost = text_format("%s", line);
    if (newest->version || !close)
        return;
    name = text_format("%.*s", (int)(open - line), line);
    version = text_format("%.*s", (int)(close - open - 2), open + 2);
    if (requirement_is_name(name) && requirement_is_version(version)) {
        char *normal = requirement_name(name);
        if (strcmp(normal, newest->name) == 0) {
            newest->version = version;
            version = NULL;
        }
        free(normal);
    }
    free(name);
    free(version);
}

static void pass_tick(void *context)
{
    const struct newest *newest = context;
    newest->pip->on_tick(newest->pip->context);
}

int pip_newest(const struct pip *pip, const char *name, const char *abi, char **version, struct error *e)
{
    struct text_list words = begin(pip, "index", "versions");
    struct newest newest = {requirement_name(name), NULL, NULL, pip};
    struct pip asking = *pip;
    char *reason = NULL;

    asking.on_line = take_version;
    asking.on_tick = pass_tick;
    asking.context = &newest;
    if (abi)
        add_words(&words, (const char *const[]){"--abi", abi, NULL});
    text_list_add(&words, newest.name);
    text_list_add(&words, "-vv"); /* it keeps to itself otherwise what it could not fetch */
    int result = run(&asking, &words, &reason, e);
    if (result == PIP_NO && newest.lost)
        result = unanswered(newest.lost, e);
    if (result == PIP_YES && !newest.version)
        result = error_set(e, "pip does not say what the newest release of %s is", name);
    *version = newest.version;
    if (result != PIP_YES) {
        free(newest.version);
        *version = NULL;
    }
    free(reason);
    free(newest.name);
    free(newest.lost);
    text_list_free(&words);
    return result;
}

int pip_install(const struct pip *pip, const struct lockfile *lock, bool dry, char **reason, struct error *e)
{
    char *file = text_format("%s/wheels.txt", pip->folder);
    struct text_list words = begin(pip, "install", NULL);
    int result = write_for_pip(file, lockfile_write_requirements, lock, e);

    add_words(&words, (const char *const[]){"--no-deps", "--require-hashes", "--no-user", "--progress-bar",
                                            "off", "-r", file, dry ? "--dry-run" : NULL, NULL});
    if (result == 0)
        result = run(pip, &words, reason, e);
    unlink(file);
    text_list_free(&words);
    free(file);
    return result;
}
