/* Where Pythons are usually found. Every file that is called like one is run once, several at a time; what
 * two names of the same installation have in common is then the answer, not the name. */
#include "base/paths.h"
#include "builds/installation.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* More than CPUs: a candidate that hangs must not hold up the others. */
#define PROBED_AT_ONCE 16

struct candidate {
    char *path;
    const char *source;
    char *identity; /* the same for all names of one installation, as far as that shows without running it */
};

struct candidates {
    struct candidate *items;
    size_t count;
};

/* python3, python3.13, python3.13t, python3.13-dbg; not python3-config. */
static bool is_called_python(const char *name)
{
    if (strncmp(name, "python3", 7) != 0)
        return false;
    name += 7;
    if (*name == '.' && isdigit((unsigned char)name[1]))
        for (name++; isdigit((unsigned char)*name);)
            name++;
    static const char *const endings[] = {"", "t", "d", "td", "-dbg"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (strcmp(name, endings[i]) == 0)
            return true;
    return false;
}

/* A venv's python is a link to that of its base, and yet another installation: it goes by its folder. */
static char *identity_of(const char *folder, const char *path)
{
    char resolved[PATH_MAX], home[PATH_MAX];
    char *config = text_format("%s/../pyvenv.cfg", folder);
    bool venv = access(config, F_OK) == 0;

    free(config);
    if (!realpath(path, resolved))
        return NULL;
    return venv && realpath(folder, home) ? text_format("venv %s", home) : text_format("%s", resolved);
}

static void add_candidate(struct candidates *all, const char *folder, const char *name, const char *source)
{
    char *path = text_format("%s/%s", folder, name);
    char *identity = NULL;
    struct stat status;

    if (stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0)
        identity = identity_of(folder, path);
    for (size_t i = 0; identity && i < all->count; i++)
        if (strcmp(all->items[i].identity, identity) == 0) {
            free(identity);
            identity = NULL;
        }
    if (!identity) {
        free(path);
        return;
    }
    all->items = text_grow(all->items, all->count + 1, sizeof *all->items);
    all->items[all->count++] = (struct candidate){path, source, identity};
}

/* The Pythons of one bin folder; `python3` comes before longer names. */
static void add_folder(struct candidates *all, const char *folder, const char *source)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort);

    for (int i = 0; i < count; i++) {
        if (is_called_python(entries[i]->d_name))
            add_candidate(all, folder, entries[i]->d_name, source);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

/* Those of parent/ANY/bin, for tools that keep one folder per installation. Takes ownership of `parent`. */
static void add_children(struct candidates *all, char *parent, const char *source)
{
    struct dirent **entries;
    int count = scandir(parent, &entries, NULL, alphasort);

    for (int i = 0; i < count; i++) {
        char *folder = text_format("%s/%s/bin", parent, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.')
            add_folder(all, folder, source);
        free(folder);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    free(parent);
}

static void add_path(struct candidates *all, const char *pyenv)
{
    struct text_list folders = {0};
    char *shims = text_format("%s/shims", pyenv);
    const char *path = getenv("PATH");

    text_split(&folders, path ? path : "", ":");
    for (size_t i = 0; i < folders.count; i++)
        /* pyenv's shims start one of its own versions or the system's Python, and those have been found where
         * they are. */
        if (folders.items[i][0] == '/' && strcmp(folders.items[i], shims) != 0)
            add_folder(all, folders.items[i], "PATH");
    text_list_free(&folders);
    free(shims);
}

static void find_candidates(struct candidates *all)
{
    char *cache = paths_cache(), *data = paths_home("XDG_DATA_HOME", ".local/share");
    char *pyenv = paths_home("PYENV_ROOT", ".pyenv");
    const char *uv = getenv("UV_PYTHON_INSTALL_DIR");

    add_children(all, text_format("%s/pythons", cache), "cache");
    add_children(all, paths_environments(), "env");
    add_children(all, text_format("%s/versions", pyenv), "pyenv");
    add_children(all, uv && *uv ? text_format("%s", uv) : text_format("%s/uv/python", data), "uv");
    add_folder(all, "/usr/local/bin", "/usr");
    add_folder(all, "/usr/bin", "/usr");
    add_children(all, text_format("/opt"), "/opt");
    add_children(all, text_format("/opt/python"), "/opt");
    add_path(all, pyenv);
    free(cache);
    free(data);
    free(pyenv);
}

static void free_candidates(struct candidates *all)
{
    for (size_t i = 0; i < all->count; i++) {
        free(all->items[i].path);
        free(all->items[i].identity);
    }
    free(all->items);
}

struct probing {
    const struct candidates *candidates;
    struct installation *found; /* one for each candidate */
    const char *root;
    atomic_size_t next;
};

static void *probe_the_rest(void *argument)
{
    struct probing *p = argument;

    for (size_t i = atomic_fetch_add(&p->next, 1); i < p->candidates->count;
         i = atomic_fetch_add(&p->next, 1)) {
        struct error why; /* becomes the problem of what was found */
        installation_probe(&p->found[i], p->root, p->candidates->items[i].path,
                           p->candidates->items[i].source, &why);
        p->found[i].order = i;
    }
    return NULL;
}

static void probe_all(struct installation *found, const struct candidates *candidates, const char *root)
{
    struct probing p = {.candidates = candidates, .found = found, .root = root};
    pthread_t helpers[PROBED_AT_ONCE - 1];
    size_t started = 0;

    while (started < PROBED_AT_ONCE - 1 && started + 1 < candidates->count &&
           pthread_create(&helpers[started], NULL, probe_the_rest, &p) == 0)
        started++;
    probe_the_rest(&p);
    for (size_t i = 0; i < started; i++)
        pthread_join(helpers[i], NULL);
}

/* Two names that were different programs and yet are one installation: a launcher, a copied binary. */
static bool is_same(const struct installation *a, const struct installation *b)
{
    return *a->prefix && strcmp(a->prefix, b->prefix) == 0 && a->build.version_hex == b->build.version_hex &&
           a->build.ft == b->build.ft && a->build.debug == b->build.debug;
}

static bool tag_is_taken(const struct installations *all, const char *tag)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->items[i].build.tag, tag) == 0)
            return true;
    return false;
}

