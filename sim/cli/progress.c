#include "cli/progress.h"

#include "base/text.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

double progress_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void progress_begin(struct progress *p, const char *what, uint64_t total)
{
    p->what = what;
    p->total = total;
    p->began = progress_clock();
    p->last = p->began;
}

void progress_show(void *context, uint64_t done)
{
    struct progress *p = context;
    const double now = progress_clock(), rate = (double)done / (now - p->began + 1e-9);
    char text[16];

    if (!p->shown || now - p->last < 0.1)
        return;
    p->last = now;
    fprintf(stderr, "\r%s: %" PRIu64 " of %" PRIu64 " futures, %s/s, %.0f s left\033[K", p->what,
            done, p->total, text_short(rate, text), (double)(p->total - done) / rate);
}

void progress_end(struct progress *p)
{
    if (p->shown)
        fputs("\r\033[K", stderr);
}

static sigset_t signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    return set;
}

void progress_catch(void)
{
    const sigset_t set = signals();

    // threads started later inherit the mask, so a signal stays pending until it is asked for: no
    // global flag
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

bool progress_interrupted(void *context)
{
    sigset_t pending;

    (void)context;
    sigpending(&pending);
    return sigismember(&pending, SIGINT) || sigismember(&pending, SIGTERM) ||
           sigismember(&pending, SIGHUP);
}
