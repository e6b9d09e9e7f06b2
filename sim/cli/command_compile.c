/* Writes the compiled plan, which an engine without the reader of configurations can run. */
#include "cli/commands.h"

#include "cli/load.h"
#include "engine/plan.h"
#include "engine/plan_bytes.h"

static const struct option compile_options[] = {
    OPTION_POLICY,
    OPTION_SET,
    {0},
};

/** False, with a message, if memory is short; main says why if stdout takes no more. */
static bool write_plan(const struct scenario *sc)
{
    struct plan plan = {0};
    struct bytes bytes = {0};
    bool fine = plan_init(&plan, sc, false);

    if (fine)
        plan_bytes_write(&plan, &bytes);
    fine = fine && !bytes.failed;
    if (!fine)
        fputs("chokepoint: out of memory\n", stderr);
    fine = fine && fwrite(bytes.data, 1, bytes.size, stdout) == bytes.size;
    bytes_free(&bytes);
    plan_free(&plan);
    return fine;
}

static int compile(const struct arguments *a)
{
    struct scenario sc;
    int code = load_policy(a, arguments_value(a, "--policy"), &sc);

    if (code == EXIT_FINE && !write_plan(&sc))
        code = EXIT_WORLD;
    scenario_free(&sc);
    return code;
}

const struct command command_compile = {
    .name = "compile",
    .arguments = "CONFIG",
    .summary = "write the compiled plan to stdout, for an engine elsewhere, such as in a browser",
    .least = 1,
    .most = 1,
    .options = compile_options,
    .details = "The plan is numbers only. The engine built for another machine (WebAssembly, say)\n"
               "runs it without the configuration and gives the same bits.",
    .run = compile,
};
