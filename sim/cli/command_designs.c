#include "cli/commands.h"

#include "cli/manual.h"
#include "design/designs.h"

static int list(const struct arguments *a)
{
    static const char *const growth[] = {"no", "by doubling", "to any number"};

    (void)a;
    fputs("| design | futures | as many as | grows | luck of months | source |\n"
          "|---|---|---|---|---|---|\n",
          stdout);
    for (size_t i = 0; designs[i]; i++) {
        const struct design *d = designs[i];
        printf("| `%s` |", d->name);
        manual_cell(stdout, d->doc);
        printf(" %s | %s | %s |", d->is_sized ? "asked for" : "follow from it", growth[d->growth],
               d->common_luck ? "common" : "own");
        manual_cell(stdout, d->reference);
        putchar('\n');
    }
    return EXIT_FINE;
}

const struct command command_designs = {
    .name = "designs",
    .arguments = "",
    .summary = "the manual of designs: which futures a study looks at",
    .run = list,
};
