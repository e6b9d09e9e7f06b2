#include "output/posterior_overlay.h"

#include "analysis/posterior.h"
#include "base/text.h"
#include "config/config.h"
#include "model/policy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SOURCE "source = \"assumption: posterior of a calibration\";"

/** Changes as they grow. */
struct changes {
    char **set; // (n)
    size_t n, room;
    bool failed; // memory
};

/** @param change in fresh memory, which is the list's from here on; NULL fails */
static void add(struct changes *c, char *change)
{
    if (c->n == c->room) {
        const size_t room = c->room ? 2 * c->room : 64;
        char **grown = realloc(c->set, room * sizeof *grown);
        c->set = grown ? grown : c->set;
        c->room = grown ? room : c->room;
    }
    if (!change || c->n == c->room) {
        free(change);
        c->failed = true;
        return;
    }
    c->set[c->n++] = change;
}

static void free_changes(struct changes *c)
{
    for (size_t i = 0; i < c->n; i++)
        free(c->set[i]);
    free(c->set);
}

/** "path = { ...; }" with the distribution in it; in fresh memory, NULL if there is none. */
static char *marginal(const char *path, const struct posterior *p)
{
    double value[DISTRIBUTION_VALUES];
    int count[DISTRIBUTION_VALUES] = {0}, n = 0;
    char number[32], *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (!out)
        return NULL;
    for (int i = 0; i < DISTRIBUTION_VALUES; i++) {
        const double x = posterior_quantile(p, (i + 0.5) / DISTRIBUTION_VALUES);
        if (n == 0 || x != value[n - 1])
            value[n++] = x;
        count[n - 1]++;
    }
    fprintf(out, "%s = { value = %s; distribution = \"discrete\"; values = [", path,
            text_real(posterior_quantile(p, 0.5), number));
    for (int i = 0; i < n; i++)
        fprintf(out, "%s%s", i ? ", " : "", text_real(value[i], number));
    fputs("]; probabilities = [", out);
    for (int i = 0; i < n; i++)
        fprintf(out, "%s%s", i ? ", " : "",
                text_real((double)count[i] / DISTRIBUTION_VALUES, number));
    fputs("]; " SOURCE " }", out);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

/** The correlation the scenario has of two parameters, or NULL. */
static const char *find_pair(const struct scenario *sc, const char *one, const char *other)
{
    size_t n;
    const struct entity *all = scenario_all(sc, &kind_correlation, &n);

    for (size_t i = 0; i < n; i++) {
        const char *first = scenario_value(&all[i], "first")->text,
                   *second = scenario_value(&all[i], "second")->text;
        if ((strcmp(first, one) == 0 && strcmp(second, other) == 0) ||
            (strcmp(first, other) == 0 && strcmp(second, one) == 0))
            return all[i].name;
    }
    return NULL;
}

/** Two parameters whose ranks go together: what the scenario has is changed, what is beyond chance
 * is added.  @param r rank correlation */
static void add_pair(struct changes *c, const struct calibration_tables_of *of, size_t k, size_t j,
                     double r)
{
    const struct study_calibration *s = &of->study->calibration;
    const char *one = s->parameters[j].path, *other = s->parameters[k].path;
    const char *there = find_pair(of->scenario, one, other);
    const double effective = of->abc->generation[of->abc->done - 1].effective;
    char number[32];

    text_real(fmin(fmax(r, -0.999), 0.999), number);
    if (there)
        add(c, text_format("correlations.%s.rank_correlation = %s", there, number));
    else if (fabs(r) > 2 / sqrt(effective))
        add(c, text_format("correlations.posterior_%zu_%zu = { first = \"%s\"; second = \"%s\"; "
                           "rank_correlation = %s; " SOURCE " }",
                           j + 1, k + 1, one, other, number));
}

/** All changes.  @param shrink factor of the correlations */
static void list(struct changes *c, const struct calibration_tables_of *of,
                 const struct posterior p[], double shrink)
{
    const size_t d = of->abc->of.parameters;

    for (size_t k = 0; k < d; k++)
        add(c, marginal(of->study->calibration.parameters[k].path, &p[k]));
    for (size_t k = 0; k < d; k++)
        for (size_t j = 0; j < k; j++) {
            const double r = posterior_rank_correlation(&p[j], &p[k]);
            c->failed |= isnan(r);
            add_pair(c, of, k, j, shrink * r);
        }
}

/** Does the study's scenario take the changes? Estimated correlations need not fit together. */
static bool is_sound(const struct changes *c, const struct calibration_tables_of *of)
{
    const struct study *study = of->study;
    const char **set = calloc(study->n_set + c->n + 1, sizeof *set);
    struct scenario sc = {0};
    struct diag diag = {0};

    for (size_t i = 0; set && i < study->n_set + c->n; i++)
        set[i] = i < study->n_set ? study->set[i] : c->set[i - study->n_set];
    const bool fine = set &&
                      config_make(&study->scenario, study->calibration.policy, set,
                                  study->n_set + c->n, &sc, &diag) &&
                      diag.count == 0;
    free(set);
    diag_free(&diag);
    scenario_free(&sc);
    return fine;
}

static void put_changes(FILE *file, const struct changes *c, const struct study *study)
{
    fprintf(file,
            "# The posterior of a calibration, as changes to %s:\n"
            "# between the brackets of `set = ( )` of a policy or a study by @include, or after "
            "--set @\n",
            study->scenario_written);
    for (size_t i = 0; i < c->n; i++) {
        text_put_quoted(file, c->set[i]);
        fputs(i + 1 < c->n ? ",\n" : "\n", file);
    }
}

bool posterior_overlay_write(struct folder *folder, const struct calibration_tables_of *of)
{
    const size_t d = of->abc->of.parameters;
    struct posterior *p = calloc(d + 1, sizeof *p);
    struct changes changes = {.failed = !p};
    FILE *file = folder_create(folder, POSTERIOR_OVERLAY_FILE);

    if (!file) {
        free(p);
        return false;
    }
    for (size_t k = 0; k < d && !changes.failed; k++)
        changes.failed = !posterior_of(&p[k], of->abc, calibration_value_column(of->abc, k));
    for (double shrink = 1; !changes.failed && !changes.n; shrink -= 0.1) {
        list(&changes, of, p, fmax(shrink, 0));
        if (shrink > 0.05 && !changes.failed && !is_sound(&changes, of)) {
            free_changes(&changes);
            changes = (struct changes){0};
        }
    }
    if (!changes.failed)
        put_changes(file, &changes, of->study);
    else
        snprintf(folder->error, sizeof folder->error, "no memory");
    const bool fine = folder_close(folder, POSTERIOR_OVERLAY_FILE, file, 0) && !changes.failed;
    for (size_t k = 0; p && k < d; k++)
        posterior_free(&p[k]);
    free(p);
    free_changes(&changes);
    return fine;
}
