#include "machine/placement.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* A policy is an order of sorting: each CPU gets keys, and the smaller key, the earlier. */
enum { KEYS = 5 };

struct seat {
    const struct topology_cpu *cpu;
    int key[KEYS];
    int turn; /* see take_turns() */
};

struct seats {
    struct seat *items;
    int count;
};

static int compare_seats(const void *a, const void *b)
{
    const struct seat *left = a, *right = b;

    for (int i = 0; i < KEYS; i++)
        if (left->key[i] != right->key[i])
            return left->key[i] < right->key[i] ? -1 : 1;
    return (left->cpu->os > right->cpu->os) - (left->cpu->os < right->cpu->os); /* qsort is not stable */
}

static void set_keys(struct seat *seat, int first, int second, int third, int fourth, int fifth)
{
    const int key[KEYS] = {first, second, third, fourth, fifth};
    memcpy(seat->key, key, sizeof key);
}

static void sort(struct seats *seats)
{
    qsort(seats->items, (size_t)seats->count, sizeof *seats->items, compare_seats);
}

static void order_cores(struct seats *seats)
{
    for (int i = 0; i < seats->count; i++) {
        const struct topology_cpu *cpu = seats->items[i].cpu;
        set_keys(&seats->items[i], cpu->sibling, -cpu->kind, cpu->package, cpu->node, cpu->core);
    }
    sort(seats);
}

static void order_smt(struct seats *seats)
{
    for (int i = 0; i < seats->count; i++) {
        const struct topology_cpu *cpu = seats->items[i].cpu;
        set_keys(&seats->items[i], -cpu->kind, cpu->package, cpu->node, cpu->core, cpu->sibling);
    }
    sort(seats);
}

/* Numbers the seats, sorted already, within each group of equal first `keys` keys: 0, 1, 2 ..., 0, 1 ... */
static void take_turns(struct seats *seats, size_t keys)
{
    struct seat *items = seats->items;

    for (int i = 0; i < seats->count; i++) {
        bool same_group = i > 0 && memcmp(items[i].key, items[i - 1].key, keys * sizeof *items->key) == 0;
        items[i].turn = same_group ? items[i - 1].turn + 1 : 0;
    }
}

/* First the nodes of each package in turn, then the packages in turn: two steps, so that packages stay
 * balanced when one of them has fewer nodes. */
static void order_scatter(struct seats *seats)
{
    order_cores(seats);
    take_turns(seats, 4);
    for (int i = 0; i < seats->count; i++) {
        const struct topology_cpu *cpu = seats->items[i].cpu;
        set_keys(&seats->items[i], cpu->sibling, -cpu->kind, cpu->package, seats->items[i].turn, cpu->node);
    }
    sort(seats);
    take_turns(seats, 3);
    for (int i = 0; i < seats->count; i++) {
        const struct topology_cpu *cpu = seats->items[i].cpu;
        set_keys(&seats->items[i], cpu->sibling, -cpu->kind, seats->items[i].turn, cpu->package, 0);
    }
    sort(seats);
}

/* All allowed CPUs, or those of one node or one kind; -1 means any. */
static struct seats take_seats(const struct topology *t, int node, int kind)
{
    struct seats seats = {text_grow(NULL, (size_t)t->count, sizeof *seats.items), 0};

    for (int i = 0; i < t->count; i++)
        if ((node < 0 || t->cpus[i].node == node) && (kind < 0 || t->cpus[i].kind == kind))
            seats.items[seats.count++] = (struct seat){.cpu = &t->cpus[i]};
    return seats;
}

static void take_permutation(struct placement *p, const struct topology *t, int node, int kind,
                             void (*order)(struct seats *))
{
    struct seats seats = take_seats(t, node, kind);

    order(&seats);
    p->count = seats.count;
    p->cpus = text_grow(NULL, (size_t)seats.count, sizeof *p->cpus);
    for (int i = 0; i < seats.count; i++)
        p->cpus[i] = seats.items[i].cpu->os;
    free(seats.items);
}

static int unknown_policy(const struct topology *t, const char *policy, struct error *e)
{
    struct text_list known = {0};

    text_split(&known, "cores,smt,scatter,node0,kind=fast,kind=slow,none", ",");
    for (int i = 1; i < t->nodes; i++) {
        char *node = text_format("node%d", i);
        text_list_add(&known, node);
        free(node);
    }
    const char *meant = text_nearest(policy, &known);
    error_set(e,
              "unknown placement '%s'%s%s%s; known are cores, smt, scatter, node0, kind=fast, kind=slow, "
              "none, or a list of CPUs such as 0,2,4-7",
              policy, meant ? "; did you mean '" : "", meant ? meant : "", meant ? "'?" : "");
    text_list_free(&known);
    return -1;
}

