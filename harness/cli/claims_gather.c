#include "cli/claims_gather.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/shown.h"
#include "cli/command.h"
#include "cli/environment.h"
#include "cli/noise_file.h"
#include "cli/runs.h"
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

static int read_machine(struct page *page, struct page_claim *item, struct gathered *gathered,
                        const char *folder, struct error *e)
{
    struct facts facts = {0};
    int result = environment_read(&facts, folder, e);

    if (result == 0) {
        char *machine = noise_machine(&facts);
        item->machine = machine ? machine : text_format("%s", "");
        item->date = text_format("%s", runs_date(&facts));
        gathered->cpus = runs_cpus(&facts);
        runs_say_facts(&facts, &page->machines, &page->builds, &page->version);
    }
    facts_free(&facts);
    return result;
}

static int gather_one(struct page *page, struct page_claim *item, struct gathered *gathered,
                      const char *folder, struct error *e)
{
    char *own = text_format("%s/%s", folder, item->claim->id), *samples = NULL;
    struct error none;
    int result = -1;

    if (!item->claim->measures || access(own, F_OK) != 0 ||
        store_find_samples(own, &samples, &item->cut_off, &none) < 0) {
        gathered->reason = runs_read_reason(folder, item->claim->id);
        if (!gathered->reason)
            gathered->reason = text_format("it was not run");
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
