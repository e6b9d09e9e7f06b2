#include "output/sweep_manifest.h"

#include "base/text.h"
#include "output/json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define TRAJECTORIES "  \"trajectories\": "

static void put_text(FILE *f, const char *key, const char *text)
{
    fprintf(f, "  \"%s\": ", key);
    json_string(f, text);
    fputs(",\n", f);
}

static void put_number(FILE *f, const char *key, uint64_t number)
{
    fprintf(f, "  \"%s\": %" PRIu64 ",\n", key, number);
}

/** Names in their order: of factors, the dimensions of the design. */
static void put_factors(FILE *f, const char *key, const struct study_factor factors[], size_t n)
{
    fprintf(f, "  \"%s\": [", key);
    for (size_t k = 0; k < n; k++) {
        fputs(k ? ",\n    " : "\n    ", f);
        json_string(f, factors[k].name);
    }
    fputs(n ? "\n  ],\n" : "],\n", f);
}

static void put_files(FILE *f, const struct sweep_manifest *m)
{
    const char *comma = "\n";

    fputs("  \"xxh64\": {", f);
    for (size_t i = 0; i < m->n_files; i++)
        if (*m->files[i].sum) {
            fprintf(f, "%s    \"%s\": \"%s\"", comma, m->files[i].name, m->files[i].sum);
            comma = ",\n";
        }
    fputs("\n  },\n", f);
}

static void put_failures(FILE *f, const struct sweep_manifest *m)
{
    const size_t policies = m->study->n_policies;

    put_number(f, "failed_runs", m->failures->n);
    fputs("  \"failures\": [", f);
    for (uint64_t i = 0; i < m->failures->n && i < SWEEP_MANIFEST_FAILURES; i++) {
        const struct runs_failure *x = &m->failures->first[i];
        fprintf(f, "%s\n    {\"run\": %" PRIu64 ", \"future\": %" PRIu64 ", \"policy\": ",
                i ? "," : "", x->run, x->run / policies);
        json_string(f, m->study->policies[x->run % policies].name);
        fprintf(f,
                ", \"replication\": %" PRIu64 ", \"identity\": %" PRId32 ", \"month\": %" PRId32
                ", \"replay\": \"chokepoint replay study.cfg --run %" PRIu64
                " --replication %" PRIu64 "\"}",
                x->replication, x->failure, x->month, x->run, x->replication);
    }
    fputs(m->failures->n ? "\n  ]\n" : "]\n", f);
}

void sweep_manifest_write(FILE *f, const struct sweep_manifest *m)
{
    const struct study *study = m->study;

    fputs("{\n  \"program\": \"chokepoint\",\n", f);
    put_text(f, "version", m->version);
    put_text(f, "study", study->title);
    put_text(f, "identity", m->identity);
    put_text(f, "design", study->design->name);
    fprintf(f, "  \"seed\": \"%" PRIu64 "\",\n", study->seed);
    put_text(f, "luck", study->common_luck ? "common" : "own");
    put_number(f, "futures", m->cut.futures);
    put_number(f, "policies", study->n_policies);
    put_number(f, "replications", study->replications);
    put_number(f, "runs", m->cut.futures * study->n_policies);
    put_number(f, "chunks", m->cut.chunks);
    put_number(f, "shard", m->shard);
    put_number(f, "shards", m->shards);
    fprintf(f, TRAJECTORIES "%s,\n", m->trajectories ? "true" : "false");
    put_factors(f, "dimensions", study->factors, study->n_factors);
    put_factors(f, "levers", study->levers, study->n_levers);
    put_files(f, m);
    put_failures(f, m);
    fputs("}\n", f);
}

void sweep_manifest_write_run(FILE *f, const struct sweep_manifest_run *run)
{
    fputs("{\n", f);
    put_text(f, "compiler", run->compiler);
    fputs("  \"command\": ", f);
    json_strings(f, run->argv, (size_t)run->argc);
    fputs(",\n", f);
    put_number(f, "lanes", LANES);
    put_number(f, "processes", (uint64_t)run->processes);
    put_number(f, "threads", run->threads);
    put_number(f, "chunks_computed", run->computed);
    fprintf(f, "  \"seconds\": %.3f\n}\n", run->seconds);
}

bool sweep_manifest_sum(const char *path, char sum[XXHASH_TEXT])
{
    FILE *file = fopen(path, "r");
    struct xxhash s;
    char piece[1 << 16];
    size_t n;

    if (!file)
        return false;
    xxhash_begin(&s);
    while ((n = fread(piece, 1, sizeof piece, file)) > 0)
        xxhash_add(&s, piece, n);
    const bool fine = !ferror(file);
    fclose(file);
    xxhash_text(xxhash_end(&s), sum);
    return fine;
}

bool sweep_manifest_has_trajectories(const char *text)
{
    return strstr(text, "\n" TRAJECTORIES "true,") != NULL;
}

bool sweep_manifest_find(const char *text, const char *name, char sum[XXHASH_TEXT])
{
    char *key = text_format("\"%s\": \"", name);
    const char *at = key ? strstr(text, key) : NULL;

    if (at) {
        snprintf(sum, XXHASH_TEXT, "%s", at + strlen(key));
    }
    free(key);
    return at && strspn(sum, "0123456789abcdef") == XXHASH_TEXT - 1;
}
