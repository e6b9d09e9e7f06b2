#include "analysis/performance.h"
#include "analysis/regret.h"
#include "analysis/stakeholders.h"
#include "analysis/weights.h"
#include "base/csv_reader.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/experiment.h"
#include "cli/progress.h"
#include "cli/regret_report.h"
#include "output/regret_tables.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RESAMPLES       1000
#define RESAMPLES_LEAST 100
#define WORK            1e9 // futures, policies and resamples of the preset number

// clang-format off
static const struct option regret_options[] = {
    {"--baseline",  "NAME", "policy of the baseline's regret (preset: the first)"},
    {"--alpha",     "A", "Hurwicz: weight of the worst case, 0 to 1 (preset 0.5)"},
    {"--bootstrap", "B", "resamples of the futures for the intervals; 0: no intervals (preset 1000, down to 100 where futures are many)"},
    {"--seed",      "S", "seed of the resamples (preset 1)"},
    {"--steps",     "N", "of a stakeholder's weight from 0 to 1 (preset 20, down to 4 where futures are many)"},
    {"--threads",   "T", "threads (preset: all cores); results do not depend on it"},
    {"--only",      "NAME", "print this outcome or stakeholder only; tables hold all", true},
    {"--out",       "DIR", "folder for regret.csv, agreement.csv, weights.csv, simplex.csv"},
    {"--force",     NULL, "replace an existing folder of results"},
    {0},
};
// clang-format on

/** What is asked, and where it goes. */
struct asked {
    const char *only[ARGUMENTS_MOST]; // printed; none: all
    size_t n_only;
    const struct arguments *arguments;
    struct performance performance;
    struct stakeholders stakeholders;
    size_t baseline;
    double alpha;
    uint64_t resamples, seed, steps, threads;
    struct regret_tables *tables; // NULL: none are written
};

static bool is_printed(const struct asked *a, const char *name)
{
    return a->n_only == 0 || text_is_among(name, a->only, a->n_only);
}

/** Takes, prints and writes one view.  @param is_alone a stakeholder of one outcome: not printed */
static bool show(struct asked *a, struct regret_of of, const char *kind, const char *name,
                 const char *unit, bool is_alone)
{
    struct regret found;

    if (!a->tables && (is_alone || !is_printed(a, name)))
        return true;
    of.futures = a->performance.futures;
    of.policies = a->performance.n_policies;
    of.baseline = a->baseline;
    of.alpha = a->alpha;
    of.resamples = a->resamples;
    of.seed = a->seed;
    of.threads = a->threads;
    bool fine = regret_take(&found, &of);
    const struct regret_view view = {kind, name, unit, &of, &found, a->performance.policy};
    if (fine && !is_alone && is_printed(a, name))
        fine = regret_report_view(stdout, &view);
    if (fine && a->tables)
        regret_tables_add(a->tables, &view);
    regret_free(&found);
    return fine;
}

static bool show_outcome(struct asked *a, size_t outcome)
{
    const struct performance *p = &a->performance;
    const struct performance_outcome *o = &p->outcome[outcome];
    uint8_t *satisfied = a->stakeholders.satisfied;
    const bool has = !isnan(o->threshold);

    if (o->direction == PERFORMANCE_INFO)
        return true;
    memset(satisfied, 1, p->n_policies * p->futures);
    if (has)
        performance_satisfy(p, outcome, satisfied);
    const struct regret_of of = {
        .value = (const double *const *)p->value + outcome * p->n_policies,
        .minimise = o->direction == PERFORMANCE_MINIMISE,
        .satisfied = has ? satisfied : NULL,
    };
    return show(a, of, "outcome", o->name, o->unit, false);
}

