#include "cli/commands.h"

#include "base/text.h"

#include <string.h>

// clang-format off
const struct command *const commands[] = {
    &command_run,
    &command_show,
    &command_report,
    &command_batch,
    &command_marginal,
    &command_variance,
    &command_additionality,
    &command_exceedance,
    &command_stages,
    &command_when,
    &command_check,
    &command_explain,
    &command_freeze,
    &command_compile,
    &command_replay,
    &command_sweep,
    &command_merge,
    &command_verify,
    &command_compare,
    &command_regret,
    &command_score,
    &command_calibrate,
    &command_instruments,
    &command_rules,
    &command_metrics,
    &command_distributions,
    &command_designs,
    &command_help,
    &command_version,
    NULL,
};
// clang-format on

const struct command *commands_find(const char *name)
{
    for (size_t i = 0; commands[i]; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

void commands_help(const struct command *c, FILE *out)
{
    fprintf(out, "usage: chokepoint %s%s%s%s\n\n%s\n", c->name, *c->arguments ? " " : "",
            c->arguments, c->options ? " [options]" : "", c->summary);
    if (c->details)
        fprintf(out, "\n%s\n", c->details);
    if (c->options)
        fputs("\noptions:\n", out);
    for (const struct option *o = c->options; o && o->name; o++) {
        char left[64];
        snprintf(left, sizeof left, "%s%s%s", o->name, o->value ? " " : "",
                 o->value ? o->value : "");
        fprintf(out, "  %-22s %s%s\n", left, o->doc, o->repeatable ? "; may be repeated" : "");
    }
}

void commands_overview(FILE *out)
{
    fputs("usage: chokepoint COMMAND [arguments]\n\n"
          "A simulator of a trade that needs two keys: one government licenses the export, the "
          "other admits the "
          "import.\n\ncommands:\n",
          out);
    for (size_t i = 0; commands[i]; i++)
        fprintf(out, "  %-14s %s\n", commands[i]->name, commands[i]->summary);
    fputs("\n'chokepoint COMMAND --help' tells more.\n", out);
}

static int unknown(const char *name)
{
    const char *names[64];
    size_t n = 0;

    for (; commands[n] && n < 64; n++)
        names[n] = commands[n]->name;
    const char *near = text_nearest(name, names, n);
    fprintf(stderr, "chokepoint: %s: unknown command", name);
    if (near)
        fprintf(stderr, "; did you mean '%s'?\n", near);
    else
        fputs("; see 'chokepoint help'\n", stderr);
    return EXIT_USAGE;
}

static bool right_count(const struct command *c, const struct arguments *a)
{
    const int n = (int)a->n_positional;

    if (n >= c->least && n <= c->most)
        return true;
    fprintf(stderr, "chokepoint %s: ", c->name);
    if (n < c->least)
        fprintf(stderr, "expected %s\n", c->arguments);
    else
        fprintf(stderr, "'%s' is one argument too many\n", a->positional[c->most]);
    fprintf(stderr, "usage: chokepoint %s%s%s%s\n", c->name, *c->arguments ? " " : "", c->arguments,
            c->options ? " [options]" : "");
    return false;
}

/** Begins again in single precision, which a configuration asked for. */
static int run_single(int argc, char *argv[])
{
#ifdef CHOKEPOINT_HAS_SINGLE
    return commands_dispatch_single(argc, argv);
#else
    (void)argc;
    fprintf(stderr,
            "chokepoint: %s: run.precision: 'single' is not in this build; expected "
            "'double'\n",
            argv[2]);
    return EXIT_CONFIGURATION;
#endif
}

/** Runs a command.  @param a overwritten; arguments_free in any case */
static int run(const struct command *command, struct arguments *a, int argc, char *argv[])
{
    if (!arguments_parse(a, command->name, command->options, 2, argc, argv))
        return EXIT_USAGE;
    if (a->help) {
        commands_help(command, stdout);
        return EXIT_FINE;
    }
    return right_count(command, a) ? command->run(a) : EXIT_USAGE;
}

int commands_dispatch(int argc, char *argv[])
{
    struct arguments arguments;

    if (argc < 2) {
        commands_overview(stderr);
        return EXIT_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        name = "help";
    if (strcmp(name, "--version") == 0)
        name = "version";
    const struct command *command = commands_find(name);
    if (!command)
        return unknown(name);
    const int code = run(command, &arguments, argc, argv);
    arguments_free(&arguments);
    return code == EXIT_OTHER_PRECISION ? run_single(argc, argv) : code;
}
