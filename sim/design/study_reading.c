#include "design/study_reading.h"

#include "base/text.h"
#include "design/study_changes.h"
#include "design/study_kinds.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void study_reading_mistake(struct study_reading *r, struct diag_place place, const struct entity *e,
                           const char *key, const char *format, ...)
{
    char *path = scenario_path(&r->written, e), *what, *full;
    va_list arguments;

    va_start(arguments, format);
    what = text_format_list(format, arguments);
    va_end(arguments);
    full = path ? text_format("%s%s%s%s", place.file ? "" : "--set ", path, key ? "." : "",
                              key ? key : "")
                : NULL;
    if (full && what)
        diag_add(r->diag, place, full, "%s", what);
    else
        r->failed = true;
    free(full);
    free(what);
    free(path);
}

void study_reading_unknown(struct study_reading *r, struct diag_place place, const struct entity *e,
                           const char *key, const char *what, const char *name,
                           const char *const known[], size_t n)
{
    const char *near = text_nearest(name, known, n);

    if (near)
        study_reading_mistake(r, place, e, key, "%s '%.200s'; did you mean '%s'?", what, name,
                              near);
    else
        study_reading_mistake(r, place, e, key, "%s '%.200s'", what, name);
}

void study_reading_column(struct study_reading *r, const struct entity *e)
{
    static const char *const fixed[] = {"run", "future", "policy"};
    const struct study *s = r->study;
    const size_t n_fixed = sizeof fixed / sizeof *fixed;
    const size_t n = n_fixed + (e->kind == &study_kinds_outcome ? s->n_levers : 0);

    for (size_t i = 0; i < n; i++)
        if (strcmp(e->name, i < n_fixed ? fixed[i] : s->levers[i - n_fixed].name) == 0)
            study_reading_mistake(r, e->place, e, NULL,
                                  "the tables have a column '%s' already; choose another name",
                                  e->name);
}

char *study_reading_copy(struct study_reading *r, const char *text)
{
    char *copy = text_copy(text);

    r->failed |= text && !copy;
    return copy;
}

void *study_reading_allocate(struct study_reading *r, size_t n, size_t size)
{
    void *memory = calloc(n ? n : 1, size);

    r->failed |= !memory;
    return memory;
}

char *study_reading_text(struct study_reading *r, const struct entity *e, const char *key)
{
    return study_reading_copy(r, scenario_value(e, key)->text);
}

char *study_reading_reached(struct study_reading *r, const char *written)
{
    const char *file = r->study->file, *slash = strrchr(file, '/');
    char *path;

    if (!written || *written == '/')
        return study_reading_copy(r, written);
    path = text_format("%.*s%s", slash ? (int)(slash + 1 - file) : 0, file, written);
    r->failed |= !path;
    return path;
}

bool study_reading_real(struct study_reading *r, const struct entity *e, const char *key,
                        double *value)
{
    const struct parameter *p = scenario_parameter(&r->written, e, key);

    if (p->distribution)
        study_reading_mistake(r, p->place, e, key, "cannot itself be uncertain");
    *value = p->value;
    return p->given;
}

bool study_reading_make(struct study_reading *r, const char *overlay, size_t i, struct scenario *sc)
{
    const struct study *s = r->study;
    struct study_changes changes = {0};
    struct diag diag = {0};
    bool ok = study_changes_begin(&changes, s);

    *sc = (struct scenario){0};
    for (size_t k = 0; ok && k < s->n_factors; k++)
        ok = study_changes_level(&changes, &s->factors[k], i);
    for (size_t k = 0; ok && k < s->n_levers; k++)
        ok = study_changes_level(&changes, &s->levers[k], i);
    ok = ok && config_make_at(&s->scenario, overlay, (const char *const *)changes.set,
                              changes.place, changes.n, sc, &diag);
    r->failed |= !ok;
    diag_merge(r->diag, &diag);
    const bool sound = ok && diag.count == 0;
    diag_free(&diag);
    study_changes_free(&changes);
    return sound;
}
