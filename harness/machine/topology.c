#include "machine/topology.h"

#include <errno.h>
#include <hwloc/linux.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* Things met so far, in order: gives the packages, nodes and cores of the allowed CPUs ranks without holes,
 * whatever hwloc calls them. */
struct seen {
    const void **things;
    int count;
};

static int rank_of(struct seen *seen, const void *thing)
{
    /* From the end: CPUs come in the order of the tree, so the last one seen is nearly always the one. */
    for (int i = seen->count - 1; i >= 0; i--)
        if (seen->things[i] == thing)
            return i;
    seen->things = text_grow(seen->things, (size_t)seen->count + 1, sizeof *seen->things);
    seen->things[seen->count] = thing;
    return seen->count++;
}

/* The NUMA node nearest to a PU: of those that hold it, the one with the fewest CPUs, and of these the first
 * (ordinary memory comes before the high-bandwidth kind). NULL when the machine shows none. */
static hwloc_obj_t node_of(hwloc_topology_t hwloc, hwloc_obj_t pu)
{
    hwloc_obj_t nearest = NULL, node = NULL;

    while ((node = hwloc_get_next_obj_by_type(hwloc, HWLOC_OBJ_NUMANODE, node)))
        if (hwloc_bitmap_isset(node->cpuset, pu->os_index) &&
            (!nearest || hwloc_bitmap_weight(node->cpuset) < hwloc_bitmap_weight(nearest->cpuset)))
            nearest = node;
    return nearest;
}

/* hwloc 3.0 hands out the infos, which we do not want, in another shape. */
static int kind_efficiency(hwloc_topology_t hwloc, unsigned kind)
{
    int efficiency = -1;
#if HWLOC_API_VERSION >= 0x00030000
    hwloc_cpukinds_get_info(hwloc, kind, NULL, &efficiency, NULL, 0);
#else
    hwloc_cpukinds_get_info(hwloc, kind, NULL, &efficiency, NULL, NULL, 0);
#endif
    return efficiency;
}

/* Numbers the kinds that allowed CPUs really have. Asking for each CPU, because hwloc's kinds may hold CPUs
 * that are not allowed. */
static void read_kinds(struct topology *t)
{
    int known = hwloc_cpukinds_get_nr(t->hwloc, 0);
    if (known < 0)
        known = 0;
    int *members = text_grow(NULL, (size_t)known + 1, sizeof *members); /* the last: CPUs of no kind */
    memset(members, 0, ((size_t)known + 1) * sizeof *members);

    t->kinds_ranked = true;
    for (int i = 0; i < t->count; i++) {
        hwloc_obj_t pu = hwloc_get_pu_obj_by_os_index(t->hwloc, (unsigned)t->cpus[i].os);
        int kind = known > 0 ? hwloc_cpukinds_get_by_cpuset(t->hwloc, pu->cpuset, 0) : -1;
        t->cpus[i].kind = kind < 0 ? known : kind;
        members[t->cpus[i].kind]++;
    }
    t->kinds = 0;
    for (int kind = 0; kind <= known; kind++) {
        if (members[kind] == 0)
            continue;
        if (kind == known || kind_efficiency(t->hwloc, (unsigned)kind) < 0)
            t->kinds_ranked = false;
        members[kind] = t->kinds++; /* from here on its rank */
    }
    for (int i = 0; i < t->count; i++)
        t->cpus[i].kind = members[t->cpus[i].kind];
    if (t->kinds == 1)
        t->kinds_ranked = true; /* nothing to rank */
    free(members);
}

static int siblings_before(const struct topology *t, int index)
{
    int siblings = 0;

    for (int i = 0; i < index; i++)
        siblings += t->cpus[i].core == t->cpus[index].core;
    return siblings;
}

