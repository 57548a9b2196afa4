#include "report/facts_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/shown.h"
#include "report/table.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

const char *facts_value(const struct facts *facts, const char *key)
{
    const struct fact *fact = facts_find(facts, key);

    return fact && *fact->value && strcmp(fact->value, "unknown") != 0 ? fact->value : NULL;
}

/* Takes the sentence; "a, b". */
static char *joined(char *sentence, const char *before, const char *value, const char *after)
{
    char *plain = value ? shown_plain(value, 0) : NULL;
    char *longer =
        value ? text_format("%s%s%s" SHOWN_DATA "%s", sentence, *sentence ? ", " : "", before, plain, after)
              : text_format("%s", sentence);

    free(plain);
    free(sentence);
    return longer;
}

char *facts_machine_line(const struct facts *facts)
{
    const char *cpus = facts_value(facts, "topology.cpus"), *cores = facts_value(facts, "topology.cores"),
               *kind = facts_value(facts, "machine.virtualisation");
    char *line = joined(text_format("%s", ""), "", facts_value(facts, "cpu.model"), "");

    line = joined(line, "", cpus, cpus && strcmp(cpus, "1") == 0 ? " CPU" : " CPUs");
    line = joined(line, "", cores, cores && strcmp(cores, "1") == 0 ? " core" : " cores");
    if (kind && strncmp(kind, "none", 4) != 0)
        line = joined(line, "", kind, "");
    line = joined(line, "kernel ", facts_value(facts, "kernel.release"), "");
    if (*line)
        return line;
    free(line);
    return text_format("an unknown machine");
}

/* ---- builds: keys are build.TAG.WHAT, and a tag has dots of its own */

static const char prefix[] = "build.";

static bool is_of_build(const char *key)
{
    return strncmp(key, prefix, strlen(prefix)) == 0 && strchr(key + strlen(prefix), '.');
}

/* The caller frees. */
static char *tag_of(const char *key)
{
    const char *from = key + strlen(prefix), *to = strrchr(key, '.');

    return text_format("%.*s", (int)(to - from), from);
}

static const char *build_value(const struct facts *facts, const char *tag, const char *what)
{
    char *key = text_format("%s%s.%s", prefix, tag, what);
    const char *value = facts_value(facts, key);

    free(key);
    return value ? value : "";
}

void facts_builds_table(const struct facts *facts, const char *caption, struct document *document)
{
    static const char *const keys[] = {"version", "kind", "optimisation", "compiler", "link", "config_args"};
    static const struct table_column columns[] = {
        {"build", TABLE_WORD, false},          {"version", TABLE_WORD, false},
        {"kind", TABLE_WORD, false},           {"optimised by", TABLE_WORD, false},
        {"compiler", TABLE_WORD, false},       {"libpython", TABLE_WORD, false},
        {"configured with", TABLE_TEXT, false}};
    struct table table = {.columns = columns, .column_count = COUNT(columns)};
    struct text_list tags = {0};

    for (size_t i = 0; i < facts->count; i++) {
        char *tag = is_of_build(facts->items[i].key) ? tag_of(facts->items[i].key) : NULL;
        if (tag && !text_list_has(&tags, tag))
            text_list_add(&tags, tag);
        free(tag);
    }
    for (size_t i = 0; i < tags.count; i++) {
        table_add(&table, tags.items[i]);
        for (size_t k = 0; k < COUNT(keys); k++)
            table_add(&table, build_value(facts, tags.items[i], keys[k]));
    }
    table_write(&table, caption, true, document);
    table_free(&table);
    text_list_free(&tags);
}

void facts_table(const struct facts *facts, struct document *document)
{
    static const struct table_column columns[] = {{"fact", TABLE_WORD, false}, {"value", TABLE_TEXT, false}};
    struct table table = {.columns = columns, .column_count = COUNT(columns)};

    for (size_t i = 0; i < facts->count; i++) {
        if (is_of_build(facts->items[i].key))
            continue;
        table_add(&table, facts->items[i].key);
        table_add(&table, facts->items[i].value);
    }
    if (!table.cell_count)
        return;
    fputs("<details><summary>All that is known of the machine</summary>\n", document->to);
    table_write(&table, "environment.csv", true, document);
    fputs("</details>\n", document->to);
    table_free(&table);
}

static void add_pair(struct table *table, const char *key, const char *mine, const char *theirs)
{
    bool same = mine && theirs && strcmp(mine, theirs) == 0;

    table_add(table, key);
    table_add(table, mine ? mine : "not recorded");
    table_add(table, theirs ? theirs : "not recorded");
    table_add(table, same ? "" : "differs");
    if (!same)
        table_mark(table, TABLE_DIFFERS);
}

void facts_side_by_side(const struct facts *base, const struct facts *new, struct document *document)
{
    static const struct table_column columns[] = {{"fact", TABLE_WORD, false},
                                                  {"BASE", TABLE_TEXT, false},
                                                  {"NEW", TABLE_TEXT, false},
                                                  {"differs", TABLE_WORD, false}};
    struct table table = {.columns = columns, .column_count = COUNT(columns)};

    for (size_t i = 0; i < base->count; i++) {
        const struct fact *theirs = facts_find(new, base->items[i].key);
        add_pair(&table, base->items[i].key, base->items[i].value, theirs ? theirs->value : NULL);
    }
    for (size_t i = 0; i < new->count; i++)
        if (!facts_find(base, new->items[i].key))
            add_pair(&table, new->items[i].key, NULL, new->items[i].value);
    table_write(&table, "Both environments", false, document);
    table_free(&table);
}