static int make_node(struct placement *p, const struct topology *t, const char *policy, struct error *e)
{
    struct error ignored;
    long node;

    if (text_to_int(policy + strlen("node"), 0, t->nodes - 1, &node, &ignored) != 0)
        return error_set(e, "placement '%s': the NUMA nodes with CPUs for us are node0 to node%d", policy,
                         t->nodes - 1);
    snprintf(p->name, sizeof p->name, "node%ld", node);
    take_permutation(p, t, (int)node, -1, order_cores);
    return 0;
}

static int make_kind(struct placement *p, const struct topology *t, const char *policy, struct error *e)
{
    const char *word = policy + strlen("kind=");
    bool fast = strcmp(word, "fast") == 0, slow = strcmp(word, "slow") == 0;
    struct error ignored;
    long kind = fast ? t->kinds - 1 : 0;

    /* A curve called slow on a machine without slow CPUs would mislead whoever reads it. */
    if ((fast || slow) && t->kinds == 1)
        return error_set(e, "placement '%s': all CPUs here are of one kind; use cores", policy);
    if ((fast || slow) && !t->kinds_ranked)
        return error_set(
            e, "placement '%s': this machine does not say which kind is faster; use kind=0 to kind=%d",
            policy, t->kinds - 1);
    if (!fast && !slow && text_to_int(word, 0, t->kinds - 1, &kind, &ignored) != 0)
        return error_set(e, "placement '%s': expected kind=fast, kind=slow, or kind=0 to kind=%d", policy,
                         t->kinds - 1);
    if (t->kinds > 1 && t->kinds_ranked && kind == t->kinds - 1)
        snprintf(p->name, sizeof p->name, "kind=fast");
    else if (t->kinds > 1 && t->kinds_ranked && kind == 0)
        snprintf(p->name, sizeof p->name, "kind=slow");
    else
        snprintf(p->name, sizeof p->name, "kind=%ld", kind);
    take_permutation(p, t, -1, (int)kind, order_cores);
    return 0;
}

static int add_cpu(struct placement *p, const struct topology *t, const char *policy, long cpu,
                   struct error *e)
{
    if (!topology_find(t, (int)cpu)) {
        char *allowed = topology_cpu_list(t);
        error_set(e, "placement '%s': there is no CPU %ld that we may use; allowed here are %s", policy, cpu,
                  allowed);
        free(allowed);
        return -1;
    }
    for (int i = 0; i < p->count; i++)
        if (p->cpus[i] == cpu)
            return error_set(
                e,
                "placement '%s': CPU %ld stands there twice; list it once, and with more workers than "
                "CPUs the list starts again",
                policy, cpu);
    p->cpus = text_grow(p->cpus, (size_t)p->count + 1, sizeof *p->cpus);
    p->cpus[p->count++] = (int)cpu;
    return 0;
}

/* "4" or "4-7" */
static int add_range(struct placement *p, const struct topology *t, const char *policy, char *piece,
                     struct error *e)
{
    struct error ignored;
    char *dash = strchr(piece, '-');
    long first, last;

    if (dash)
        *dash = '\0';
    bool good = text_to_int(piece, 0, INT32_MAX, &first, &ignored) == 0;
    last = first;
    if (good && dash)
        good = text_to_int(dash + 1, 0, INT32_MAX, &last, &ignored) == 0;
    if (dash)
        *dash = '-';
    if (!good)
        return error_set(e, "placement '%s': '%s' is neither a CPU's number nor a range such as 4-7", policy,
                         piece);
    if (last < first)
        return error_set(e, "placement '%s': the range %s runs backwards; write %ld-%ld", policy, piece, last,
                         first);
    for (long cpu = first; cpu <= last; cpu++)
        if (add_cpu(p, t, policy, cpu, e) != 0)
            return -1;
    return 0;
}

/* The list as we would write it: "0,1,2" and "0-2" are one placement and get one name. */
static int name_list(struct placement *p, const char *policy, struct error *e)
{
    size_t length = 0;

    for (int i = 0; i < p->count;) {
        int last = i;
        while (last + 1 < p->count && p->cpus[last + 1] == p->cpus[last] + 1)
            last++;
        char piece[32];
        int size = last > i
                       ? snprintf(piece, sizeof piece, "%s%d-%d", i ? "," : "", p->cpus[i], p->cpus[last])
                       : snprintf(piece, sizeof piece, "%s%d", i ? "," : "", p->cpus[i]);
        if (length + (size_t)size >= sizeof p->name)
            return error_set(
                e, "placement '%.40s...': the list is too long for its column, which holds %zu characters",
                policy, sizeof p->name - 1);
        memcpy(p->name + length, piece, (size_t)size + 1);
        length += (size_t)size;
        i = last + 1;
    }
    return 0;
}

