/* Blocks in a chain; what does not fit into the last one begins the next. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 65536 // bytes; more where one piece needs them

struct arena_block {
    struct arena_block *before;
    size_t used, room;
    alignas(max_align_t) char bytes[];
};

void *arena_take(struct arena *arena, size_t n)
{
    const size_t unit = alignof(max_align_t), size = (n + unit - 1) / unit * unit;
    struct arena_block *block = arena->last;

    if (!block || size > block->room - block->used) {
        const size_t room = size > BLOCK ? size : BLOCK;
        block = malloc(sizeof *block + room);
        if (!block)
            return NULL;
        *block = (struct arena_block){.before = arena->last, .room = room};
        arena->last = block;
    }
    block->used += size;
    return memset(block->bytes + block->used - size, 0, size);
}

char *arena_text(struct arena *arena, const char *text)
{
    const size_t n = strlen(text) + 1;
    char *copy = arena_take(arena, n);

    return copy ? memcpy(copy, text, n) : NULL;
}

void arena_free(struct arena *arena)
{
    for (struct arena_block *block = arena->last; block;) {
        struct arena_block *before = block->before;
        free(block);
        block = before;
    }
    arena->last = NULL;
}
