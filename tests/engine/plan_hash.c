/*
 * Runs a compiled plan and prints one hash of everything that can be observed of it: the same
 * program for this machine and for WebAssembly.
 *
 *     plan_hash FILE REPLICATIONS [backward]
 *
 * Each replication has a hash, 64-bit FNV-1a over the bits of every value observed of it, month by
 * month; printed is the exclusive or of them all. It does not depend on how replications are put
 * into blocks, nor on the order of blocks, if their results do not.
 */
#ifdef FROM_CONFIGURATION
#include "../read_scenario.h"
#endif
#include "engine/engine.h"
#include "engine/observe.h"
#include "engine/plan_bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct hash {
    struct observation observation;
    uint64_t of[LANES]; // of the block's replications so far
};

static void add_month(void *context, const struct plan *plan, const struct state *state, int32_t t)
{
    struct hash *h = context;

    (void)plan;

    EACH_LANE (i)
        h->of[i] = t < 0 ? UINT64_C(14695981039346656037) : h->of[i];
    for (size_t c = 0; c < h->observation.n; c++) {
        const real *value = observe_values(&h->observation.column[c], state);
        EACH_LANE (i) {
            const double x = value[i];
            uint64_t bits;
            memcpy(&bits, &x, sizeof bits);
            for (int byte = 0; byte < 64; byte += 8)
                h->of[i] = (h->of[i] ^ (bits >> byte & 255)) * UINT64_C(1099511628211);
        }
    }
}

#ifdef FROM_CONFIGURATION

/** Reads a configuration and sends its plan through bytes.  @return NULL, or what is wrong */
static const char *load(struct plan *plan, const char *path)
{
    struct scenario sc;
    struct diag diag = {0};
    struct bytes bytes = {0};
    struct plan compiled;
    const char *wrong = "bad configuration";

    if (read_scenario(path, NULL, NULL, 0, &sc, &diag) && diag.count == 0 &&
        plan_init(&compiled, &sc, false)) {
        plan_bytes_write(&compiled, &bytes);
        wrong = plan_bytes_read(plan, bytes.data, bytes.size);
        plan_free(&compiled);
    }
    diag_free(&diag);
    bytes_free(&bytes);
    scenario_free(&sc);
    return wrong;
}

#else

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

/** Reads a plan.  @return NULL, or what is wrong */
static const char *load(struct plan *plan, const char *path)
{
    size_t size = 0;
    void *data = read_file(path, &size);
    const char *wrong = data ? plan_bytes_read(plan, data, size) : "no such file";

    free(data);
    return wrong;
}

#endif

/** The combined hash of replications 0 ... n-1; whole blocks are run, what lies beyond n is left
 * out. */
static uint64_t hash_all(struct hash *h, const struct plan *plan, struct state *state, uint64_t n,
                         bool backward)
{
    const struct engine_observer observer = {add_month, h};
    const uint64_t blocks = (n + LANES - 1) / LANES;
    uint64_t all = 0;

    for (uint64_t b = 0; b < blocks; b++) {
        const uint64_t first = (backward ? blocks - 1 - b : b) * LANES;
        engine_run(plan, state, (struct engine_futures){.first = first}, NULL, NULL, &observer);
        EACH_LANE (i)
            all ^= first + (uint64_t)i < n ? h->of[i] : 0;
    }
    return all;
}

int main(int argc, char *argv[])
{
    struct plan plan;
    struct state state;
    struct hash h = {0};
    const char *wrong = argc >= 3 ? load(&plan, argv[1]) : "two arguments are needed";

    if (!wrong && (!observation_init(&h.observation, &plan) || !state_init(&state, &plan)))
        wrong = "out of memory";
    if (wrong) {
        fprintf(stderr, "plan_hash: %s\n", wrong);
        return 1;
    }
    printf("%016llx\n",
           (unsigned long long)hash_all(&h, &plan, &state, strtoull(argv[2], NULL, 10), argc > 3));
    state_free(&state);
    observation_free(&h.observation);
    plan_free(&plan);
    return 0;
}