int topology_read(struct topology *t, struct error *e)
{
    struct seen cores = {0}, packages = {0}, nodes = {0};
    hwloc_const_bitmap_t allowed = hwloc_topology_get_allowed_cpuset(t->hwloc);
    hwloc_obj_t pu = NULL;

    free(t->cpus);
    t->cpus = NULL;
    t->count = 0;
    t->has_cores = true;
    while ((pu = hwloc_get_next_obj_by_type(t->hwloc, HWLOC_OBJ_PU, pu))) {
        if (!hwloc_bitmap_isset(allowed, pu->os_index))
            continue;
        hwloc_obj_t core = hwloc_get_ancestor_obj_by_type(t->hwloc, HWLOC_OBJ_CORE, pu);
        if (!core) {
            t->has_cores = false;
            core = pu;
        }
        t->cpus = text_grow(t->cpus, (size_t)t->count + 1, sizeof *t->cpus);
        t->cpus[t->count++] = (struct topology_cpu){
            .os = (int)pu->os_index,
            .core = rank_of(&cores, core),
            .package = rank_of(&packages, hwloc_get_ancestor_obj_by_type(t->hwloc, HWLOC_OBJ_PACKAGE, pu)),
            .node = rank_of(&nodes, node_of(t->hwloc, pu)),
        };
        t->cpus[t->count - 1].sibling = siblings_before(t, t->count - 1);
    }
    t->cores = cores.count;
    t->packages = packages.count;
    t->nodes = nodes.count;
    free(cores.things);
    free(packages.things);
    free(nodes.things);
    if (t->count == 0)
        return error_set_status(e, EXIT_MISSING, "hwloc shows no CPU that this process may use");
    read_kinds(t);

    const struct hwloc_topology_support *support = hwloc_topology_get_support(t->hwloc);
    t->can_bind = hwloc_topology_is_thissystem(t->hwloc) && support->cpubind->set_thisthread_cpubind &&
                  support->cpubind->get_thisthread_cpubind;
    return 0;
}

/* Takes over t->hwloc; frees it when something fails. */
static int load(struct topology *t, struct error *e)
{
    if (hwloc_topology_load(t->hwloc) != 0) {
        error_set_status(e, EXIT_MISSING, "hwloc cannot read the topology of this machine: %s",
                         strerror(errno));
        topology_free(t);
        return -1;
    }
    if (topology_read(t, e) != 0) {
        topology_free(t);
        return -1;
    }
    return 0;
}

static int begin(struct topology *t, unsigned long flags, struct error *e)
{
    *t = (struct topology){0};
    if (hwloc_topology_init(&t->hwloc) != 0)
        return error_set_status(e, EXIT_MISSING, "hwloc cannot start: %s", strerror(errno));
    if (hwloc_topology_set_flags(t->hwloc, flags) != 0) {
        error_set_status(e, EXIT_MISSING,
                         "hwloc does not know a flag we need (version 2.5 or newer is wanted): %s",
                         strerror(errno));
        topology_free(t);
        return -1;
    }
    return 0;
}

int topology_load(struct topology *t, struct error *e)
{
    /* Without RESTRICT_TO_CPUBINDING hwloc honours cgroups but not the affinity mask, and binding would
     * escape from taskset; it is refused without IS_THISSYSTEM. DONT_CHANGE_BINDING keeps the x86 backend
     * from moving us from CPU to CPU to ask each. A machine from HWLOC_SYNTHETIC or HWLOC_XMLFILE stays
     * not ours in spite of IS_THISSYSTEM (tried with 2.9), and can_bind says so. */
    const unsigned long flags = HWLOC_TOPOLOGY_FLAG_IS_THISSYSTEM |
                                HWLOC_TOPOLOGY_FLAG_RESTRICT_TO_CPUBINDING |
                                HWLOC_TOPOLOGY_FLAG_DONT_CHANGE_BINDING;

    return begin(t, flags, e) < 0 ? -1 : load(t, e);
}

int topology_save(const struct topology *t, const char *path, struct error *e)
{
    if (hwloc_topology_export_xml(t->hwloc, path, 0) != 0)
        return error_set_status(e, EXIT_CELL_FAILED, "%s: the topology cannot be written: %s", path,
                                strerror(errno));
    return 0;
}

int topology_load_saved(struct topology *t, const char *path, struct error *e)
{
    if (begin(t, HWLOC_TOPOLOGY_FLAG_IS_THISSYSTEM, e) < 0)
        return -1;
    if (hwloc_topology_set_xml(t->hwloc, path) != 0) {
        topology_free(t);
        return error_set(e, "%s: holds no topology", path);
    }
    return load(t, e) < 0 ? error_set(e, "%s: holds no topology that hwloc can read", path) : 0;
}