static bool show_stakeholder(struct asked *a, size_t stakeholder)
{
    struct stakeholders *s = &a->stakeholders;
    double *weight = calloc(s->n + 1, sizeof *weight);
    bool fine = weight != NULL;

    if (fine) {
        weight[stakeholder] = 1;
        stakeholders_mix(s, weight);
        const struct regret_of of = {.value = s->column,
                                     .satisfied = stakeholders_satisfied(s, stakeholder)};
        fine = show(a, of, "stakeholder", s->name[stakeholder], "utility",
                    s->outcomes[stakeholder] == 1);
    }
    free(weight);
    return fine;
}

static bool show_weights(struct asked *a)
{
    struct weights w;
    bool fine =
        weights_take(&w, &a->stakeholders, a->baseline, a->alpha, a->steps, true, a->threads);

    if (fine && w.n && a->n_only == 0)
        fine = regret_report_weights(stdout, &w, &a->stakeholders);
    if (fine && a->tables)
        regret_tables_add_weights(a->tables, &w, &a->stakeholders);
    weights_free(&w);
    return fine;
}

/** Is everything of --only an outcome with a direction or a stakeholder?  Tells of the others. */
static bool knows_only(const struct asked *a)
{
    const struct performance *p = &a->performance;
    const struct stakeholders *s = &a->stakeholders;
    const char **name = calloc(p->n_outcomes + s->n + 1, sizeof *name);
    size_t n = 0, unknown = 0;

    for (size_t k = 0; name && k < p->n_outcomes; k++)
        if (p->outcome[k].direction != PERFORMANCE_INFO)
            name[n++] = p->outcome[k].name;
    for (size_t k = 0; name && k < s->n; k++)
        name[n++] = s->name[k];
    for (size_t i = 0; name && i < a->n_only; i++) {
        const char *near = text_nearest(a->only[i], name, n);
        if (text_is_among(a->only[i], name, n))
            continue;
        unknown++;
        fprintf(stderr, "--only: no outcome with a direction, nor a stakeholder, '%s'; ",
                a->only[i]);
        fprintf(stderr, near ? "did you mean '%s'?\n" : "such as '%s'\n", near ? near : name[0]);
    }
    free(name);
    return unknown == 0;
}

/** Between two views: is it to end? Only where a folder is to be removed then. */
static bool is_stopped(const struct asked *a)
{
    return a->tables && progress_interrupted();
}

static bool show_all(struct asked *a)
{
    bool fine = true;

    for (size_t k = 0; fine && !is_stopped(a) && k < a->performance.n_outcomes; k++)
        fine = show_outcome(a, k);
    for (size_t k = 0; fine && !is_stopped(a) && k < a->stakeholders.n; k++)
        fine = show_stakeholder(a, k);
    return fine && (is_stopped(a) || show_weights(a));
}

/** Reads the options that do not depend on the results. */
static bool read_options(struct asked *a)
{
    const char *alpha = arguments_value(a->arguments, "--alpha");

    a->alpha = 0.5;
    a->seed = 1;
    a->resamples = UINT64_MAX;
    a->threads = (uint64_t)sysconf(_SC_NPROCESSORS_ONLN);
    if (alpha && !(csv_reader_number(alpha, &a->alpha) && a->alpha >= 0 && a->alpha <= 1)) {
        fprintf(stderr, "--alpha: '%s' is no number from 0 to 1\n", alpha);
        return false;
    }
    return arguments_integer(a->arguments, "--bootstrap", 0, 1000000, &a->resamples) &&
           arguments_integer(a->arguments, "--seed", 0, UINT64_MAX, &a->seed) &&
           arguments_integer(a->arguments, "--steps", 1, 1000, &a->steps) &&
           arguments_integer(a->arguments, "--threads", 1, 1024, &a->threads);
}

/** Is there anything to be large or small? */
static bool has_direction(const struct performance *p, const char *folder, struct diag *diag)
{
    for (size_t k = 0; k < p->n_outcomes; k++)
        if (p->outcome[k].direction != PERFORMANCE_INFO)
            return true;
    diag_add(diag, (struct diag_place){folder, 0}, "outcomes",
             "none has a direction; expected one that is to maximise or minimise");
    return false;
}

