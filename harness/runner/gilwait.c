#include "runner/gilwait.h"

#include "base/clock.h"

#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <stdlib.h>

#ifdef __has_feature
#if __has_feature(thread_sanitizer)
#define __SANITIZE_THREAD__ 1
#endif
#endif

/* What has to answer for an address: the object that holds it, from its first to its last byte in memory. Whole, because optimisers
 * spread code over several segments. */
struct range {
    uintptr_t address, low, high;
};

static struct range counted;
static _Thread_local struct gilwait *mine;

int64_t gilwait_ns(const struct gilwait *wait, int64_t at_ns)
{
    unsigned before, after;
    int64_t since, waited;

    do {
        before = atomic_load_explicit(&wait->sequence, memory_order_acquire);
        since = atomic_load_explicit(&wait->since_ns, memory_order_acquire);
        waited = atomic_load_explicit(&wait->waited_ns, memory_order_acquire);
        after = atomic_load_explicit(&wait->sequence, memory_order_relaxed);
    } while (before != after || before & 1);
    return since && at_ns > since ? waited + at_ns - since : waited;
}

bool gilwait_works(void)
{
    return counted.high != 0;
}

void gilwait_watch(struct gilwait *wait)
{
    mine = wait;
}

#ifdef __SANITIZE_THREAD__
int gilwait_init(const void *address, struct error *why)
{
    (void)address;
    return error_set(
        why, "ThreadSanitizer has functions of its own in the place where waits for the GIL are measured");
}
#else

static int take_range(struct dl_phdr_info *info, size_t size, void *context)
{
    struct range *range = context;
    uintptr_t low = UINTPTR_MAX, high = 0;

    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type != PT_LOAD)
            continue;
        uintptr_t start = info->dlpi_addr + segment->p_vaddr;
        low = start < low ? start : low;
        high = start + segment->p_memsz > high ? start + segment->p_memsz : high;
    }
    if (range->address < low || range->address >= high)
        return 0;
    range->low = low;
    range->high = high;
    return 1;
}

int gilwait_init(const void *address, struct error *why)
{
    struct range range = {.address = (uintptr_t)address};

    if (!address || dl_iterate_phdr(take_range, &range) != 1)
        return error_set(why, "cannot tell where libpython lies in memory");
    counted = range;
    return 0;
}

/* libc has two conditions: a binary that asks for none by its version may get the one of 1999, which knows no clocks and is smaller.
 * Only x86-64 is old enough for both. */
static void *find(const char *name)
{
#if defined __x86_64__ && defined __GLIBC__
    void *found = dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2");
#elif defined __aarch64__ && defined __GLIBC__
    void *found = dlvsym(RTLD_NEXT, name, "GLIBC_2.17");
#else
    void *found = NULL;
#endif
    if (!found)
        found = dlsym(RTLD_NEXT, name);
    if (!found)
        abort(); /* libpython would not have been loaded */
    return found;
}

static void store(struct gilwait *wait, int64_t since_ns, int64_t waited_ns)
{
    unsigned sequence = atomic_load_explicit(&wait->sequence, memory_order_relaxed);

    atomic_store_explicit(&wait->sequence, sequence + 1, memory_order_relaxed);
    atomic_store_explicit(&wait->since_ns, since_ns, memory_order_release);
    atomic_store_explicit(&wait->waited_ns, waited_ns, memory_order_release);
    atomic_store_explicit(&wait->sequence, sequence + 2, memory_order_release);
}

/* The calling thread's counter, if this call counts. */
static struct gilwait *counter_of(const void *caller)
{
    return mine && (uintptr_t)caller >= counted.low && (uintptr_t)caller < counted.high ? mine : NULL;
}

static void begin_wait(struct gilwait *wait)
{
    if (wait)
        store(wait, clock_now_ns(), atomic_load_explicit(&wait->waited_ns, memory_order_relaxed));
}

static void end_wait(struct gilwait *wait)
{
    if (!wait)
        return;
    int64_t took = clock_now_ns() - atomic_load_explicit(&wait->since_ns, memory_order_relaxed);
    store(wait, 0, atomic_load_explicit(&wait->waited_ns, memory_order_relaxed) + took);
}

/* In the places of libc's functions of these names. Looked up at the first call, which may come from any thread and before main. */
int pthread_cond_wait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex)
{
    static int (*_Atomic real)(pthread_cond_t *restrict, pthread_mutex_t *restrict);
    struct gilwait *wait = counter_of(__builtin_return_address(0));
    int (*call)(pthread_cond_t *restrict, pthread_mutex_t *restrict) =
        atomic_load_explicit(&real, memory_order_relaxed);

    if (!call) {
        *(void **)&call = find("pthread_cond_wait");
        atomic_store_explicit(&real, call, memory_order_relaxed);
    }
    begin_wait(wait);
    int result = call(condition, mutex);
    end_wait(wait);
    return result;
}

int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict until)
{
    static int (*_Atomic real)(pthread_cond_t *restrict, pthread_mutex_t *restrict,
                               const struct timespec *restrict);
    struct gilwait *wait = counter_of(__builtin_return_address(0));
    int (*call)(pthread_cond_t *restrict, pthread_mutex_t *restrict, const struct timespec *restrict) =
        atomic_load_explicit(&real, memory_order_relaxed);

    if (!call) {
        *(void **)&call = find("pthread_cond_timedwait");
        atomic_store_explicit(&real, call, memory_order_relaxed);
    }
    begin_wait(wait);
    int result = call(condition, mutex, until);
    end_wait(wait);
    return result;
}
#endif
