#include "ensemble/module.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const void *module_find(const char *name, const char *symbol)
{
    static const char *const places[] = {"", "../lib/chokepoint/"};
    char program[PATH_MAX], path[PATH_MAX + 64];
    const ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    void *module = NULL;

    if (n <= 0)
        return NULL;
    program[n] = '\0';
    *(strrchr(program, '/') + 1) = '\0';
    for (size_t i = 0; i < 2 && !module; i++) {
        snprintf(path, sizeof path, "%s%s%s", program, places[i], name);
        module = dlopen(path, RTLD_NOW | RTLD_GLOBAL); // the library's own parts look for it
    }
    return module ? dlsym(module, symbol) : NULL;
}
