/* env_make.c - the environments of `gilscale env create`, made one after the other before somebody who watches. */
#include "cli/env_create.h"

#include "base/clock.h"
#include "base/shown.h"
#include "environments/environments.h"
#include "environments/requirement.h"

#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define PLAIN_EVERY_NS INT64_C(30000000000)

/* "3.13.15t": what an environment's name begins with. The caller frees. */
static char *version_tag(const struct build *build)
{
    return text_format("%s%s%s", build->version, build->ft ? "t" : "", build->debug ? "d" : "");
}

/* The caller frees. */
static char *name_for(const struct creating *c, const struct build *build)
{
    const struct env_options *options = c->options;
    char *tag = version_tag(build), *name = text_format("%s", tag);

    if (options->name || c->locks.count) {
        free(name);
        name = text_format("%s+%s", tag, options->name ? options->name : c->locks.name);
    } else
        for (size_t i = 0; i < options->wanted.count; i++) {
            char *package = requirement_name(options->wanted.items[i]),
                 *longer = text_format("%s+%s", name, package);
            free(name);
            free(package);
            name = longer;
        }
    free(tag);
    return name;
}

static void show_now(struct creating *c)
{
    char took[32], *line;

    text_from_ns(clock_now_ns() - c->began_ns, took, sizeof took);
    line = text_format("%s: %s, %s", c->now, took, c->line ? c->line : "");
    if (c->progress.live)
        progress_show(&c->progress, line);
    else if (clock_now_ns() - c->told_ns >= PLAIN_EVERY_NS) {
        c->told_ns = clock_now_ns();
        progress_say(&c->progress, false, "%s", line);
    }
    free(line);
}

static void on_line(void *context, const char *line)
{
    struct creating *c = context;

    free(c->line);
    c->line = shown_plain(line + strspn(line, " "), 100);
    show_now(c);
}

static void on_tick(void *context)
{
    show_now(context);
}

void env_on_wait(void *context)
{
    struct creating *c = context;
    progress_say(&c->progress, true,
                 "gilscale: another gilscale is making or removing environments; waiting for it");
}

/* What is there, and what is not. */
static void tell(struct creating *c, const struct lockfile *made, const struct lockfile *exact)
{
    char took[32];
    size_t same = 0, both = 0;

    for (size_t i = 0; i < made->package_count; i++) {
        const struct locked *other = lockfile_find(&c->like, made->packages[i].name);
        both += other != NULL;
        same += other && strcmp(other->version, made->packages[i].version) == 0;
    }
    progress_clear(&c->progress);
    if (!c->options->quiet) {
        printf("%s: %zu packages in %s", c->now, made->package_count,
               text_from_ns(clock_now_ns() - c->began_ns, took, sizeof took));
        if (both)
            printf("; %zu of %zu that are in %s too are the same release", same, both, c->like.environment);
        putchar('\n');
    }
    for (size_t i = 0; i < made->refused_count; i++)
        printf("  not there: %s: %s\n", made->refused[i].name, made->refused[i].reason);
    for (size_t i = 0; i < made->older_count && !c->options->quiet; i++)
        printf("  older than could be: %s %s, while %s has a wheel\n", made->older[i].name,
               lockfile_find(made, made->older[i].name) ? lockfile_find(made, made->older[i].name)->version
                                                        : "?",
               made->older[i].newest);
    if (made->refused_count > (exact ? exact->refused_count : 0))
        c->incomplete = true;
    fflush(stdout);
}

/* The same as the lock says, and still what it was made as? Then there is nothing to do. */
static bool is_there(const struct creating *c, const char *name, const struct lockfile *exact)
{
    struct environment one;
    struct error none;

    if (!exact || c->options->replace || environments_open(&one, name, c->paths.root, &none) < 0)
        return false;
    bool same = !one.problem && lockfile_same_packages(&one.lock, exact);
    environment_free(&one);
    return same;
}

/* The releases of the environment before, if it is of the same series: they are to be compared. */
static const struct lockfile *to_match(const struct creating *c, const struct build *build)
{
    const struct lockfile *like = &c->like;
    bool same_series =
        like->python && strncmp(like->python, build->version,
                                (size_t)(strrchr(build->version, '.') - build->version) + 1) == 0;

    return like->package_count && !c->options->newest && (c->options->match || same_series) ? like : NULL;
}

static int make_one(struct creating *c, const struct build *build, const char *name, struct error *e)
{
    char *abi = environments_abi(build), *platform = environments_platform(), *kinds = NULL;
    const struct lockfile *exact =
        c->options->from_lock && !c->options->fresh ? locks_find(&c->locks, abi, platform) : NULL;
    struct lockfile made = {0};
    int result = -1;

    c->now = name;
    c->began_ns = c->told_ns = clock_now_ns();
    if (c->options->from_lock && !c->options->fresh && !exact) {
        kinds = locks_kinds(&c->locks);
        error_set_status(e, EXIT_MISSING,
                         "the lock '%s' has nothing for %s on %s: it is for %s. With --fresh the same "
                         "packages are taken in the releases "
                         "that are newest for it now",
                         c->locks.name, abi, platform, kinds);
        goto out;
    }
    if (is_there(c, name, exact)) {
        progress_say(&c->progress, false, "%s is there already, as locked", name);
        result = 0;
        goto out;
    }
    const struct environment_request request = {
        .build = build,
        .name = name,
        .root = c->paths.root,
        .wanted = &c->options->wanted,
        .like = to_match(c, build),
        .exact = exact,
        .replace = c->options->replace,
        .stop_fd = c->signals.fd,
        .on_line = on_line,
        .on_tick = on_tick,
        .context = c,
    };
    progress_say(&c->progress, false, "making %s with %s", name, build->executable);
    result = environments_make(&request, &made, e);
    progress_clear(&c->progress);
    if (result < 0) {
        error_prefix(e, "%s", name);
        goto out;
    }
    tell(c, &made, exact);
    if (!c->options->match) {
        lockfile_free(&c->like);
        c->like = made;
        made = (struct lockfile){0};
    }
out:
    lockfile_free(&made);
    free(abi);
    free(platform);
    free(kinds);
    return result;
}

/* The signal of a person who wants to stop, or 0. */
static int signal_received(const struct creating *c)
{
    struct signalfd_siginfo info;

    return read(c->signals.fd, &info, sizeof info) == sizeof info ? (int)info.ssi_signo : 0;
}

int env_make_all(struct creating *c, int *exit_code, struct error *e)
{
    int result = 0, signal = 0;

    for (size_t i = 0; i < c->builds.count && result == 0 && !signal; i++) {
        char *name = name_for(c, &c->builds.items[i]);
        if (environments_check_name(name, e) < 0)
            result = error_prefix(e, "give a shorter --name");
        else
            result = make_one(c, &c->builds.items[i], name, e);
        signal = signal_received(c);
        if (signal)
            progress_say(&c->progress, true, "gilscale: stopped; %s %s", name,
                         result < 0 ? "was not made, and nothing of it is left" : "is there");
        free(name);
    }
    *exit_code = signal ? 128 + signal : c->incomplete ? EXIT_MISSING : EXIT_FINE;
    return signal ? 0 : result;
}
