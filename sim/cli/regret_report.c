#include "cli/regret_report.h"

#include "cli/columns.h"

#include <math.h>
#include <stdlib.h>

/** The best policy that is not of rank 1; SIZE_MAX if there is none. */
static size_t runner_up(const struct regret *r, size_t metric)
{
    size_t best = SIZE_MAX;

    for (size_t p = 0; p < r->policies; p++) {
        const size_t rank = regret_at(r, metric, p)->rank;
        if (rank > 1 && (best == SIZE_MAX || rank < regret_at(r, metric, best)->rank))
            best = p;
    }
    return best;
}

static void add_metric(struct columns *c, const struct regret_view *v, size_t metric)
{
    size_t ties;
    const struct regret *r = v->found;
    const size_t first = regret_preferred(r, metric, &ties), next = runner_up(r, metric);

    if (first == SIZE_MAX)
        return;
    const struct regret_cell *cell = regret_at(r, metric, first);
    columns_add(c, "%s", robustness_metrics[metric].name);
    if (ties > 1)
        columns_add(c, "%s and %zu more", v->policy[first], ties - 1);
    else
        columns_add(c, "%s", v->policy[first]);
    columns_number(c, cell->value);
    columns_interval(c, cell->low, cell->high);
    columns_share(c, v->of->resamples ? cell->preferred : NAN);
    columns_add(c, "%s", next == SIZE_MAX ? "-" : v->policy[next]);
    columns_number(c, next == SIZE_MAX ? NAN : regret_at(r, metric, next)->value);
}

/** The two metrics that agree least. */
static void put_agreement(FILE *out, const struct regret *r)
{
    size_t a = 0, b = 0;

    for (size_t i = 0; i < ROBUSTNESS_METRICS; i++)
        for (size_t j = 0; j < i; j++)
            if (!isnan(r->agreement[i][j]) && (a == b || r->agreement[i][j] < r->agreement[a][b])) {
                a = i;
                b = j;
            }
    if (a != b)
        fprintf(out, "metrics that agree least: %s and %s, Kendall's tau %.2f\n",
                robustness_metrics[b].name, robustness_metrics[a].name, r->agreement[a][b]);
}

bool regret_report_view(FILE *out, const struct regret_view *v)
{
    static const char *const heads[] = {"metric", "prefers", "value",      "95 % interval",
                                        "held",   "then",    "value of it"};
    struct columns c = {.width = 7, .align = "llrlrlr"};

    fprintf(out, "%s %s%s%s%s, %s, %zu futures\n", v->kind, v->name, *v->unit ? " [" : "", v->unit,
            *v->unit ? "]" : "",
            v->of->minimise ? "the smaller the better" : "the larger the better",
            v->found->futures);
    for (size_t i = 0; i < c.width; i++)
        columns_add(&c, "%s", heads[i]);
    for (size_t m = 0; m < ROBUSTNESS_METRICS; m++)
        add_metric(&c, v, m);
    const bool fine = columns_print(&c, out);
    put_agreement(out, v->found);
    putc('\n', out);
    return fine;
}

/** Adds a cell of what was written to a text, and frees that. */
static bool add_text(struct columns *c, FILE *file, char **text)
{
    const bool fine = fclose(file) == 0;

    if (fine)
        columns_add(c, "%s", *text);
    free(*text);
    *text = NULL;
    return fine;
}

/** The intervals from i on that are of one stakeholder and metric, in one row.
 *  @return how many they are, 0 if memory was short */
static size_t add_intervals(struct columns *c, const struct weights *w, size_t i,
                            const struct stakeholders *s)
{
    const struct weights_interval *first = &w->interval[i];
    char *text = NULL;
    size_t size = 0, n = 0;
    FILE *out = open_memstream(&text, &size);

    if (!out)
        return 0;
    for (const struct weights_interval *x = first;
         i + n < w->n && x->stakeholder == first->stakeholder && x->metric == first->metric;
         x++, n++) {
        fprintf(out, x->from < x->to ? "%s%.3g to %.3g " : "%s%.3g ", n ? "; " : "", x->from,
                x->to);
        fputs(s->performance->policy[x->policy], out);
        if (x->ties > 1)
            fprintf(out, " and %zu more", x->ties - 1);
    }
    columns_add(c, "%s", s->name[first->stakeholder]);
    columns_add(c, "%s", robustness_metrics[first->metric].name);
    return add_text(c, out, &text) ? n : 0;
}

static bool put_intervals(FILE *out, const struct weights *w, const struct stakeholders *s)
{
    struct columns c = {.width = 3, .align = "lll"};
    bool fine = true;

    fprintf(out,
            "preferred policy by the weight of a stakeholder, the others sharing the rest evenly "
            "(in steps of 1/%zu)\n",
            w->steps);
    columns_add(&c, "stakeholder");
    columns_add(&c, "metric");
    columns_add(&c, "weights and policy");
    for (size_t i = 0, n; i < w->n && fine; i += n) {
        if (s->n == 2 && w->interval[i].stakeholder == 1) // the first one's, turned round
            break;
        n = add_intervals(&c, w, i, s);
        fine = n > 0;
    }
    return columns_print(&c, out) && fine;
}

/** On which share of all weights the metric prefers each policy, in one row. */
static bool add_shares(struct columns *c, const struct weights *w, size_t metric,
                       const struct performance *p)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    const char *between = "";

    if (!out)
        return false;
    for (size_t q = 0; q < p->n_policies; q++) {
        const double share = w->share[metric * p->n_policies + q];
        if (share > 0) {
            fprintf(out, "%s%.0f %% %s", between, 100 * share, p->policy[q]);
            between = "; ";
        }
    }
    if (!*between)
        fputs("undefined", out);
    columns_add(c, "%s", robustness_metrics[metric].name);
    return add_text(c, out, &text);
}

bool regret_report_weights(FILE *out, const struct weights *w, const struct stakeholders *s)
{
    struct columns c = {.width = 2, .align = "ll"};
    bool fine = put_intervals(out, w, s);

    if (s->n == 2) // one weight tells all
        return fine;
    fprintf(out,
            "\nshare of all weights at which each policy is preferred (%zu points, multiples of "
            "1/%zu)\n",
            w->points, w->lattice);
    for (size_t m = 0; m < ROBUSTNESS_METRICS && fine; m++)
        fine = add_shares(&c, w, m, s->performance);
    return columns_print(&c, out) && fine;
}
