#include "cli/commands.h"

#include "base/distributions.h"
#include "cli/manual.h"

static int list(const struct arguments *a)
{
    (void)a;
    for (size_t i = 0; distributions[i]; i++) {
        printf("## %s\n\n%s.\n\n", distributions[i]->name, distributions[i]->doc);
        if (distributions[i]->discrete)
            fputs("Takes the lists `values` and `probabilities`.\n\n", stdout);
        manual_fields(stdout, distributions[i]->fields);
    }
    return EXIT_FINE;
}

const struct command command_distributions = {
    .name = "distributions",
    .arguments = "",
    .summary = "the manual of distributions an uncertain number may have",
    .run = list,
};
