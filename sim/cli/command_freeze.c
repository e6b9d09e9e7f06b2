#include "cli/commands.h"

#include "cli/load.h"
#include "config/freeze.h"

static const struct option freeze_options[] = {
    OPTION_POLICY,
    OPTION_SET,
    {0},
};

static int freeze(const struct arguments *a)
{
    struct scenario sc;
    int code = load_policy(a, arguments_value(a, "--policy"), &sc);

    if (code == EXIT_FINE && !freeze_write(&sc, stdout))
        code = EXIT_WORLD; // main says why
    scenario_free(&sc);
    return code;
}

const struct command command_freeze = {
    .name = "freeze",
    .arguments = "CONFIG",
    .summary = "print the configuration with every value resolved, presets included",
    .least = 1,
    .most = 1,
    .options = freeze_options,
    .run = freeze,
};
