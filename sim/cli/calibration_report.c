#include "cli/calibration_report.h"

#include "analysis/posterior.h"
#include "base/calendar.h"
#include "base/text.h"
#include "cli/columns.h"

#include <inttypes.h>

static void put_history_matching(FILE *out, const struct calibration_tables_of *of)
{
    const struct calibration_wave *w = of->wave;

    if (!w->n)
        return;
    fprintf(out, "history matching: %zu of %zu points are not ruled out\n", w->left, w->n);
    if (!w->left)
        fputs("no point of the prior comes near all observations: the scenario, its prior or the "
              "discrepancies granted are at odds with them\n",
              out);
}

/** Why it ended. */
static const char *reason(const struct abc *abc)
{
    const struct abc_generation *last = &abc->generation[abc->done - 1];

    if (last->acceptance <= abc->of.acceptance)
        return "little would change";
    return last->tolerance <= abc->of.tolerance ? "the tolerance is reached"
                                                : "the last generation allowed";
}

static void put_run(FILE *out, const struct calibration_tables_of *of)
{
    const struct abc *abc = of->abc;
    const struct abc_generation *last = &abc->generation[abc->done - 1];

    fprintf(out,
            "%zu generations, %" PRIu64 " particles tried: %s\n"
            "%zu particles, worth %.0f of equal weight, within %.3g standard deviations\n\n",
            abc->done, last->tried, reason(abc), abc->kept, last->effective, last->tolerance);
}

static void add_range(struct columns *c, const struct posterior *p)
{
    columns_number(c, posterior_quantile(p, 0.5));
    columns_interval(c, posterior_quantile(p, 0.05), posterior_quantile(p, 0.95));
}

static bool put_parameters(FILE *out, const struct calibration_tables_of *of)
{
    const struct study_calibration *s = &of->study->calibration;
    struct columns c = {.width = 5, .align = "lrlrl"};
    bool fine = true;

    columns_add(&c, "parameter");
    columns_add(&c, "prior");
    columns_add(&c, "5-95 %%");
    columns_add(&c, "posterior");
    columns_add(&c, "5-95 %%");
    for (size_t k = 0; fine && k < s->n_parameters; k++) {
        const struct parameter *prior =
            &of->scenario->parameters[scenario_find_parameter(of->scenario, s->parameters[k].path)];
        struct posterior p;
        fine = posterior_of(&p, of->abc, calibration_value_column(of->abc, k));
        columns_add(&c, "%s", prior->path);
        columns_number(&c, distributions_quantile(prior->distribution, prior->shape, 0.5));
        columns_interval(&c, distributions_quantile(prior->distribution, prior->shape, 0.05),
                         distributions_quantile(prior->distribution, prior->shape, 0.95));
        if (fine)
            add_range(&c, &p);
        posterior_free(&p);
    }
    return columns_print(&c, out) && fine;
}

static bool put_fit(FILE *out, const struct calibration_tables_of *of)
{
    struct columns c = {.width = 6, .align = "llrlrl"};
    static const char *const heads[] = {"series", "ends", "observed", "5-95 %", "fitted", "5-95 %"};
    bool fine = true;
    char end[16];

    for (size_t i = 0; i < c.width; i++)
        columns_add(&c, "%s", heads[i]);
    for (size_t i = 0; fine && i < of->fit->n; i++) {
        const struct observations_row *o = of->fit->row[i].observed;
        struct posterior p;
        fine = posterior_of(&p, of->abc, calibration_seen_column(of->abc, i));
        columns_add(&c, "%s", of->observations->series[o->series]);
        columns_add(&c, "%.7s", calendar_month_end(o->to, 0, end));
        columns_number(&c, o->truth.median);
        if (o->truth.kind == TRUTH_EXACT)
            columns_add(&c, "exact");
        else
            columns_interval(&c, truth_quantile(&o->truth, 0.05), truth_quantile(&o->truth, 0.95));
        if (fine)
            add_range(&c, &p);
        posterior_free(&p);
    }
    return columns_print(&c, out) && fine;
}

bool calibration_report(FILE *out, const struct calibration_tables_of *of)
{
    put_history_matching(out, of);
    put_run(out, of);
    bool fine = put_parameters(out, of);
    putc('\n', out);
    fine = put_fit(out, of) && fine;
    return fine;
}