int topology_load_synthetic(struct topology *t, const char *description, struct error *e)
{
    if (begin(t, 0, e) < 0)
        return -1;
    if (hwloc_topology_set_synthetic(t->hwloc, description) != 0) {
        topology_free(t);
        return error_set(e, "'%s' describes no machine; write it like 'pack:2 numa:1 core:4 pu:2'",
                         description);
    }
    return load(t, e);
}

void topology_free(struct topology *t)
{
    if (t->hwloc)
        hwloc_topology_destroy(t->hwloc);
    free(t->cpus);
    *t = (struct topology){0};
}

const struct topology_cpu *topology_find(const struct topology *t, int os)
{
    for (int i = 0; i < t->count; i++)
        if (t->cpus[i].os == os)
            return &t->cpus[i];
    return NULL;
}

char *topology_cpu_list(const struct topology *t)
{
    hwloc_bitmap_t set = hwloc_bitmap_alloc();
    char *text = NULL;

    for (int i = 0; set && i < t->count; i++)
        hwloc_bitmap_set(set, (unsigned)t->cpus[i].os);
    if (!set || hwloc_bitmap_list_asprintf(&text, set) < 0)
        text = text_format("unknown");
    hwloc_bitmap_free(set);
    return text;
}

int topology_bind_self(const struct topology *t, int os, struct error *e)
{
    hwloc_bitmap_t wanted = NULL, got = NULL;
    char *allowed = NULL, *found = NULL;
    int status = -1;

    if (!t->can_bind)
        return error_set_status(
            e, EXIT_MISSING,
            "cannot bind to CPU %d: this topology is not the machine we run on, or the system lacks binding",
            os);
    if (!topology_find(t, os)) {
        allowed = topology_cpu_list(t);
        error_set(e, "cannot bind to CPU %d: allowed here are %s", os, allowed);
        goto out;
    }
    hwloc_obj_t pu = hwloc_get_pu_obj_by_os_index(t->hwloc, (unsigned)os);
    wanted = hwloc_bitmap_dup(pu->cpuset);
    got = hwloc_bitmap_alloc();
    if (!wanted || !got) {
        error_set_status(e, EXIT_CELL_FAILED, "cannot bind to CPU %d: out of memory", os);
        goto out;
    }
    hwloc_bitmap_singlify(wanted);
    if (hwloc_set_cpubind(t->hwloc, wanted, HWLOC_CPUBIND_THREAD | HWLOC_CPUBIND_STRICT) != 0) {
        error_set_status(e, EXIT_CELL_FAILED, "cannot bind to CPU %d: %s", os, strerror(errno));
        goto out;
    }
    if (hwloc_get_cpubind(t->hwloc, got, HWLOC_CPUBIND_THREAD) != 0) {
        error_set_status(e, EXIT_CELL_FAILED, "cannot read the binding to CPU %d back: %s", os,
                         strerror(errno));
        goto out;
    }
    if (!hwloc_bitmap_isequal(wanted, got)) {
        if (hwloc_bitmap_list_asprintf(&found, got) < 0)
            found = NULL;
        error_set_status(e, EXIT_CELL_FAILED, "asked for CPU %d, but the system bound us to %s", os,
                         found ? found : "others");
        goto out;
    }
    status = 0;
out:
    hwloc_bitmap_free(wanted);
    hwloc_bitmap_free(got);
    free(allowed);
    free(found);
    return status;
}

int topology_last_cpu(const struct topology *t, pid_t tid)
{
    if (!t->can_bind)
        return -1; /* another machine's topology; the number would be one of ours */
    hwloc_bitmap_t set = hwloc_bitmap_alloc();
    int cpu = -1;

    if (set && hwloc_linux_get_tid_last_cpu_location(t->hwloc, tid, set) == 0)
        cpu = hwloc_bitmap_first(set);
    hwloc_bitmap_free(set);
    return cpu;
}
