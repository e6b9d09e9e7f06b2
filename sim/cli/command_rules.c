#include "cli/commands.h"

#include "cli/manual.h"
#include "instrument/rules.h"

static int list(const struct arguments *a)
{
    (void)a;
    fputs("| rule | how an estate that is too small is shared | source |\n|---|---|---|\n", stdout);
    for (size_t i = 0; rules[i]; i++) {
        printf("| `%s` |", rules[i]->name);
        manual_cell(stdout, rules[i]->doc);
        manual_cell(stdout, rules[i]->reference);
        putchar('\n');
    }
    return EXIT_FINE;
}

const struct command command_rules = {
    .name = "rules",
    .arguments = "",
    .summary = "the manual of rationing rules",
    .run = list,
};
