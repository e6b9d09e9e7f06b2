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
    p->done = 0;
    p->total = total;
    p->began = progress_clock();
    p->last = p->began;
}

static const char *unit(const struct progress *p)
{
    return p->unit ? p->unit : "futures";
}

/** Names of policies and studies need no escapes: letters, digits, '_' and '-'. */
static void put_json(const struct progress *p, const char *how, double rate, double left)
{
    fprintf(stderr,
            "{\"%s\": \"%s\", \"done\": %" PRIu64 ", \"total\": %" PRIu64
            ", \"%s_per_second\": %.1f, \"seconds_left\": %.1f, \"state\": \"%s\"}\n",
            p->subject ? p->subject : "policy", p->what, p->done, p->total, unit(p), rate, left,
            how);
}

void progress_show(struct progress *p, uint64_t done)
{
    const double now = progress_clock(), rate = (double)done / (now - p->began + 1e-9);
    const double left = p->total > done ? (double)(p->total - done) / rate : 0;
    char text[16];

    p->done = done;
    if (p->form == PROGRESS_NONE || now - p->last < 0.1)
        return;
    p->last = now;
    if (p->form == PROGRESS_JSON)
        put_json(p, "running", rate, left);
    else
        fprintf(stderr, "\r%s: %" PRIu64 " of %" PRIu64 " %s, %s/s, %.0f s left\033[K", p->what,
                done, p->total, unit(p), text_short(rate, text), left);
}

void progress_end(struct progress *p, const char *how)
{
    if (p->form == PROGRESS_JSON)
        put_json(p, how, (double)p->done / (progress_clock() - p->began + 1e-9), 0);
    else if (p->form == PROGRESS_LINE)
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

bool progress_interrupted(void)
{
    sigset_t pending;

    sigpending(&pending);
    return sigismember(&pending, SIGINT) || sigismember(&pending, SIGTERM) ||
           sigismember(&pending, SIGHUP);
}

void progress_take(void)
{
    const sigset_t set = signals();
    const struct timespec at_once = {0};

    sigtimedwait(&set, NULL, &at_once);
}

void progress_release(void)
{
    const sigset_t set = signals();

    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}