static int make_list(struct placement *p, const struct topology *t, const char *policy, struct error *e)
{
    struct text_list pieces = {0};
    int status = 0;

    text_split(&pieces, policy, ",");
    for (size_t i = 0; i < pieces.count && status == 0; i++)
        status = add_range(p, t, policy, pieces.items[i], e);
    text_list_free(&pieces);
    return status == 0 ? name_list(p, policy, e) : -1;
}

int placement_make(struct placement *p, const struct topology *t, const char *policy, struct error *e)
{
    static const struct {
        const char *name;
        void (*order)(struct seats *);
    } orders[] = {{"cores", order_cores}, {"smt", order_smt}, {"scatter", order_scatter}};
    int status;

    *p = (struct placement){.count = 0};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        if (strcmp(policy, orders[i].name) == 0) {
            snprintf(p->name, sizeof p->name, "%s", policy);
            take_permutation(p, t, -1, -1, orders[i].order);
            return 0;
        }
    if (strcmp(policy, "none") == 0) {
        snprintf(p->name, sizeof p->name, "none");
        p->count = t->count;
        return 0;
    }
    if (isdigit((unsigned char)*policy))
        status = make_list(p, t, policy, e);
    else if (strncmp(policy, "node", 4) == 0 && isdigit((unsigned char)policy[4]))
        status = make_node(p, t, policy, e);
    else if (strncmp(policy, "kind=", 5) == 0)
        status = make_kind(p, t, policy, e);
    else
        status = unknown_policy(t, policy, e);
    if (status != 0)
        placement_free(p);
    return status;
}

void placement_free(struct placement *p)
{
    free(p->cpus);
    *p = (struct placement){.count = 0};
}

int placement_cpu(const struct placement *p, int worker)
{
    return p->cpus ? p->cpus[worker % p->count] : -1;
}

/* How many different CPUs the first N workers have. */
static int used_count(const struct placement *p, int workers)
{
    return workers < p->count ? workers : p->count;
}

/* These CPUs, each looked up once; the caller frees. */
static const struct topology_cpu **find_used(const struct placement *p, const struct topology *t, int workers)
{
    int count = used_count(p, workers);
    const struct topology_cpu **used = text_grow(NULL, (size_t)count + 1, sizeof *used);

    for (int i = 0; i < count; i++)
        used[i] = topology_find(t, p->cpus[i]);
    return used;
}

unsigned placement_flags(const struct placement *p, const struct topology *t, int workers)
{
    unsigned flags = workers > p->count ? PLACEMENT_OVERSUBSCRIBED : 0;

    if (!p->cpus)
        return flags;
    const struct topology_cpu **used = find_used(p, t, workers);
    for (int i = 0; i < used_count(p, workers); i++)
        for (int j = 0; j < i; j++) {
            if (used[i]->core == used[j]->core)
                flags |= PLACEMENT_SMT_SHARED;
            if (used[i]->kind != used[j]->kind)
                flags |= PLACEMENT_MIXED_KINDS;
        }
    free(used);
    return flags;
}

/* How little a thread on one CPU disturbs a thread on the other. */
static int distance(const struct topology_cpu *a, const struct topology_cpu *b)
{
    if (a == b)
        return 0;
    if (a->core == b->core)
        return 1;
    if (a->node == b->node && a->package == b->package)
        return 2;
    return a->package == b->package ? 3 : 4;
}

int placement_spare_cpu(const struct placement *p, const struct topology *t, int workers)
{
    int best_distance = 1, spare = -1;

    if (!p->cpus)
        return -1;
    const struct topology_cpu **used = find_used(p, t, workers);
    for (int i = 0; i < t->count; i++) {
        int nearest = 5;
        for (int j = 0; j < used_count(p, workers); j++) {
            int to_worker = distance(&t->cpus[i], used[j]);
            nearest = to_worker < nearest ? to_worker : nearest;
        }
        /* Of several as far the last, which workers reach last as N grows. */
        if (nearest >= best_distance) {
            best_distance = nearest;
            spare = t->cpus[i].os;
        }
    }
    free(used);
    return spare;
}
