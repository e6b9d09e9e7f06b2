#include "cli/commands.h"

#include "base/text.h"

static int help(const struct arguments *a)
{
    const char *names[64];
    size_t n = 0;

    if (a->n_positional == 0) {
        commands_overview(stdout);
        return EXIT_FINE;
    }
    const struct command *command = commands_find(a->positional[0]);
    if (command) {
        commands_help(command, stdout);
        return EXIT_FINE;
    }
    for (; commands[n] && n < 64; n++)
        names[n] = commands[n]->name;
    const char *near = text_nearest(a->positional[0], names, n);
    fprintf(stderr, "chokepoint help: %s: unknown command", a->positional[0]);
    if (near)
        fprintf(stderr, "; did you mean '%s'?", near);
    putc('\n', stderr);
    return EXIT_USAGE;
}

const struct command command_help = {
    .name = "help",
    .arguments = "[COMMAND]",
    .summary = "tell what a command does",
    .most = 1,
    .run = help,
};
