#include "cli/commands.h"

#include "base/text.h"
#include "cli/manual.h"
#include "design/study_kinds.h"
#include "model/instrument_kind.h"

#include <string.h>

/** How the path of such an entity reads: jurisdictions.NAME.regimes.NAME. */
static void put_path(const struct kind *kind)
{
    if (kind->parent) {
        put_path(kinds_find(kind->parent));
        putchar('.');
    }
    fputs(kind->single ? kind->name : kind->plural, stdout);
    if (!kind->single)
        fputs(".NAME", stdout);
}

static void put_kinds(const struct kind *const of[])
{
    for (size_t i = 0; of[i]; i++) {
        fputs("## ", stdout);
        put_path(of[i]);
        printf("\n\n%s; at most %zu.\n\n", of[i]->doc, of[i]->most);
        if (of[i] == &kind_instrument)
            fputs("Its keys: `chokepoint instruments`.\n\n", stdout);
        else
            manual_fields(stdout, of[i]->fields);
    }
}

static int help(const struct arguments *a)
{
    const char *names[64];
    size_t n = 0;

    if (a->n_positional == 0) {
        commands_overview(stdout);
        return EXIT_FINE;
    }
    if (strcmp(a->positional[0], "configuration") == 0) {
        put_kinds(kinds);
        return EXIT_FINE;
    }
    if (strcmp(a->positional[0], "study") == 0) {
        put_kinds(study_kinds);
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
    .arguments = "[COMMAND | configuration | study]",
    .summary = "tell what a command does, or what a configuration or a study may hold",
    .most = 1,
    .run = help,
};