/* 3.13.15, then 3.13.15-pyenv, then 3.13.15-pyenv-2. */
static void make_tag_unique(const struct installations *others, struct installation *one)
{
    const char *place = one->venv ? "venv" : one->build.source + (one->build.source[0] == '/');
    char *plain = one->build.tag, *tag = text_format("%s", plain);

    for (int i = 1; tag_is_taken(others, tag); i++) {
        free(tag);
        tag = i == 1 ? text_format("%s-%s", plain, place) : text_format("%s-%s-%d", plain, place, i);
    }
    free(plain);
    one->build.tag = tag;
}

void installations_find(struct installations *all, const char *root)
{
    struct candidates candidates = {0};

    find_candidates(&candidates);
    struct installation *found = text_grow(NULL, candidates.count + 1, sizeof *found);
    probe_all(found, &candidates, root);
    for (size_t i = 0; i < candidates.count; i++)
        installation_name(&found[i]);
    qsort(found, candidates.count, sizeof *found, installation_compare);

    all->items = text_grow(NULL, candidates.count + 1, sizeof *all->items);
    all->count = 0;
    for (size_t i = 0; i < candidates.count; i++) {
        bool known = false;
        for (size_t j = 0; j < all->count; j++)
            known = known || is_same(&all->items[j], &found[i]);
        if (known) {
            installation_free(&found[i]);
            continue;
        }
        make_tag_unique(all, &found[i]);
        all->items[all->count++] = found[i];
    }

    free(found);
    free_candidates(&candidates);
}

/* 3.13.15t of .../3.13.15t-default/bin/python3; NULL where the folder is not called after a version. The caller frees. */
static char *version_in_path(const char *path)
{
    const char *folder = strrchr(path, '/');

    for (int up = 0; up < 2 && folder > path; up++) /* over "bin", to the one that it is in */
        while (--folder > path && *folder != '/')
            ;
    size_t length = strspn(++folder, "0123456789.");
    if (length < 3 || strncmp(folder, "3.", 2) != 0)
        return NULL;
    length += folder[length] == 't';
    return folder[length] == '-' || folder[length] == '/' ? text_format("%.*s", (int)length, folder) : NULL;
}

/* "NAME" of ".../NAME/bin/python3": what an environment goes by. The caller frees. */
static char *folder_before_bin(const char *path)
{
    const char *bin = memrchr(path, '/', (size_t)(strrchr(path, '/') - path));
    const char *name = memrchr(path, '/', (size_t)(bin - path)) + 1;

    return text_format("%.*s", (int)(bin - name), name);
}

void builds_names(struct text_list *names)
{
    struct candidates candidates = {0};

    find_candidates(&candidates);
    for (size_t i = 0; i < candidates.count; i++) {
        const struct candidate *c = &candidates.items[i];
        bool on_path = strcmp(c->source, "PATH") == 0 || strcmp(c->source, "/usr") == 0;
        bool environment = strcmp(c->source, "env") == 0;
        char *name = on_path       ? text_format("%s", strrchr(c->path, '/') + 1)
                     : environment ? folder_before_bin(c->path)
                                   : version_in_path(c->path);
        const char *word = name ? name : c->path;
        if (!text_list_has(names, word))
            text_list_add(names, word);
        free(name);
    }
    free_candidates(&candidates);
}

void installations_free(struct installations *all)
{
    for (size_t i = 0; i < all->count; i++)
        installation_free(&all->items[i]);
    free(all->items);
    *all = (struct installations){0};
}
