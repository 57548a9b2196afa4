#include "runner/interpose.h"

#include <dlfcn.h>
#include <link.h>
#include <stdint.h>
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

static struct range python;

bool interpose_works(void)
{
    return python.high != 0;
}

bool interpose_is_python(const void *caller)
{
    return (uintptr_t)caller >= python.low && (uintptr_t)caller < python.high;
}

#ifdef __SANITIZE_THREAD__
int interpose_init(const void *address, struct error *why)
{
    (void)address;
    return error_set(
        why, "ThreadSanitizer has functions of its own in the place where we see what libpython calls");
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

int interpose_init(const void *address, struct error *why)
{
    struct range range = {.address = (uintptr_t)address};

    if (!address || dl_iterate_phdr(take_range, &range) != 1)
        return error_set(why, "cannot tell where libpython lies in memory");
    python = range;
    return 0;
}

/* libc has two conditions: a binary that asks for none by its version may get the one of 1999, which knows no clocks and is smaller.
 * Only x86-64 is old enough for both. */
void *interpose_real(const char *name)
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
#endif
