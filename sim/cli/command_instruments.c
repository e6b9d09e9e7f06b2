#include "cli/commands.h"

#include "cli/manual.h"
#include "instrument/instruments.h"
#include "model/instrument_kind.h"

static int list(const struct arguments *a)
{
    (void)a;
    fputs("## Every instrument\n\n", stdout);
    manual_fields(stdout, kind_instrument.fields);
    for (size_t i = 0; instruments[i]; i++) {
        printf("## %s\n\n%s.\n", instruments[i]->name, instruments[i]->doc);
        if (instruments[i]->reference)
            printf("Stands for: %s.\n", instruments[i]->reference);
        putchar('\n');
        manual_fields(stdout, instruments[i]->fields);
    }
    return EXIT_FINE;
}

const struct command command_instruments = {
    .name = "instruments",
    .arguments = "",
    .summary = "the manual of policy instruments and their parameters",
    .run = list,
};
