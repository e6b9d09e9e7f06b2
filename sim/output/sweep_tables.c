#include "output/sweep_tables.h"

#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { DESIGN, OUTCOMES };

const char *const sweep_tables_names[SWEEP_TABLES] = {"design.csv", "outcomes.csv"};

/** The first table there is: some studies do without the design's. */
static int first_table(const struct study *study)
{
    return study->has_design_table ? DESIGN : OUTCOMES;
}

/** "name [unit]" */
static void put_head(FILE *out, const char *name, const char *unit)
{
    fprintf(out, ",%s", name);
    if (unit && *unit)
        fprintf(out, " [%s]", unit);
}

/** The header of a table in fresh memory; NULL if there is none. */
static char *header(const struct study *study, int which)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (!out)
        return NULL;
    fputs(which == DESIGN ? "future" : "run,future,policy", out);
    for (size_t k = 0; which == DESIGN && k < study->n_factors; k++)
        put_head(out, study->factors[k].name, study->factors[k].unit);
    for (size_t k = 0; which == OUTCOMES && k < study->n_levers; k++)
        put_head(out, study->levers[k].name, study->levers[k].unit);
    for (size_t o = 0; which == OUTCOMES && o < study->n_outcomes; o++)
        put_head(out, study->outcomes[o].name, study->outcomes[o].unit);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

bool sweep_tables_open(struct sweep_tables *t, struct folder *folder, const struct study *study)
{
    bool fine = true;

    *t = (struct sweep_tables){.study = study, .folder = folder};
    for (int i = first_table(study); i < SWEEP_TABLES && fine; i++) {
        char *columns = header(study, i);
        t->file[i] = folder_create(folder, sweep_tables_names[i]);
        fine = t->file[i] != NULL;
        if (fine && (!columns || !table_begin(&t->table[i], t->file[i], columns))) {
            snprintf(folder->error, sizeof folder->error, "%s: no memory", sweep_tables_names[i]);
            fine = false;
        }
        if (fine)
            table_flush(&t->table[i]);
        free(columns);
    }
    return fine;
}

bool sweep_tables_begin(struct sweep_tables *rows, const struct study *study)
{
    bool fine = true;

    *rows = (struct sweep_tables){.study = study};
    for (int i = first_table(study); i < SWEEP_TABLES && fine; i++) {
        rows->file[i] = open_memstream(&rows->text[i], &rows->size[i]);
        fine = rows->file[i] && table_begin(&rows->table[i], rows->file[i], NULL);
    }
    return fine;
}

/** One level: a number, or its text without the quotes a change needs. */
static void put_level(struct table *table, const struct study_factor *f, size_t i)
{
    char word[512];
    const char *level = f->levels[i];
    const size_t n = strlen(level);

    if (f->numbers) {
        table_real(table, f->numbers[i]);
    } else if (n >= 2 && n < sizeof word && level[0] == '"') {
        memcpy(word, level + 1, n - 2);
        word[n - 2] = '\0';
        table_name(table, word);
    } else {
        table_name(table, level);
    }
}

static void write_future(struct sweep_tables *t, const struct runs *runs, uint64_t i)
{
    struct table *table = &t->table[DESIGN];

    table_integer(table, (int64_t)(runs->range.future + i));
    for (size_t k = 0; k < t->study->n_factors; k++) {
        const struct study_factor *f = &t->study->factors[k];
        const double x = runs_value(runs, k, i);
        if (study_is_structural(f))
            put_level(table, f, (size_t)x);
        else
            table_real(table, x);
    }
    table_end(table);
}

static void write_run(struct sweep_tables *t, uint64_t future, size_t policy,
                      const double outcome[])
{
    const struct study *study = t->study;
    struct table *table = &t->table[OUTCOMES];

    table_integer(table, (int64_t)(future * study->n_policies + policy));
    table_integer(table, (int64_t)future);
    table_name(table, study->policies[policy].name);
    for (size_t k = 0; k < study->n_levers; k++)
        put_level(table, &study->levers[k], study->policies[policy].level[k]);
    for (size_t o = 0; o < study->n_outcomes; o++)
        table_real(table, outcome[o]);
    table_end(table);
}

void sweep_tables_write(struct sweep_tables *t, const struct sweep_chunk *chunk,
                        const struct runs *runs)
{
    const uint64_t first = runs->range.future;
    const double *outcome =
        chunk->outcome + (first - chunk->future) * chunk->policies * chunk->outcomes;

    for (uint64_t i = 0; i < runs->range.futures; i++) {
        if (t->study->has_design_table)
            write_future(t, runs, i);
        for (size_t p = 0; p < chunk->policies; p++, outcome += chunk->outcomes)
            write_run(t, first + i, p, outcome);
    }
}

size_t sweep_tables_size(struct sweep_tables *rows)
{
    size_t n = 0;

    for (int i = first_table(rows->study); i < SWEEP_TABLES; i++) {
        table_flush(&rows->table[i]);
        fflush(rows->file[i]);
        n += rows->size[i];
    }
    return n;
}

bool sweep_tables_append(struct sweep_tables *t, struct sweep_tables *rows)
{
    bool fine = sweep_tables_size(rows) > 0;

    for (int i = first_table(t->study); i < SWEEP_TABLES; i++) {
        fine = fine && !rows->table[i].error;
        if (fine && fwrite(rows->text[i], 1, rows->size[i], t->file[i]) < rows->size[i] &&
            !t->table[i].error)
            t->table[i].error = errno;
        rewind(rows->file[i]);
    }
    return fine;
}

bool sweep_tables_close(struct sweep_tables *t)
{
    bool fine = true;

    for (int i = first_table(t->study); i < SWEEP_TABLES; i++) {
        table_flush(&t->table[i]);
        fine =
            folder_close(t->folder, sweep_tables_names[i], t->file[i], t->table[i].error) && fine;
        t->file[i] = NULL;
    }
    return fine;
}

void sweep_tables_free(struct sweep_tables *t)
{
    for (int i = 0; i < SWEEP_TABLES; i++) {
        if (t->file[i])
            fclose(t->file[i]);
        table_free(&t->table[i]);
        free(t->text[i]);
    }
    *t = (struct sweep_tables){0};
}
