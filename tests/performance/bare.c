/*
 * The runs of a study and nothing else: no chunks, no tables. What a sweep is set against.
 *
 *   bare STUDY FUTURES    prints seconds, after everything is compiled
 */
#include "design/sweep.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

int main(int argc, char *argv[])
{
    char set[64] = "";
    const char *const sets[] = {set};
    struct diag diag = {0};
    struct study study;
    struct design_plan design;
    struct plans plans;
    struct runs runs;

    if (argc != 3)
        return 2;
    snprintf(set, sizeof set, "study.futures=%s", argv[2]);
    if (!study_read(&study, argv[1], sets, 1, &diag) || diag.count ||
        !designs_prepare(&design, &study, &diag) || !plans_init(&plans, &study) ||
        !runs_init(&runs, &design, &plans))
        return 1;
    const struct sweep_cut cut = sweep_cut_of(&design, plans.n_groups);
    double began = 0;
    // the first chunk compiles, and is computed again
    for (uint64_t c = 0; c <= cut.chunks; c++) {
        if (c == 1)
            began = seconds();
        if (!runs_compute(&runs, sweep_range(&cut, study.n_policies, c ? c - 1 : 0)))
            return 1;
    }
    printf("%.6f\n", seconds() - began);
    return 0;
}
