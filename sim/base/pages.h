/** Memory that is walked again and again, in pages so large that their addresses stay at hand. */
#ifndef CHOKEPOINT_BASE_PAGES_H
#define CHOKEPOINT_BASE_PAGES_H

#include <stddef.h>

/** Aligned to 64 bytes at least, and not cleared; NULL if memory is short.  free() it. */
void *pages_take(size_t bytes);

#endif
