#include "cli/commands.h"

#include "base/lanes.h"

static int version(const struct arguments *a)
{
    (void)a;
    printf("chokepoint %s (%s, %d lanes)\n", CHOKEPOINT_VERSION, CHOKEPOINT_COMPILER, LANES);
    return EXIT_FINE;
}

const struct command command_version = {
    .name = "version",
    .arguments = "",
    .summary = "print the version",
    .run = version,
};
