/*
 * The system is asked for huge pages; one that knows none, or has none left, gives ordinary ones.
 */
#include "base/pages.h"

#include <stdlib.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

enum { HUGE_PAGE = 1 << 21 };

void *pages_take(size_t bytes)
{
    const size_t unit = bytes < HUGE_PAGE / 2 ? 64 : HUGE_PAGE; // small ones are not worth a page
    const size_t whole = (bytes + unit) / unit * unit;
    void *memory = aligned_alloc(unit, whole);

#ifdef MADV_HUGEPAGE
    if (memory && unit == HUGE_PAGE)
        (void)madvise(memory, whole, MADV_HUGEPAGE); // advice: refused, all is as without it
#endif
    return memory;
}
