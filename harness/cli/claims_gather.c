#include "cli/claims_gather.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/shown.h"
#include "cli/command.h"
#include "cli/environment.h"
#include "cli/noise_file.h"
#include "session/store.h"

/* ---- which */

static void choose(bool *wanted, const struct claims *claims, size_t index)
{
    const struct claim *claim = &claims->items[index];

    if (wanted[index])
        return;
    wanted[index] = true;
    for (size_t i = 0; i < claim->count; i++) {
        const struct claim *other = claims_find(claims, claim->figures[i].from);
        if (other)
            choose(wanted, claims, (size_t)(other - claims->items));
    }
}

static int unknown(const struct claims *claims, const char *name, struct error *e)
{
    struct text_list ids = {0};

    for (size_t i = 0; i < claims->count; i++)
        text_list_add(&ids, claims->items[i].id);
    const char *nearest = text_nearest(name, &ids);
    error_set(e, "unknown claim '%s'%s%s%s; `gilscale claims --list` shows them", name,
              nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
    text_list_free(&ids);
    return -1;
}

int claims_choose(struct claims_chosen *chosen, const struct claims *claims, const struct text_list *names,
                  struct error *e)
{
    bool *wanted = text_grow(NULL, claims->count + 1, sizeof *wanted);
    int result = 0;

    memset(wanted, 0, (claims->count + 1) * sizeof *wanted);
    for (size_t i = 0; i < claims->count && !names->count; i++)
        wanted[i] = true;
    for (size_t i = 0; i < names->count && result == 0; i++) {
        const struct claim *claim = claims_find(claims, names->items[i]);
        if (claim)
            choose(wanted, claims, (size_t)(claim - claims->items));
        else
            result = unknown(claims, names->items[i], e);
    }
    chosen->items = text_grow(NULL, claims->count + 1, sizeof *chosen->items);
    for (size_t i = 0; i < claims->count; i++)
        if (wanted[i])
            chosen->items[chosen->count++] = i;
    free(wanted);
    return result;
}

/* ---- the run of one claim */

struct gathered {
    struct measured_cells cells;
    bool measured;
    char *reason; /* why not */
    int cpus;
};

/* How many CPUs "0-3,8" names. */
static int count_cpus(const char *list)
{
    int count = 0;

    while (*list) {
        char *end;
        long first = strtol(list, &end, 10), last = first;
        if (end == list)
            return 0;
        if (*end == '-')
            last = strtol(end + 1, &end, 10);
        if (last < first || last - first > 65536)
            return 0;
        count += (int)(last - first) + 1;
        list = end + (*end == ',');
        if (*end && *end != ',')
            return 0;
    }
    return count;
}

static const char *value_of(const struct facts *facts, const char *key)
{
    const struct fact *fact = facts_find(facts, key);
    return fact ? fact->value : "unknown";
}

static void add_once(struct text_list *list, char *text)
{
    if (!text_list_has(list, text))
        text_list_add(list, text);
    free(text);
}

/* Builds are named by keys like "build.3.13.15t.kind". */
static void add_builds(struct page *page, const struct facts *facts)
{
    static const char before[] = "build.", behind[] = ".kind";

    for (size_t i = 0; i < facts->count; i++) {
        const char *key = facts->items[i].key;
        size_t length = strlen(key), most = sizeof before + sizeof behind - 2;
        if (length <= most || strncmp(key, before, sizeof before - 1) != 0 ||
            strcmp(key + length - (sizeof behind - 1), behind) != 0)
            continue;
        int width = (int)(length - most);
        char *tag = text_format("%.*s", width, key + sizeof before - 1);
        char *version = text_format("build.%s.version", tag),
             *compiler = text_format("build.%s.compiler", tag),
             *optimisation = text_format("build.%s.optimisation", tag);
        const char *optimised = value_of(facts, optimisation);
        add_once(&page->builds,
                 text_format("%s: CPython %s, %s, %s, %s", tag, value_of(facts, version),
                             facts->items[i].value, value_of(facts, compiler),
                             strcmp(optimised, "none") == 0 ? "without PGO (people run builds with it)"
                                                            : optimised));
        free(tag);
        free(version);
        free(compiler);
        free(optimisation);
    }
}

static int read_machine(struct page *page, struct page_claim *item, struct gathered *gathered,
                        const char *folder, struct error *e)
{
    struct facts facts = {0};
    int result = environment_read(&facts, folder, e);

    if (result == 0) {
        char *machine = noise_machine(&facts);
        item->machine = machine ? machine : text_format("%s", "");
        item->date =
            text_format("%s", facts_find(&facts, "run.started") ? value_of(&facts, "run.started") : "");
        gathered->cpus = count_cpus(value_of(&facts, "cpu.allowed"));
        add_once(&page->machines,
                 text_format("%s, %s CPUs on %s cores (usable: %d), %s, Linux %s, %s",
                             value_of(&facts, "cpu.model"), value_of(&facts, "topology.cpus"),
                             value_of(&facts, "topology.cores"), gathered->cpus,
                             value_of(&facts, "machine.virtualisation"), value_of(&facts, "kernel.release"),
                             value_of(&facts, "libc")));
        add_builds(page, &facts);
        if (!page->version)
            page->version = text_format("%s", value_of(&facts, "gilscale.version"));
    }
    facts_free(&facts);
    return result;
}

/* One line, as command_claims.c leaves it. */
static char *read_reason(const char *folder, const char *id)
{
    char *path = text_format("%s/%s.reason", folder, id), *line = NULL;
    size_t size = 0;
    FILE *from = fopen(path, "r");

    if (from) {
        if (getline(&line, &size, from) > 0)
            line[strcspn(line, "\n")] = '\0';
        fclose(from);
    }
    free(path);
    if (line && *line)
        return line;
    free(line);
    return text_format("it was not run");
}

static int gather_one(struct page *page, struct page_claim *item, struct gathered *gathered,
                      const char *folder, struct error *e)
{
    char *own = text_format("%s/%s", folder, item->claim->id), *samples = NULL;
    struct error none;
    int result = -1;

    if (!item->claim->measures || access(own, F_OK) != 0 ||
        store_find_samples(own, &samples, &item->cut_off, &none) < 0) {
        gathered->reason = read_reason(folder, item->claim->id);
        item->date = text_format("%s", "");
        item->machine = text_format("%s", "");
        free(own);
        return 0;
    }
    if (read_machine(page, item, gathered, own, e) < 0 ||
        cells_read(&gathered->cells, samples, item->cut_off, e) < 0)
        goto out;
    gathered->measured = true;
    item->folder = own;
    own = NULL;
    result = 0;
out:
    free(own);
    free(samples);
    return result;
}

/* ---- all of them */

static size_t find_item(const struct page *page, const char *id)
{
    size_t i = 0;

    while (i < page->count && strcmp(page->items[i].claim->id, id) != 0)
        i++;
    return i;
}

static void evaluate(struct page *page, struct page_claim *item, const struct gathered *gathered)
{
    for (size_t i = 0; i < item->claim->count; i++) {
        const struct claim_figure *figure = &item->claim->figures[i];
        size_t at = find_item(page, *figure->from ? figure->from : item->claim->id);
        struct figure_source source = {.why = "it was not run"};
        if (at < page->count)
            source = (struct figure_source){gathered[at].measured ? &gathered[at].cells : NULL,
                                            gathered[at].reason, gathered[at].cpus};
        figure_evaluate(&item->rows, figure, &source);
    }
}

int claims_gather(struct page *page, const struct claims *claims, const struct claims_chosen *chosen,
                  const char *folder, struct error *e)
{
    struct gathered *gathered = text_grow(NULL, chosen->count + 1, sizeof *gathered);
    int result = 0;

    memset(gathered, 0, (chosen->count + 1) * sizeof *gathered);
    page->items = text_grow(NULL, chosen->count + 1, sizeof *page->items);
    for (size_t i = 0; i < chosen->count && result == 0; i++) {
        page->items[page->count++] = (struct page_claim){.claim = &claims->items[chosen->items[i]]};
        result = gather_one(page, &page->items[i], &gathered[i], folder, e);
    }
    for (size_t i = 0; i < page->count && result == 0; i++)
        evaluate(page, &page->items[i], gathered);
    for (size_t i = 0; i < chosen->count; i++) {
        cells_free(&gathered[i].cells);
        free(gathered[i].reason);
    }
    free(gathered);
    return result;
}

void claims_list(const struct claims *claims, FILE *to)
{
    size_t columns = shown_columns(to) ? shown_columns(to) : SIZE_MAX;

    for (size_t i = 0; i < claims->count; i++) {
        const struct claim *claim = &claims->items[i];
        char *line = text_format("%s%s", claim->title, claim->count ? "" : " (not measured)");
        char *plain = shown_plain(line, 0);
        fprintf(to, "%-5s ", claim->id);
        shown_wrapped(plain, 6, columns, to);
        free(line);
        free(plain);
    }
}
