#include "exchange/pyperf_origin.h"

#include <stdlib.h>
#include <string.h>

/* pyperf writes some thirty. */
enum { FACTS_MAX = 1000 };

/* ---- looking things up */

static const json_t *get(const struct pyperf_metadata *metadata, const char *key)
{
    const json_t *const places[] = {metadata->run, metadata->benchmark, metadata->file};
    const json_t *found = NULL;

    for (size_t i = 0; i < sizeof places / sizeof *places && !found; i++)
        found = json_object_get(places[i], key);
    return found;
}

const char *pyperf_text(const struct pyperf_metadata *metadata, const char *key)
{
    const char *text = json_string_value(get(metadata, key));
    return text ? text : "";
}

int64_t pyperf_whole(const struct pyperf_metadata *metadata, const char *key, int64_t otherwise)
{
    const json_t *number = get(metadata, key);
    return json_is_integer(number) ? (int64_t)json_integer_value(number) : otherwise;
}

static bool has_word(const char *text, const char *word)
{
    return strstr(text, word) != NULL;
}

/* ---- who made it. The caller frees what is a char *. */

/* "3.13.15" of "3.13.15 (64-bit) revision 0123abc" */
static char *version_of(const struct pyperf_metadata *metadata)
{
    const char *version = pyperf_text(metadata, "python_version");
    return text_format("%.*s", (int)strcspn(version, " "), version);
}

/* pyperf has no key for it, so: how the build was configured, or what its executable is called. */
static bool is_free_threaded(const struct pyperf_metadata *metadata)
{
    const char *executable = pyperf_text(metadata, "python_executable"), *slash = strrchr(executable, '/');
    const char *name = slash ? slash + 1 : executable;
    size_t length = strlen(name);

    return has_word(pyperf_text(metadata, "python_config_args"), "--disable-gil") ||
           (strncmp(name, "python3.", 8) == 0 && length > 8 && name[length - 1] == 't');
}

struct curve_key pyperf_key(const struct pyperf_metadata *metadata, const char *name)
{
    struct curve_key key;

    if (*pyperf_text(metadata, "gilscale_workload")) {
        key = (struct curve_key){.build = text_format("%s", pyperf_text(metadata, "gilscale_build")),
                                 .python = text_format("%s", pyperf_text(metadata, "python_version")),
                                 .gil = text_format("%s", pyperf_text(metadata, "gilscale_gil")),
                                 .mode = text_format("%s", pyperf_text(metadata, "gilscale_mode")),
                                 .axes = text_format("%s", pyperf_text(metadata, "gilscale_axes")),
                                 .workload = text_format("%s", pyperf_text(metadata, "gilscale_workload")),
                                 .params = text_format("%s", pyperf_text(metadata, "gilscale_params")),
                                 .placement = text_format("%s", pyperf_text(metadata, "gilscale_placement")),
                                 .ft = pyperf_whole(metadata, "gilscale_ft", 0) == 1};
        return key;
    }
    const char *implementation = pyperf_text(metadata, "python_implementation");
    bool ft = is_free_threaded(metadata),
         cpython = !*implementation || strcmp(implementation, "cpython") == 0;
    char *version = version_of(metadata);
    key = (struct curve_key){.build = cpython
                                          ? text_format("%s%s", *version ? version : "unknown", ft ? "t" : "")
                                          : text_format("%s-%s", implementation, version),
                             .python = version,
                             /* Whether an import or PYTHON_GIL has switched it on is not in the file. */
                             .gil = text_format("%s", ft        ? "unknown"
                                                      : cpython ? "on"
                                                                : "unknown"),
                             .mode = text_format("threads"),
                             .axes = text_format("%s", ""),
                             .workload = text_format("%s", name),
                             .params = text_format("%s", ""),
                             .placement = text_format("pyperf"),
                             .ft = ft};
    return key;
}

/* ---- facts */

static void add_fact(struct facts *facts, const char *key, const char *value)
{
    if (*value && facts->count < FACTS_MAX && !facts_find(facts, key))
        facts_add(facts, FACT_NEUTRAL, key, value, NULL, NULL);
}

static void add_build_fact(struct facts *facts, const char *build, const char *key, const char *value)
{
    char *full = text_format("build.%s.%s", build, key);

    add_fact(facts, full, value);
    free(full);
}

/* The same words as environment.csv has. */
static const char *optimisation_of(const char *config_args)
{
    bool pgo = has_word(config_args, "--enable-optimizations"), lto = has_word(config_args, "--with-lto");

    if (!*config_args)
        return "";
    return has_word(config_args, "--with-pydebug") ? "debug build"
           : pgo && lto                            ? "PGO and LTO"
           : pgo                                   ? "PGO"
           : lto                                   ? "LTO"
                                                   : "none";
}

/* What pyperf knows under the keys that our own environment has for it, and what only pyperf knows. */
void pyperf_facts(struct facts *facts, const struct pyperf_metadata *metadata, const char *build)
{
    static const char *const same[][2] = {
        {"cpu_model_name", "cpu.model"},  {"hostname", "machine.host"},
        {"platform", "machine.platform"}, {"cpu_config", "cpu.config"},
        {"cpu_affinity", "cpu.affinity"}, {"perf_version", "pyperf.version"}};
    const char *aslr = pyperf_text(metadata, "aslr");
    int64_t cpus = pyperf_whole(metadata, "cpu_count", 0);

    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        add_fact(facts, same[i][1], pyperf_text(metadata, same[i][0]));
    if (cpus > 0) {
        char *count = text_format("%lld", (long long)cpus);
        add_fact(facts, "topology.cpus", count);
        free(count);
    }
    add_fact(facts, "memory.aslr",
             strncmp(aslr, "Full", 4) == 0   ? "on"
             : strncmp(aslr, "Cons", 4) == 0 ? "partial"
             : *aslr                         ? "off"
                                             : "");
    add_build_fact(facts, build, "compiler", pyperf_text(metadata, "python_compiler"));
    add_build_fact(facts, build, "optimisation",
                   optimisation_of(pyperf_text(metadata, "python_config_args")));
}

/* Of a file of ours: dotted keys, which pyperf has none of. */
void pyperf_our_facts(struct facts *facts, json_t *file_metadata)
{
    const char *key;
    json_t *value;

    json_object_foreach(file_metadata, key, value)
    {
        if (strchr(key, '.') && json_is_string(value))
            add_fact(facts, key, json_string_value(value));
    }
}
