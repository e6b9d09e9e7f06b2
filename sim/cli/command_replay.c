#include "cli/commands.h"

#include "cli/experiment.h"
#include "cli/load.h"
#include "cli/luck.h"
#include "cli/story.h"
#include "engine/engine.h"
#include "engine/identities.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// clang-format off
static const struct option replay_options[] = {
    {"--replication",  "N", "which future (preset 0); of a study: which replication of the run"},
    {"--run",          "N", "of a study: which run, as numbered in outcomes.csv"},
    {"--future",       "I", "of a study: which future, under the --policy of that name or number (preset: the first)"},
    OPTION_POLICY,
    OPTION_SET,
    {"--seed",         "S", "seed of all draws"},
    {"--months",       "M", "horizon"},
    OPTION_DETERMINISTIC,
    {"--draws",        NULL, "instead of the story every draw that was used, as CSV; of a study, what its design gives too"},
    {0},
};
// clang-format on

/** The same failure `run` reports. */
static int verdict(const struct state *s)
{
    if (!s->failure[0])
        return EXIT_FINE;
    fprintf(stderr, "replication %" PRIu64 " violated an identity (%s) in month %d\n",
            s->draws.first, identities_names[s->failure[0]], (int)s->failure_month[0]);
    return EXIT_RUN;
}

static int tell(const struct plan *plan, struct state *state, struct engine_futures futures)
{
    struct history history;
    int code = EXIT_WORLD;

    if (history_init(&history, plan)) {
        const struct engine_observer observer = history_observer(&history);
        engine_run(plan, state, futures, NULL, NULL, &observer);
        story_tell(stdout, &history);
        story_end(stdout, plan, state);
        code = verdict(state);
    } else {
        no_memory();
    }
    history_free(&history);
    return code;
}

static void look_away(void *context, const struct plan *plan, const struct state *state, int32_t t)
{
    (void)context;
    (void)plan;
    (void)state;
    (void)t;
}

static int list_draws(const struct plan *plan, struct state *state, struct engine_futures futures)
{
    struct luck luck;
    const struct engine_observer nobody = {look_away, NULL};
    int code = EXIT_WORLD;

    if (luck_init(&luck, plan)) {
        engine_run(plan, state, futures, luck_watch, &luck, &nobody);
        luck_write(stdout, &luck, plan, state);
        code = luck.full ? no_memory() : verdict(state);
    } else {
        no_memory();
    }
    luck_free(&luck);
    return code;
}

static int show(const struct arguments *a, const struct plan *plan, struct state *state,
                struct engine_futures futures)
{
    return arguments_value(a, "--draws") ? list_draws(plan, state, futures)
                                         : tell(plan, state, futures);
}

/** The number of a study's policy of that name or number.  @return an exit code */
static int find_policy(const struct study *study, const char *text, uint64_t *policy)
{
    char *end;

    for (size_t p = 0; p < study->n_policies; p++)
        if (strcmp(study->policies[p].name, text) == 0) {
            *policy = p;
            return EXIT_FINE;
        }
    *policy = strtoull(text, &end, 10);
    if (*text >= '0' && *text <= '9' && !*end && *policy < study->n_policies)
        return EXIT_FINE;
    fprintf(stderr, "--policy: '%s' is no policy of the study; expected a name or 0 to %zu\n", text,
            study->n_policies - 1);
    return EXIT_USAGE;
}

/** Which run of a study is asked for.  @return an exit code */
static int find_run(const struct arguments *a, const struct experiment *e, uint64_t *future,
                    uint64_t *policy)
{
    const uint64_t policies = e->kind.policies, futures = e->kind.cut.futures;
    const char *name = arguments_value(a, "--policy");
    uint64_t run = 0;

    if (!arguments_integer(a, "--run", 0, futures * policies - 1, &run))
        return EXIT_USAGE;
    *future = run / policies;
    *policy = run % policies;
    if (!arguments_integer(a, "--future", 0, futures - 1, future))
        return EXIT_USAGE;
    return name ? find_policy(&e->study, name, policy) : EXIT_FINE;
}

/** The study says all else. */
static bool has_only_study_options(const struct arguments *a)
{
    const char *const others[] = {"--seed", "--months", "--deterministic"};

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (arguments_value(a, others[i])) {
            fprintf(stderr, "chokepoint replay: %s: a study has its own\n", others[i]);
            return false;
        }
    return true;
}

/** What the design gives the future: a row of design.csv, a line a factor. */
static bool list_design(struct runs *runs, uint64_t future)
{
    if (!runs_take_values(runs, future, 1))
        return false;
    for (size_t k = 0; k < runs->study->n_factors; k++) {
        const struct study_factor *f = &runs->study->factors[k];
        const double x = runs_value(runs, k, 0);
        printf("factor,%s,once,0,,", f->name);
        if (study_is_structural(f))
            puts(f->levels[(size_t)x]);
        else
            printf(isnan(x) ? "\n" : "%.17g\n", x);
    }
    return true;
}

static int replay_run(const struct arguments *a)
{
    struct experiment e;
    struct runs runs = {0};
    struct engine_futures futures;
    uint64_t future = 0, policy = 0, replication = 0;
    int code = experiment_open(&e, a->positional[0], a);

    if (code == EXIT_FINE)
        code = find_run(a, &e, &future, &policy);
    if (code == EXIT_FINE &&
        !arguments_integer(a, "--replication", 0, e.study.replications - 1, &replication))
        code = EXIT_USAGE;
    if (code == EXIT_FINE && !runs_init(&runs, &e.design, &e.plans))
        code = no_memory();
    if (code == EXIT_FINE)
        code = runs_prepare(&runs, future, policy, replication, &futures)
                   ? show(a, &runs.one->plan, &runs.state, futures)
                   : experiment_failed(&e, a->positional[0]);
    if (code == EXIT_FINE && arguments_value(a, "--draws") && !list_design(&runs, future))
        code = experiment_failed(&e, a->positional[0]);
    runs_free(&runs);
    experiment_close(&e);
    return code;
}

static int replay(const struct arguments *a)
{
    struct scenario sc;
    struct plan plan = {0};
    struct state state = {0};
    uint64_t replication = 0;
    int code;

    if (study_is_one(a->positional[0]))
        return has_only_study_options(a) ? replay_run(a) : EXIT_USAGE;
    if (!arguments_integer(a, "--replication", 0, UINT64_MAX / 2, &replication))
        return EXIT_USAGE;
    code = load_policy(a, arguments_value(a, "--policy"), &sc);
    if (code == EXIT_FINE) {
        if (!plan_init(&plan, &sc, arguments_value(a, "--deterministic") != NULL) ||
            !state_init(&state, &plan))
            code = no_memory();
        else
            code = show(a, &plan, &state, (struct engine_futures){.first = replication});
    }
    state_free(&state);
    plan_free(&plan);
    scenario_free(&sc);
    return code;
}

const struct command command_replay = {
    .name = "replay",
    .arguments = "FILE",
    .summary = "tell one future, or one run of a study, as a story, or list every draw it used",
    .least = 1,
    .most = 1,
    .options = replay_options,
    .run = replay,
};
