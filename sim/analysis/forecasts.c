#include "analysis/forecasts.h"

#include "analysis/performance.h"
#include "analysis/regime_shares.h"
#include "analysis/sorted.h"
#include "analysis/trajectories.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** The outcome of that name, SIZE_MAX after saying that there is none. */
static size_t find_outcome(const struct performance *p, const char *name, struct diag_place place,
                           const char *key, struct diag *diag)
{
    const char *names[256];
    size_t n = 0;

    for (; n < p->n_outcomes && n < 256; n++) {
        names[n] = p->outcome[n].name;
        if (strcmp(names[n], name) == 0)
            return n;
    }
    const char *near = text_nearest(name, names, n);
    diag_add(diag, place, key, "no outcome '%s' in the sweep; %s '%s'%s", name,
             near ? "did you mean" : "the first is", near ? near : names[0], near ? "?" : "");
    return SIZE_MAX;
}

/** The outcome of a row, less that of `minus`.  @return false if memory is short */
static bool take_outcome(struct forecasts_members *m, const struct performance *p, size_t policy,
                         const struct observations_row *row, struct diag *diag)
{
    if (row->regime) {
        diag_add(diag, row->place, "metric",
                 "'%s'; expected an outcome, regimes are scored from the results of a run",
                 row->metric);
        return true;
    }
    const size_t a = find_outcome(p, row->metric, row->place, "metric", diag),
                 b = *row->minus ? find_outcome(p, row->minus, row->place, "minus", diag) : a;

    if (*row->fiscal_quarters)
        diag_add(diag, row->place, "fiscal_quarters",
                 "'%s'; expected none, which is for the months of a run", row->fiscal_quarters);
    if (*row->actor)
        diag_add(diag, row->place, "actor",
                 "'%s'; expected none, an outcome of a sweep has its actor", row->actor);
    if (a == SIZE_MAX || b == SIZE_MAX)
        return true;
    const double *end = performance_values(p, a, policy), *start = performance_values(p, b, policy);
    m->x = calloc(p->futures + 1, sizeof *m->x);
    m->n = m->x ? p->futures : 0;
    for (size_t i = 0; i < m->n; i++)
        m->x[i] = *row->minus ? forecasts_growth(start[i], end[i]) : end[i];
    return m->x != NULL;
}

static bool read_sweep(struct forecasts *f, const struct forecasts_of *asked,
                       struct observations *o, struct diag *diag)
{
    struct performance p;
    const size_t before = diag->count;

    f->origin = asked->origin;
    bool fine = performance_read(&p, asked->folder, diag) &&
                observations_divide(o, f->origin, asked->until, diag);
    const size_t policy =
        fine && asked->policy ? performance_policy(&p, asked->policy, "--policy", diag) : 0;
    fine = fine && policy != SIZE_MAX && (f->policy = text_copy(p.policy[policy]));
    for (size_t i = 0; fine && i < o->n; i++)
        if (o->row[i].is_scored)
            fine = take_outcome(&f->of[i], &p, policy, &o->row[i], diag);
    if (!fine && diag->count == before)
        diag_add(diag, (struct diag_place){asked->folder, 0}, NULL, "out of memory");
    performance_free(&p);
    return diag->count == before;
}

static bool read_run(struct forecasts *f, const char *file, const struct forecasts_of *asked,
                     struct observations *o, struct diag *diag)
{
    const size_t before = diag->count;

    for (size_t i = 0; i < o->n; i++)
        if (*o->row[i].minus)
            diag_add(diag, o->row[i].place, "minus",
                     "'%s'; expected none, which is for outcomes of a sweep", o->row[i].minus);
    return diag->count == before && trajectories_read(f, file, asked, o, diag) &&
           regime_shares_read(f, asked->folder, o, diag);
}

/** Scales, drops what is undefined, and sorts. */
static void finish(struct forecasts_members *m, const struct observations_row *row,
                   struct diag *diag)
{
    size_t n = 0, infinite = 0;

    for (size_t i = 0; i < m->n; i++) {
        infinite += isinf(m->x[i]) != 0;
        if (!isnan(m->x[i]))
            m->x[n++] = m->x[i] * row->scale;
    }
    m->undefined = m->n - n;
    m->n = n;
    sorted_doubles(m->x, n);
    if (infinite)
        diag_add(diag, row->place, "metric", "infinite in %zu of %zu futures; expected numbers",
                 infinite, n);
    else if (n < 2)
        diag_add(diag, row->place, "metric", "defined in %zu of %zu futures; expected 2 at least",
                 n, n + m->undefined);
}

bool forecasts_read(struct forecasts *f, const struct forecasts_of *asked, struct observations *o,
                    struct diag *diag)
{
    char *run = text_format("%s/" TRAJECTORIES_FILE, asked->folder),
         *sweep = text_format("%s/" PERFORMANCE_FILE, asked->folder);
    const struct diag_place folder = {asked->folder, 0};
    const size_t before = diag->count;

    *f = (struct forecasts){.of = calloc(o->n + 1, sizeof *f->of), .rows = o->n};
    if (!run || !sweep || !f->of)
        diag_add(diag, folder, NULL, "out of memory");
    else if (access(run, F_OK) == 0)
        read_run(f, run, asked, o, diag);
    else if (access(sweep, F_OK) == 0)
        read_sweep(f, asked, o, diag);
    else
        diag_add(diag, folder, NULL,
                 "no " TRAJECTORIES_FILE " or " PERFORMANCE_FILE
                 "; expected results of a run with --trajectories, or of a sweep");
    const bool fine = diag->count == before;
    for (size_t i = 0; fine && i < o->n; i++)
        if (o->row[i].is_scored)
            finish(&f->of[i], &o->row[i], diag);
    free(run);
    free(sweep);
    return diag->count == before;
}

void forecasts_free(struct forecasts *f)
{
    for (size_t i = 0; i < f->rows; i++)
        free(f->of[i].x);
    free(f->of);
    free(f->policy);
    *f = (struct forecasts){0};
}
