#include "machine/facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "machine/facts_parts.h"

static char *copy(const char *text)
{
    return text ? text_format("%s", text) : NULL;
}

void facts_add(struct facts *facts, enum fact_level level, const char *key, const char *value,
               const char *worry, const char *remedy)
{
    facts->items = text_grow(facts->items, facts->count + 1, sizeof *facts->items);
    facts->items[facts->count++] = (struct fact){
        .key = copy(key), .value = copy(value), .level = level, .worry = copy(worry), .remedy = copy(remedy)};
}

void facts_note(struct facts *facts, const char *key, const char *value)
{
    facts_add(facts, FACT_NEUTRAL, key, *value ? value : "unknown", NULL, NULL);
}

void facts_of_machine(struct facts *facts, const struct topology *t, const char *root)
{
    facts_of_cpus(facts, t, root);
    facts_of_system(facts, t, root);
}

const struct fact *facts_find(const struct facts *facts, const char *key)
{
    for (size_t i = 0; i < facts->count; i++)
        if (strcmp(facts->items[i].key, key) == 0)
            return &facts->items[i];
    return NULL;
}

void facts_free(struct facts *facts)
{
    for (size_t i = 0; i < facts->count; i++) {
        free(facts->items[i].key);
        free(facts->items[i].value);
        free(facts->items[i].worry);
        free(facts->items[i].remedy);
    }
    free(facts->items);
    *facts = (struct facts){0};
}
