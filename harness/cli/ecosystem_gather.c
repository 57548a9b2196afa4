/* ecosystem_gather.c - from the folder that `gilscale ecosystem` leaves to its table. */
#include "cli/ecosystem.h"

#include "cli/environment.h"
#include "cli/runs.h"
#include "session/store.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int read_run(struct ecosystem *all, struct ecosystem_library *library, const char *own,
                    struct error *e)
{
    char *samples = NULL;
    struct facts facts = {0};
    struct error none;
    int result = -1;

    if (store_find_samples(own, &samples, &library->cut_off, &none) < 0) {
        library->cut_off = false;
        return 0;
    }
    if (environment_read(&facts, own, e) < 0 ||
        curves_read(&library->curves, samples, library->cut_off, e) < 0)
        goto out;
    free(library->date);
    library->date = text_format("%s", runs_date(&facts));
    runs_say_facts(&facts, &all->machines, &all->builds, &all->version);
    result = 0;
out:
    facts_free(&facts);
    free(samples);
    return result;
}

static int gather_one(struct ecosystem *all, const char *folder, const char *name, struct error *e)
{
    char *own = text_format("%s/%s", folder, name), *imports = text_format("%s/imports.json", own);
    int result = 0;

    if (access(imports, F_OK) == 0) {
        all->items = text_grow(all->items, all->count + 1, sizeof *all->items);
        struct ecosystem_library *library = &all->items[all->count++];
        *library = (struct ecosystem_library){.name = text_format("%s", name), .date = text_format("%s", "")};
        result = import_checks_read(&library->checks, imports, e);
        if (result == 0) {
            free(library->date);
            library->date = text_format("%s", library->checks.date);
            result = read_run(all, library, own, e);
        }
        char *reason = library->curves.count ? NULL : runs_read_reason(folder, name);
        library->reason = reason ? reason : text_format("%s", "");
    }
    free(own);
    free(imports);
    return result;
}

int ecosystem_gather(struct ecosystem *all, const char *folder, struct error *e)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort), result = 0;

    if (count < 0)
        return error_set(e, "%s: %s", folder, strerror(errno));
    for (int i = 0; i < count; i++) {
        if (text_is_name(entries[i]->d_name) && result == 0)
            result = gather_one(all, folder, entries[i]->d_name, e);
        free(entries[i]);
    }
    free(entries);
    ecosystem_count_threads(all);
    return result;
}
