/*
 * Runs a compiled plan and prints one hash of everything that can be observed of it: the same
 * program for this machine and for WebAssembly.
 *
 *     plan_hash FILE REPLICATIONS
 *
 * The hash is 64-bit FNV-1a over the bits of every observed value, blocks and months in order.
 */
#include "engine/engine.h"
#include "engine/observe.h"
#include "engine/plan_bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct hash {
    struct observation observation;
    uint64_t value;
};

static void add_month(void *context, const struct plan *plan, const struct state *state, int32_t t)
{
    struct hash *h = context;

    (void)plan, (void)t;
    for (size_t c = 0; c < h->observation.n; c++) {
        const double *x = observe_values(&h->observation.column[c], state);
        for (int i = 0; i < LANES; i++) {
            uint64_t bits;
            memcpy(&bits, &x[i], sizeof bits);
            for (int byte = 0; byte < 64; byte += 8)
                h->value = (h->value ^ (bits >> byte & 255)) * UINT64_C(1099511628211);
        }
    }
}

static void *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *data = NULL;
    size_t room = 0, got = 1;

    for (*size = 0; file && got > 0; *size += got) {
        room = *size + (1 << 16);
        data = realloc(data, room);
        got = data ? fread(data + *size, 1, room - *size, file) : 0;
    }
    if (file)
        fclose(file);
    return data;
}

int main(int argc, char *argv[])
{
    struct plan plan;
    struct state state;
    struct hash h = {.value = UINT64_C(14695981039346656037)};
    size_t size = 0;
    void *data = argc == 3 ? read_file(argv[1], &size) : NULL;
    const char *wrong = data ? plan_bytes_read(&plan, data, size) : "no such file";

    if (!wrong && (!observation_init(&h.observation, &plan) || !state_init(&state, &plan)))
        wrong = "out of memory";
    if (wrong) {
        fprintf(stderr, "plan_hash: %s\n", wrong);
        return 1;
    }
    const struct engine_observer observer = {add_month, &h};
    for (uint64_t first = 0; first < strtoull(argv[2], NULL, 10); first += LANES)
        engine_run(&plan, &state, first, NULL, NULL, &observer);
    printf("%016llx\n", (unsigned long long)h.value);
    state_free(&state);
    observation_free(&h.observation);
    plan_free(&plan);
    free(data);
    return 0;
}
