#include "environments/resolve.h"

#include "environments/requirement.h"

#include <stdlib.h>
#include <string.h>

struct resolving {
    const struct pip *pip;
    struct lockfile like; /* what is still asked to be the same release; borrowed strings */
    struct lockfile *found;
    struct text_list left; /* not refused so far */
    struct text_list
        newest; /* "NAME==VERSION" of the newest release with a wheel here, of those that were looked for */
};

static void clear_packages(struct lockfile *lock)
{
    struct lockfile packages = {.packages = lock->packages, .package_count = lock->package_count};

    lock->packages = NULL;
    lock->package_count = 0;
    lockfile_free(&packages);
}

static void say(const struct resolving *r, const char *doing, const char *what)
{
    char *line = text_format("%s %s", doing, what);
    r->pip->on_line(r->pip->context, line);
    free(line);
}

static const struct lockfile *constraints(const struct resolving *r)
{
    return r->like.package_count ? &r->like : NULL;
}

/* Together; what was found before is forgotten. */
static int try_all(struct resolving *r, const struct text_list *wanted, char **reason, struct error *e)
{
    clear_packages(r->found);
    return pip_resolve(r->pip, wanted, constraints(r), r->found, reason, e);
}

/* The ABI of the other kind of build: "cp313" for "cp313t", and the reverse. The caller frees. */
static char *other_abi(const char *abi)
{
    size_t length = strcspn(abi, "t");
    return abi[length] ? text_format("%.*s", (int)length, abi) : text_format("%st", abi);
}

/* Has it a wheel for this Python at all? PIP_NO with the reason. */
static int look_for_wheel(struct resolving *r, const char *name, char **reason, struct error *e)
{
    char *newest = NULL, *other = other_abi(r->found->abi);
    int result = pip_newest(r->pip, name, NULL, &newest, e);

    if (result == PIP_YES) {
        char *release = text_format("%s==%s", name, newest);
        text_list_add(&r->newest, release);
        free(release);
    }
    if (result == PIP_NO) {
        result = pip_newest(r->pip, name, other, &newest, e);
        if (result == PIP_YES)
            *reason = text_format("no release has a wheel for %s on %s; %s has one for %s", r->found->abi,
                                  r->found->platform, newest, other);
        else if (result == PIP_NO)
            *reason = text_format("pip finds no wheel of that name on %s, neither for %s nor for %s",
                                  r->found->platform, r->found->abi, other);
        result = result < 0 ? -1 : PIP_NO;
    }
    free(newest);
    free(other);
    return result;
}

/* The newest release with a wheel here, or NULL when that was not looked for. */
static const char *newest_of(const struct resolving *r, const char *name)
{
    size_t length = strlen(name);

    for (size_t i = 0; i < r->newest.count; i++)
        if (strncmp(r->newest.items[i], name, length) == 0 &&
            strncmp(r->newest.items[i] + length, "==", 2) == 0)
            return r->newest.items[i] + length + 2;
    return NULL;
}

/* Can the newest release be had alone? That answers at once, where pip would try all older ones as well, down to the first. PIP_NO when
 * the question does not arise. */
static int look_newest(struct resolving *r, const char *requirement, char **reason, struct error *e)
{
    char *name = requirement_name(requirement);
    const char *newest = newest_of(r, name);
    struct text_list one = {0};
    int result = PIP_NO;

    if (newest && !lockfile_find(&r->like, name)) {
        bool has_clause = strpbrk(requirement, "<>=!~") != NULL;
        char *pinned = text_format("%s%s==%s", requirement, has_clause ? "," : "", newest), *why = NULL;
        text_list_add(&one, pinned);
        result = try_all(r, &one, &why, e);
        if (result == PIP_NO)
            *reason =
                text_format("its newest release with a wheel for %s, %s, cannot be had, and no older one: %s",
                            r->found->abi, newest, why);
        free(why);
        free(pinned);
    }
    text_list_free(&one);
    free(name);
    return result;
}

/* Of a package that cannot be had in the release of `like`: what stands in the way is asked for no longer. `freely` is what comes when
 * nothing is asked for; NULL: only the package's own release gives way. */
static void loosen(struct resolving *r, const char *requirement, const struct lockfile *freely)
{
    char *name = requirement_name(requirement);
    size_t kept = 0;

    for (size_t i = 0; i < r->like.package_count; i++) {
        const struct locked *asked = &r->like.packages[i];
        const struct locked *chosen = freely ? lockfile_find(freely, asked->name) : NULL;
        if (freely ? !chosen || strcmp(chosen->version, asked->version) == 0 : strcmp(asked->name, name) != 0)
            r->like.packages[kept++] = *asked;
    }
    r->like.package_count = kept;
    free(name);
}

