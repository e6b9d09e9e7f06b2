#include "cli/commands.h"

#include "cli/load.h"
#include "cli/luck.h"
#include "cli/story.h"
#include "engine/engine.h"
#include "engine/identities.h"

#include <inttypes.h>

// clang-format off
static const struct option replay_options[] = {
    {"--replication",  "N", "which future (preset 0)"},
    OPTION_POLICY,
    OPTION_SET,
    {"--seed",         "S", "seed of all draws"},
    {"--months",       "M", "horizon"},
    OPTION_DETERMINISTIC,
    {"--draws",        NULL, "instead of the story every draw that was used, as CSV"},
    {0},
};
// clang-format on

static int no_memory(void)
{
    fputs("chokepoint: no memory\n", stderr);
    return EXIT_WORLD;
}

/** The same failure `run` reports. */
static int verdict(const struct state *s)
{
    if (!s->failure[0])
        return EXIT_FINE;
    fprintf(stderr, "replication %" PRIu64 " violated an identity (%s) in month %d\n",
            s->draws.first, identities_names[s->failure[0]], (int)s->failure_month[0]);
    return EXIT_RUN;
}

static int tell(const struct plan *plan, struct state *state, uint64_t replication)
{
    struct history history;
    int code = EXIT_WORLD;

    if (history_init(&history, plan)) {
        const struct engine_observer observer = history_observer(&history);
        engine_run(plan, state, (struct engine_futures){.first = replication}, NULL, NULL,
                   &observer);
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

static int list_draws(const struct plan *plan, struct state *state, uint64_t replication)
{
    struct luck luck;
    const struct engine_observer nobody = {look_away, NULL};
    int code = EXIT_WORLD;

    if (luck_init(&luck, plan)) {
        engine_run(plan, state, (struct engine_futures){.first = replication}, luck_watch, &luck,
                   &nobody);
        luck_write(stdout, &luck, plan, state);
        code = luck.full ? no_memory() : verdict(state);
    } else {
        no_memory();
    }
    luck_free(&luck);
    return code;
}

static int replay(const struct arguments *a)
{
    struct scenario sc;
    struct plan plan = {0};
    struct state state = {0};
    uint64_t replication = 0;
    int code;

    if (!arguments_integer(a, "--replication", 0, UINT64_MAX / 2, &replication))
        return EXIT_USAGE;
    code = load_policy(a, arguments_value(a, "--policy"), &sc);
    if (code == EXIT_FINE) {
        if (!plan_init(&plan, &sc, arguments_value(a, "--deterministic") != NULL) ||
            !state_init(&state, &plan))
            code = no_memory();
        else if (arguments_value(a, "--draws"))
            code = list_draws(&plan, &state, replication);
        else
            code = tell(&plan, &state, replication);
    }
    state_free(&state);
    plan_free(&plan);
    scenario_free(&sc);
    return code;
}

const struct command command_replay = {
    .name = "replay",
    .arguments = "CONFIG",
    .summary = "tell one future as a story, or list every draw it used",
    .least = 1,
    .most = 1,
    .options = replay_options,
    .run = replay,
};
