#include "cli/threads.h"

#include "ensemble/ensemble.h"

#include <sched.h>

unsigned threads_cores(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        return (unsigned)CPU_COUNT(&set);
    return 1;
}

bool threads_read(const struct arguments *a, unsigned *threads)
{
    uint64_t n = threads_cores();

    if (n > ENSEMBLE_THREADS)
        n = ENSEMBLE_THREADS;
    if (!arguments_integer(a, "--threads", 1, ENSEMBLE_THREADS, &n))
        return false;
    *threads = (unsigned)n;
    return true;
}
