#include "cli/sweep_grow.h"

#include "cli/commands.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/** Copies one.  @param taken counts it  @return an exit code */
static int take(const struct experiment *e, const struct chunk_kind *there, uint64_t number,
                uint64_t *taken)
{
    struct chunk chunk;
    const enum chunk_state state = chunk_read(there, number, &chunk);
    int code = EXIT_FINE;

    if (state == CHUNK_FOREIGN || state == CHUNK_UNREADABLE) {
        fprintf(stderr, "chokepoint: --grow: %s\n", chunk.error);
        code = state == CHUNK_FOREIGN ? EXIT_CONFIGURATION : EXIT_WORLD;
    } else if (state == CHUNK_WHOLE) { // else damaged, or the shorter last one: computed again
        char error[512];
        if (chunk_write(&e->kind, &chunk.of, error)) {
            ++*taken;
        } else {
            fprintf(stderr, "chokepoint: %s\n", error);
            code = EXIT_WORLD;
        }
    }
    chunk_free(&chunk);
    return code;
}

int sweep_grow_check(const struct experiment *e, const char *from)
{
    struct chunk_kind there = e->kind;
    uint8_t *old = calloc(e->kind.cut.chunks, sizeof *old);
    uint64_t c = 0;
    int code = EXIT_FINE;

    there.folder = from;
    if (!old) {
        code = no_memory();
    } else if (!chunk_list(&there, old)) {
        fprintf(stderr, "chokepoint: --grow: %s: %s\n", from, strerror(errno));
        code = EXIT_WORLD;
    } else {
        struct chunk chunk;
        while (c < e->kind.cut.chunks && !old[c])
            c++;
        if (c == e->kind.cut.chunks) {
            fprintf(stderr,
                    "chokepoint: --grow: %s: holds no chunks; a sweep keeps them with "
                    "--keep-chunks\n",
                    from);
            code = EXIT_USAGE;
        } else if (chunk_read(&there, c, &chunk) == CHUNK_FOREIGN) {
            fprintf(stderr, "chokepoint: --grow: %s\n", chunk.error);
            code = EXIT_CONFIGURATION;
        }
        if (c < e->kind.cut.chunks)
            chunk_free(&chunk);
    }
    free(old);
    return code;
}

int sweep_grow(const struct experiment *e, const char *from, uint64_t shard, uint64_t shards)
{
    struct chunk_kind there = e->kind;
    uint8_t *old = calloc(e->kind.cut.chunks, sizeof *old);
    uint8_t *here = calloc(e->kind.cut.chunks, sizeof *here);
    uint64_t taken = 0;
    int code = old && here ? EXIT_FINE : no_memory();

    there.folder = from;
    if (code == EXIT_FINE && (!chunk_list(&there, old) || !chunk_list(&e->kind, here))) {
        fprintf(stderr, "chokepoint: --grow: %s: %s\n", from, strerror(errno));
        code = EXIT_WORLD;
    }
    for (uint64_t c = shard - 1; c < e->kind.cut.chunks && code == EXIT_FINE; c += shards)
        if (old[c] && !here[c])
            code = take(e, &there, c, &taken);
    if (code == EXIT_FINE)
        fprintf(stderr, "%" PRIu64 " chunks are taken from %s\n", taken, from);
    free(old);
    free(here);
    return code;
}
