#include "cli/command.h"

#include "builds/builds.h"
#include "cli/environment.h"

#include <stdio.h>

static const char *const marks[] = {
    [FACT_NEUTRAL] = "   ", [FACT_GOOD] = "ok ", [FACT_WORRY] = "?  ", [FACT_BAD] = "!! "};

static void print_fact(const struct fact *fact)
{
    printf("%s%-28s %s\n", marks[fact->level], fact->key, fact->value);
    if (fact->worry)
        printf("      %s\n", fact->worry);
    if (fact->remedy)
        printf("      -> %s\n", fact->remedy);
}

int command_doctor(int argc, char **argv, int *exit_code, struct error *e)
{
    static const struct argp argp = {.doc = "Looks at the machine and at the Python builds that `gilscale "
                                            "run` would take, and says what would make numbers "
                                            "untrustworthy and what to do about it.\vMarks: ok - looked at, "
                                            "nothing wrong; ? - widens the intervals or needs care; "
                                            "!! - numbers taken now would mislead (exit code 5)."};
    struct topology topology;
    struct builds builds = {0};
    struct facts facts = {0};
    struct paths paths;
    struct error none;
    size_t counts[4] = {0};

    argp_parse(&argp, argc, argv, 0, NULL, NULL);
    if (paths_find(&paths, e) < 0)
        return -1;
    if (topology_load(&topology, e) < 0) {
        paths_free(&paths);
        return -1;
    }
    facts_of_machine(&facts, &topology, "");
    if (builds_find_pair(&builds, paths.root, &none) < 0)
        facts_add(&facts, FACT_WORRY, "build", "no pair of a GIL and a free-threaded build", none.text, NULL);
    environment_add_builds(&facts, &builds);
    for (size_t i = 0; i < facts.count; i++) {
        print_fact(&facts.items[i]);
        counts[facts.items[i].level]++;
    }
    printf("\n%zu good, %zu to keep in mind, %zu that must be mended first\n", counts[FACT_GOOD],
           counts[FACT_WORRY], counts[FACT_BAD]);
    *exit_code = counts[FACT_BAD] ? EXIT_UNTRUSTED : EXIT_FINE;
    facts_free(&facts);
    builds_free(&builds);
    topology_free(&topology);
    paths_free(&paths);
    return 0;
}
