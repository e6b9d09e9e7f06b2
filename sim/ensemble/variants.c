#include "ensemble/variants.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#ifdef CHOKEPOINT_VARIANTS
variants_engine engine_run_v3, engine_run_v4; // made from the engine's objects at build time
#endif

/** True unless the environment asks for another one. */
static bool wanted(const char *name)
{
    const char *asked = getenv("CHOKEPOINT_VARIANT");

    return !asked || strcmp(asked, name) == 0;
}

struct variant variants_best(void)
{
#ifdef CHOKEPOINT_VARIANTS
    if (__builtin_cpu_supports("x86-64-v4") && wanted("x86-64-v4"))
        return (struct variant){"x86-64-v4", engine_run_v4};
    if (__builtin_cpu_supports("x86-64-v3") && wanted("x86-64-v3"))
        return (struct variant){"x86-64-v3", engine_run_v3};
#endif
    (void)wanted;
    return (struct variant){"default", engine_run};
}