/* Can it be had alone? Where only the releases of `like` stand in the way, these give way, as few as possible. */
static int look_alone(struct resolving *r, const char *requirement, char **reason, struct error *e)
{
    struct text_list one = {0};
    struct lockfile freely = {0};

    char *first = NULL; /* says more than what comes of trying older releases */
    text_list_add(&one, requirement);
    int result = look_newest(r, requirement, &first, e);
    if (result == PIP_NO)
        result = try_all(r, &one, reason, e);
    if (result == PIP_NO && constraints(r)) {
        free(*reason);
        *reason = NULL;
        result = pip_resolve(r->pip, &one, NULL, &freely, reason, e);
        if (result == PIP_YES) {
            char *unused = NULL;
            loosen(r, requirement, NULL);
            result = try_all(r, &one, &unused, e);
            free(unused);
            if (result == PIP_NO) {
                loosen(r, requirement, &freely);
                result = PIP_YES;
            }
        }
    }
    if (result == PIP_NO && first) {
        free(*reason);
        *reason = first;
        first = NULL;
    }
    free(first);
    lockfile_free(&freely);
    text_list_free(&one);
    return result;
}

/* Drops those of `left` that `look` says no to. */
static int sift(struct resolving *r, int (*look)(struct resolving *, const char *, char **, struct error *),
                bool by_name, struct error *e)
{
    struct text_list passed = {0};
    int result = 0;

    for (size_t i = 0; i < r->left.count && result >= 0; i++) {
        char *name = requirement_name(r->left.items[i]), *reason = NULL;
        say(r, "trying alone:", r->left.items[i]);
        result = look(r, by_name ? name : r->left.items[i], &reason, e);
        if (result == PIP_YES)
            text_list_add(&passed, r->left.items[i]);
        else if (result == PIP_NO)
            lockfile_add_refused(r->found, name, reason);
        free(reason);
        free(name);
    }
    text_list_free(&r->left);
    r->left = passed;
    return result < 0 ? -1 : 0;
}

/* One after the other, each with those before it. */
static int add_one_by_one(struct resolving *r, struct error *e)
{
    struct text_list all = r->left;
    int result = 0;

    r->left = (struct text_list){0};
    for (size_t i = 0; i < all.count && result >= 0; i++) {
        struct text_list more = {0};
        char *reason = NULL;
        for (size_t k = 0; k < r->left.count; k++)
            text_list_add(&more, r->left.items[k]);
        text_list_add(&more, all.items[i]);
        say(r, "trying together with those before it:", all.items[i]);
        result = try_all(r, &more, &reason, e);
        if (result == PIP_YES)
            text_list_add(&r->left, all.items[i]);
        else if (result == PIP_NO) {
            char *whole = text_format("not beside the packages before it: %s", reason);
            lockfile_add_refused(r->found, all.items[i], whole);
            free(whole);
        }
        free(reason);
        text_list_free(&more);
    }
    text_list_free(&all);
    return result < 0 ? -1 : 0;
}

/* PIP_YES, or PIP_NO without a word. */
static int try_left(struct resolving *r, struct error *e)
{
    char *reason = NULL;
    int result = r->left.count ? try_all(r, &r->left, &reason, e) : PIP_NO;

    free(reason);
    return result;
}

/* Says of each wanted package that came out older than it could be: what it needs, or what stands beside it, or the person, wanted it
 * so. */
static int note_older(struct resolving *r, struct error *e)
{
    int result = 0;

    for (size_t i = 0; i < r->found->wanted.count && result >= 0; i++) {
        char *name = requirement_name(r->found->wanted.items[i]), *reason = NULL;
        const struct locked *one = lockfile_find(r->found, name);
        say(r, "looking for newer releases:", name);
        if (one && !newest_of(r, name))
            result = look_for_wheel(r, name, &reason, e);
        const char *newest = newest_of(r, name);
        if (one && newest && strcmp(newest, one->version) != 0)
            lockfile_add_older(r->found, name, newest);
        free(reason);
        free(name);
    }
    return result < 0 ? -1 : 0;
}

int resolve(const struct pip *pip, const struct lockfile *like, struct lockfile *found, struct error *e)
{
    struct resolving r = {.pip = pip, .found = found};
    int result;

    if (like) {
        r.like.packages = text_grow(NULL, like->package_count + 1, sizeof *like->packages);
        r.like.package_count = like->package_count;
        memcpy(r.like.packages, like->packages, like->package_count * sizeof *like->packages);
    }
    for (size_t i = 0; i < found->wanted.count; i++)
        text_list_add(&r.left, found->wanted.items[i]);

    result = try_left(&r, e);
    if (result == PIP_NO && (result = sift(&r, look_for_wheel, true, e)) == 0 &&
        (result = sift(&r, look_alone, false, e)) == 0)
        result = try_left(&r, e);
    if (result == PIP_NO && (result = add_one_by_one(&r, e)) == 0)
        result = try_left(&r, e);
    if (result == PIP_NO)
        result = error_set_status(e, EXIT_MISSING, "none of the packages can be had; %s: %s",
                                  found->refused_count ? found->refused[0].name : "pip",
                                  found->refused_count ? found->refused[0].reason : "nothing was wanted");
    if (result == PIP_YES)
        result = note_older(&r, e);
    free(r.like.packages);
    text_list_free(&r.left);
    text_list_free(&r.newest);
    return result;
}
