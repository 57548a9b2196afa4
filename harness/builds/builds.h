/* builds.h - the Python installations of this machine: found, asked what they are, and given a runner.
 *
 * Nothing is guessed from a file name: each candidate is run once with scripts/probe.py and answers for itself. The driver links no
 * Python; all knowledge of sysconfig is in that script and in scripts/compile.py.
 */
#ifndef GILSCALE_BUILDS_H
#define GILSCALE_BUILDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/text.h"

struct build {
    char *tag;         /* "3.13.15t", or an environment's name; unique within a list; "NAME" for NAME=PATH */
    char *executable;  /* absolute; a venv's own bin/python, not what it links to */
    char *version;     /* "3.13.15", with "rc1" and the like */
    int version_hex;   /* sys.hexversion */
    bool ft;           /* built with --disable-gil */
    bool debug;        /* built with --with-pydebug */
    bool pgo, lto;     /* from CONFIG_ARGS */
    char *link;        /* "shared", "static" or "" */
    char *libpython;   /* the library that a runner links to, or "" */
    char *config_args; /* of the configure script */
    char *compiler;    /* from sys.version */
    char *source;      /* found in: "PATH", "pyenv", "uv", "cache", "env", "/usr", "/opt", "named" */
    char *environment; /* the name of the environment of ours that it is, or NULL; whatever its tag */
    char *problem;     /* why it cannot be used, or NULL */
};

/* An environment (environments/environments.h) is whole when this file is in it. */
#define BUILD_ENVIRONMENT_FILE "environment.lock"

/* Start from {0}. Owns its strings. */
struct builds {
    struct build *items;
    size_t count;
};

/* Everything that looks like a CPython 3 of this machine, usable or not: PATH, pyenv, uv, /usr, /usr/local, /opt, our cache. One entry an
 * installation, newest first, GIL before FT. `root` holds scripts/. */
int builds_find(struct builds *all, const char *root, struct error *e);

/* Adds words that builds_add_named() will probably know, without running any of them: commands on PATH, versions of folders that are called
 * after them, else paths. For completion, which cannot wait. */
void builds_names(struct text_list *names);

/* Adds the one that a person named: a path, a command on PATH ("python3.13t"), a version or tag as `list pythons` shows it ("3.13t", "3.13.15"), or
 * LABEL= before any of these. -1 with the nearest match when there is none, or with the reason when it is not usable. */
int builds_add_named(struct builds *chosen, const char *root, const char *name, struct error *e);

/* The newest usable version that is there with the GIL and without, optimised alike; -1 with EXIT_MISSING and how to get one. */
int builds_find_pair(struct builds *chosen, const char *root, struct error *e);

/* The path of this build's runner (`workload` NULL) or of a C workload compiled for it; compiled now if missing or out of date. The
 * caller frees *path. `out` is the folder for what is compiled. */
int builds_compile(const struct build *b, const char *root, const char *out, const char *workload,
                   char **path, struct error *e);

/* Frees the contents. */
void builds_free(struct builds *builds);

#endif
