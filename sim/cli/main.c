#include "cli/commands.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char *argv[])
{
    const int code = commands_dispatch(argc, argv);

    // a full disk or a closed pipe behind stdout shows only here
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "chokepoint: standard output: %s\n", strerror(errno));
        return code ? code : EXIT_WORLD;
    }
    return code;
}
