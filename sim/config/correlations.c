#include "config/correlations.h"

#include "base/text.h"
#include "model/policy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** A correlation by the numbers of its parameters; SIZE_MAX where it has none. */
struct pair {
    size_t first, second;
    double r;
    const struct entity *entity;
};

/** The parameter one side names, or SIZE_MAX after saying what is wrong; *ok false if memory
 * failed. A certain one is no mistake: a policy may pin what the configuration lets vary. */
static size_t resolve(const struct scenario *sc, const struct entity *e, const char *key,
                      struct diag *diag, bool *ok)
{
    const struct value *value = scenario_value(e, key);
    const size_t i = value->text ? scenario_find_parameter(sc, value->text) : SIZE_MAX;
    const char **known, *near;
    size_t n = 0;
    char *path;

    if (!value->text || i != SIZE_MAX)
        return i;
    known = calloc(sc->n_parameters + 1, sizeof *known);
    path = text_format("correlations.%s.%s", e->name, key);
    *ok &= known && path;
    for (size_t j = 0; *ok && j < sc->n_parameters; j++)
        if (sc->parameters[j].distribution)
            known[n++] = sc->parameters[j].path;
    near = *ok ? text_nearest(value->text, known, n) : NULL;
    if (*ok && near)
        diag_add(diag, value->place, path, "no parameter '%.200s'; did you mean '%s'?", value->text,
                 near);
    else if (*ok)
        diag_add(diag, value->place, path, "no parameter '%.200s'", value->text);
    free(known);
    free(path);
    return SIZE_MAX;
}

// at a correlation; *ok false if memory failed
static void mistake(const struct entity *e, struct diag *diag, bool *ok, const char *what,
                    const char *other)
{
    char *path = text_format("correlations.%s", e->name);

    if (path)
        diag_add(diag, e->place, path, "%s%s", what, other);
    *ok &= path != NULL;
    free(path);
}

static bool same(const struct pair *a, const struct pair *b)
{
    return (a->first == b->first && a->second == b->second) ||
           (a->first == b->second && a->second == b->first);
}

static bool resolve_all(const struct scenario *sc, const struct entity *all, size_t n,
                        struct pair pairs[], struct diag *diag, bool *sound)
{
    bool ok = true;

    for (size_t i = 0; i < n && ok; i++) {
        struct pair *p = &pairs[i];
        p->entity = &all[i];
        p->first = resolve(sc, &all[i], "first", diag, &ok);
        p->second = resolve(sc, &all[i], "second", diag, &ok);
        if (scenario_parameter(sc, &all[i], "rank_correlation")->distribution)
            mistake(&all[i], diag, &ok, "rank_correlation cannot itself be uncertain", "");
        p->r = 2 * sin(M_PI / 6 * scenario_parameter(sc, &all[i], "rank_correlation")->value);
        if (p->first == SIZE_MAX || p->second == SIZE_MAX) {
            *sound = false;
            continue;
        }
        for (size_t j = 0; j < i; j++)
            if (same(p, &pairs[j])) {
                mistake(&all[i], diag, &ok, "correlates the same two as ", all[j].name);
                *sound = false;
            }
        if (p->first == p->second) {
            mistake(&all[i], diag, &ok, "correlates a parameter with itself", "");
            *sound = false;
        }
    }
    return ok;
}

// rows of the matrix: each parameter once, in the order met
static size_t number_parameters(struct pair pairs[], size_t n, size_t parameter[])
{
    size_t m = 0;

    for (size_t i = 0; i < n; i++) {
        size_t *const side[] = {&pairs[i].first, &pairs[i].second};
        for (int k = 0; k < 2; k++) {
            size_t j = 0;
            while (j < m && parameter[j] != *side[k])
                j++;
            if (j == m)
                parameter[m++] = *side[k];
            *side[k] = j;
        }
    }
    return m;
}

// Cholesky's algorithm succeeds if and only if the matrix is positive definite
static bool is_positive_definite(double *a, size_t m)
{
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j <= i; j++) {
            double sum = a[i * m + j];
            for (size_t k = 0; k < j; k++)
                sum -= a[i * m + k] * a[j * m + k];
            if (i == j && !(sum > 1e-9))
                return false;
            a[i * m + j] = i == j ? sqrt(sum) : sum / a[j * m + j];
        }
    }
    return true;
}

bool correlations_check(const struct scenario *sc, struct diag *diag)
{
    size_t n, m;
    const struct entity *all = scenario_all(sc, &kind_correlation, &n);
    struct pair *pairs = calloc(n + 1, sizeof *pairs);
    size_t *parameter = calloc(2 * n + 1, sizeof *parameter);
    double *matrix = NULL;
    bool sound = n <= kind_correlation.most, ok = pairs && parameter;

    if (ok && n)
        ok = resolve_all(sc, all, n, pairs, diag, &sound);
    if (!ok || !n || !sound)
        goto out;
    m = number_parameters(pairs, n, parameter);
    matrix = calloc(m * m, sizeof *matrix);
    ok = matrix;
    if (!ok)
        goto out;
    for (size_t i = 0; i < m; i++)
        matrix[i * m + i] = 1;
    for (size_t i = 0; i < n; i++)
        matrix[pairs[i].first * m + pairs[i].second] =
            matrix[pairs[i].second * m + pairs[i].first] = pairs[i].r;
    if (!is_positive_definite(matrix, m))
        diag_add(diag, all[0].place, "correlations",
                 "no random numbers can have all these correlations together; weaken some (the "
                 "matrix is not positive definite)");
out:
    free(matrix);
    free(parameter);
    free(pairs);
    return ok;
}

static int by_tag(const void *a, const void *b)
{
    const struct parameter *x = *(const struct parameter *const *)a,
                           *y = *(const struct parameter *const *)b;

    return x->tag != y->tag ? (x->tag > y->tag) - (x->tag < y->tag) : strcmp(x->path, y->path);
}

bool correlations_check_tags(const struct scenario *sc, struct diag *diag)
{
    const struct parameter **uncertain = calloc(sc->n_parameters + 1, sizeof *uncertain);
    size_t n = 0;

    if (!uncertain)
        return false;
    for (size_t i = 0; i < sc->n_parameters; i++)
        if (sc->parameters[i].distribution)
            uncertain[n++] = &sc->parameters[i];
    qsort(uncertain, n, sizeof *uncertain, by_tag);
    for (size_t i = 1; i < n; i++)
        if (uncertain[i]->tag == uncertain[i - 1]->tag)
            diag_add(diag, uncertain[i]->place, uncertain[i]->path,
                     "its name has the same hash as '%s', so both would draw the same numbers; "
                     "rename one",
                     uncertain[i - 1]->path);
    free(uncertain);
    return true;
}
