#include "cli/gather_series.h"

#include "base/text.h"
#include "cli/commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool short_of_memory(struct folder *f)
{
    snprintf(f->error, sizeof f->error, SERIES_FILE ": no memory");
    return false;
}

/** What an outcome is, in a phrase: its table and keys, and its statistic. In fresh memory. */
static char *phrase(const struct study_outcome *outcome, uint64_t replications)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    const char *comma = "";

    if (!out)
        return NULL;
    for (int k = 0; k < OBSERVE_KEYS && observe_key_names[outcome->table][k]; k++)
        if (outcome->key[k]) {
            fprintf(out, "%s%s %s", comma, observe_key_names[outcome->table][k], outcome->key[k]);
            comma = ", ";
        }
    if (replications > 1)
        fprintf(out, "; %s of %" PRIu64 " replications", study_statistic_names[outcome->statistic],
                replications);
    return fclose(out) == 0 ? text : (free(text), NULL);
}

/** The unit of what is added up; an outcome's own may be months. */
static const char *unit_of(const struct outcomes *o, size_t i)
{
    return o->first[i] < o->first[i + 1] ? o->observation.column[o->column[o->first[i]]].unit
                                         : o->study->outcomes[i].unit;
}

/** @param one the plan of the first policy  @param name, outcome room for what the shape names */
static bool create(struct gather *g, const char *path, const struct plans_one *one,
                   const char *name[], struct series_outcome outcome[])
{
    const struct experiment *e = g->experiment;
    const struct study *study = &e->study;
    char source[128];
    bool fine = true;

    snprintf(source, sizeof source, "chokepoint %s, study %s", CHOKEPOINT_VERSION, e->hash);
    for (size_t p = 0; p < study->n_policies; p++)
        name[p] = study->policies[p].name;
    for (size_t i = 0; i < study->n_outcomes; i++) {
        outcome[i] = (struct series_outcome){study->outcomes[i].name, unit_of(&one->outcomes, i),
                                             phrase(&study->outcomes[i], study->replications)};
        fine = fine && outcome[i].doc;
    }
    if (!fine)
        return short_of_memory(g->folder);
    return g->format->create(&g->series, path,
                             &(struct series_shape){.title = study->title,
                                                    .source = source,
                                                    .policy = name,
                                                    .n_policies = study->n_policies,
                                                    .futures = e->kind.cut.futures,
                                                    .together = e->kind.cut.per_chunk,
                                                    .start = one->plan.start,
                                                    .months = one->plan.months,
                                                    .outcome = outcome,
                                                    .n_outcomes = study->n_outcomes},
                             g->folder->error);
}

bool gather_series_open(struct gather *g)
{
    const struct study *study = &g->experiment->study;

    if (!g->format)
        return true;
    const char **name = calloc(study->n_policies, sizeof *name);
    struct series_outcome *outcome = calloc(study->n_outcomes + 1, sizeof *outcome);
    struct plans_one *one = plans_take_first(&g->experiment->plans);
    char *path = text_format("%s/" SERIES_FILE, g->folder->temporary);
    const bool fine = name && outcome && one && path ? create(g, path, one, name, outcome)
                                                     : short_of_memory(g->folder);

    for (size_t i = 0; i < study->n_outcomes && outcome; i++)
        free((char *)outcome[i].doc);
    if (one)
        plans_give_back(&g->experiment->plans, one);
    free(path);
    free(outcome);
    free(name);
    return fine;
}

bool gather_series_put(struct gather *g, const struct sweep_chunk *chunk)
{
    const size_t size = chunk->futures * chunk->records;
    const double *value = chunk->series;
    bool fine = true;

    for (size_t p = 0; p < chunk->policies && g->series; p++)
        for (size_t o = 0; o < chunk->outcomes && fine; o++, value += size)
            fine = g->format->put(g->series, o, p, chunk->future, chunk->futures, value,
                                  g->folder->error);
    return fine;
}

/** What the library wrote is the system's, not yet the disk's. */
static bool sync_file(struct folder *f)
{
    char *path = text_format("%s/" SERIES_FILE, f->temporary);
    FILE *file = path ? fopen(path, "r+") : NULL;
    const bool fine = file && fsync(fileno(file)) == 0;

    if (file)
        fclose(file);
    free(path);
    if (!fine)
        snprintf(f->error, sizeof f->error, "%s/" SERIES_FILE ": cannot be brought to disk",
                 f->path);
    return fine;
}

bool gather_series_close(struct gather *g)
{
    void *series = g->series;

    g->series = NULL;
    return !series || (g->format->close(series, g->folder->error) && sync_file(g->folder));
}
