#include "output/manifest.h"

#include "base/text.h"
#include "output/folder.h"
#include "output/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// the line that says what results of a manifest are of
#define FINGERPRINT "\n  \"fingerprint\": \"%016" PRIx64 "\",\n"

uint64_t manifest_hash(const char *bytes, size_t n)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < n; i++)
        hash = (hash ^ (uint8_t)bytes[i]) * UINT64_C(0x100000001b3);
    return hash;
}

uint64_t manifest_fingerprint(const struct manifest *m)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);

    if (!f)
        return 0;
    fprintf(f, "%s %d %d %" PRIu64 " %.17g", m->version, m->deterministic, m->trajectories,
            m->first, m->until);
    for (size_t i = 0; i < m->n_policies; i++)
        fprintf(f, " %s %" PRIu64 " %" PRIu64, m->policies[i].name, m->policies[i].hash,
                m->policies[i].asked);
    const uint64_t hash = fclose(f) == 0 ? manifest_hash(text, size) : 0;
    free(text);
    return hash;
}

bool manifest_is_current(const char *folder, uint64_t fingerprint)
{
    char *path = text_format("%s/%s", folder, FOLDER_MANIFEST), start[8192];
    char *wanted = text_format(FINGERPRINT, fingerprint);
    FILE *file = path && wanted ? fopen(path, "r") : NULL;

    start[file ? fread(start, 1, sizeof start - 1, file) : 0] = '\0';
    const bool is = file && strstr(start, wanted);
    if (file)
        fclose(file);
    free(path);
    free(wanted);
    return is;
}

static bool is_whole(const struct manifest *m)
{
    bool whole = !m->partial;

    for (size_t i = 0; i < m->n_policies; i++)
        whole = whole && m->policies[i].result->failed == 0;
    return whole;
}

static void put_strings(FILE *f, const char *key, char *const texts[], size_t n)
{
    fprintf(f, "  \"%s\": ", key);
    json_strings(f, texts, n);
    fputs(",\n", f);
}

static void put_failures(FILE *f, const struct manifest_policy *p)
{
    fputs("\"failures\": [", f);
    for (uint64_t i = 0; i < p->result->failed && i < ENSEMBLE_FAILURES; i++) {
        const struct ensemble_failure *x = &p->result->failures[i];
        fprintf(f,
                "%s\n      {\"replication\": %" PRIu64 ", \"identity\": %" PRId32
                ", \"month\": %" PRId32 ", \"replay\": ",
                i ? "," : "", x->replication, x->failure, x->month);
        json_string(f, p->replay ? p->replay[i] : "");
        putc('}', f);
    }
    putc(']', f);
}

static void put_policy(FILE *f, const struct manifest_policy *p)
{
    fputs("    {\"name\": ", f);
    json_string(f, p->name);
    fprintf(f,
            ", \"resolved\": \"resolved-%s.cfg\", \"fnv1a_64\": \"%016" PRIx64
            "\", \"seed\": \"%" PRIu64 "\", \"months\": %" PRId32 ", \"asked\": %" PRIu64
            ", \"replications\": %" PRIu64 ", \"counted\": %" PRIu64 ", \"failed\": %" PRIu64
            ", \"seconds\": %.3f",
            p->name, p->hash, p->seed, p->months, p->asked, p->result->places, p->result->done,
            p->result->failed, p->seconds);
    if (isfinite(p->error))
        fprintf(f, ", \"monte_carlo_error\": %.3g", p->error);
    fputs(",\n     ", f);
    put_failures(f, p);
    putc('}', f);
}

void manifest_write(FILE *f, const struct manifest *m)
{
    fputs("{\n  \"program\": \"chokepoint\",\n  \"version\": ", f);
    json_string(f, m->version);
    fputs(",\n  \"compiler\": ", f);
    json_string(f, m->compiler);
    fputs(",", f);
    if (is_whole(m))
        fprintf(f, FINGERPRINT, manifest_fingerprint(m));
    else
        putc('\n', f);
    put_strings(f, "command", m->argv, (size_t)m->argc);
    fputs("  \"configuration\": ", f);
    json_string(f, m->configuration);
    fputs(",\n", f);
    put_strings(f, "files", m->files, m->n_files);
    fputs("  \"opening\": ", f);
    json_string(f, m->start);
    fprintf(f, ",\n  \"partial\": %s", m->partial ? "true" : "false");
    if (m->until > 0)
        fprintf(f, ",\n  \"until\": %g", m->until);
    fprintf(f,
            ",\n  \"generator\": \"Threefry4x32-20\",\n  \"deterministic\": %s,\n  "
            "\"first_replication\": %" PRIu64
            ",\n  \"precision\": \"%s\",\n  \"lanes\": %d,\n  \"threads\": %u,\n  \"seconds\": "
            "%.3f,\n  \"policies\": [\n",
            m->deterministic ? "true" : "false", m->first, REAL_NAME, LANES, m->threads,
            m->seconds);
    for (size_t i = 0; i < m->n_policies; i++) {
        put_policy(f, &m->policies[i]);
        fputs(i + 1 < m->n_policies ? ",\n" : "\n", f);
    }
    fputs("  ]\n}\n", f);
}