static void choose_resamples(struct asked *a)
{
    const double each = (double)a->performance.futures * (double)a->performance.n_policies + 1;
    const double most = WORK / each;

    if (a->resamples == UINT64_MAX)
        a->resamples = most > RESAMPLES         ? RESAMPLES
                       : most < RESAMPLES_LEAST ? RESAMPLES_LEAST
                                                : (uint64_t)most;
}

static int analyse(struct asked *a)
{
    const char *out = arguments_value(a->arguments, "--out");
    struct regret_tables tables = {0};
    char error[512];
    const struct regret_settings settings = {
        .version = CHOKEPOINT_VERSION,
        .results = a->arguments->positional[0],
        .baseline = a->performance.policy[a->baseline],
        .argc = a->arguments->argc,
        .argv = a->arguments->argv,
        .alpha = a->alpha,
        .resamples = a->resamples,
        .seed = a->seed,
    };
    int code = EXIT_FINE;

    a->tables = out ? &tables : NULL;
    if (out && !folder_check(out, arguments_value(a->arguments, "--force") != NULL, error)) {
        fprintf(stderr, "chokepoint: %s\n", error);
        return EXIT_USAGE;
    }
    if (out)
        progress_catch();
    if (out && !regret_tables_open(&tables, out, arguments_value(a->arguments, "--force") != NULL))
        code = EXIT_WORLD;
    else if (!show_all(a))
        code = no_memory();
    else if (is_stopped(a))
        code = EXIT_INTERRUPTED;
    else if (out && !regret_tables_close(&tables, &settings))
        code = EXIT_WORLD;
    if (*tables.folder.error)
        fprintf(stderr, "chokepoint: %s\n", tables.folder.error);
    regret_tables_free(&tables);
    return code;
}

static int regret(const struct arguments *arguments)
{
    struct asked a = {.arguments = arguments};
    const char *folder = arguments->positional[0], *name = arguments_value(arguments, "--baseline");
    struct diag diag = {0};
    int code = EXIT_CONFIGURATION;

    if (!read_options(&a))
        return EXIT_USAGE;
    if (!experiment_is_in(folder))
        return EXIT_USAGE;
    if (performance_read(&a.performance, folder, &diag) &&
        has_direction(&a.performance, folder, &diag)) {
        a.baseline = name ? performance_policy(&a.performance, name, "--baseline", &diag) : 0;
        choose_resamples(&a);
        a.n_only = arguments_values(arguments, "--only", a.only);
        code = !stakeholders_init(&a.stakeholders, &a.performance) ? no_memory()
               : diag.count || !knows_only(&a)                     ? EXIT_USAGE
                                                                   : analyse(&a);
    }
    diag_print(&diag, folder, stderr);
    diag_free(&diag);
    stakeholders_free(&a.stakeholders);
    performance_free(&a.performance);
    return code;
}

const struct command command_regret = {
    .name = "regret",
    .arguments = "RESULT",
    .summary = "regret and robustness of the policies of a sweep, by outcome and stakeholder",
    .least = 1,
    .most = 1,
    .options = regret_options,
    .details =
        "Regret in a future is how much worse a policy is than the best one there, and than the\n"
        "baseline. For every metric (McPhail et al. 2018) the policy it prefers is named, with "
        "its\n"
        "value, a 95 % bootstrap interval, the share of resamples in which the preference holds, "
        "and\n"
        "the next policy. Metrics disagree, and so do stakeholders: no winner is chosen.\n"
        "A stakeholder's utility is the mean over its outcomes, each from 0 (worst over all "
        "policies\n"
        "and futures) to 1 (best); its satisficing share is that of futures which meet all of its\n"
        "thresholds. An outcome without a stakeholder is one by itself.",
    .run = regret,
};
