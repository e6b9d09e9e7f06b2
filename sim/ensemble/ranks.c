#include "ensemble/ranks.h"

#include "ensemble/module.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

/** A number that a launcher puts into the environment, or 0. */
static int launched(const char *name)
{
    const char *text = getenv(name);
    char *end;

    if (!text || !*text)
        return 0;
    const long n = strtol(text, &end, 10);
    return *end == '\0' && n > 0 && n < INT_MAX ? (int)n : 0;
}

/** Processes that a launcher of message-passing programs started: Open MPI, MPICH's Hydra. */
static int started_by_mpi(void)
{
    const int open_mpi = launched("OMPI_COMM_WORLD_SIZE"), hydra = launched("PMI_SIZE");

    return open_mpi ? open_mpi : hydra;
}

/** Tasks of the Slurm step this process belongs to. */
static int started_by_slurm(void)
{
    return launched("SLURM_STEP_NUM_TASKS");
}

static bool refuse(char error[RANKS_ERROR], int n, const char *why)
{
    snprintf(
        error, RANKS_ERROR,
        "a launcher started %d processes, but %s: each would do all of the work; start it with "
        "mpirun, or give every task a part with --shard",
        n, why);
    return false;
}

bool ranks_begin(struct ranks *ranks, bool alone, char error[RANKS_ERROR])
{
    const int by_mpi = started_by_mpi(), by_slurm = started_by_slurm();
    const int expected = by_mpi > by_slurm ? by_mpi : by_slurm;

    *ranks = (struct ranks){.size = 1};
    pthread_mutex_init(&ranks->lock, NULL);
    if (alone || expected <= 1)
        return true;
    if (!by_mpi && !getenv("PMIX_RANK")) // of srun without MPI, which MPI would end the program for
        return refuse(error, expected, "they do not find each other");
    const struct ranks_link *link = module_find("chokepoint_mpi.so", RANKS_SYMBOL);
    if (!link)
        return refuse(error, expected, "this program was built without MPI");
    if (!link->begin(&ranks->at, &ranks->rank, &ranks->size))
        return refuse(error, expected, "MPI did not start");
    ranks->link = link;
    if (ranks->size != expected && ranks->size == 1)
        return refuse(error, expected, "they do not find each other");
    return true;
}

uint64_t ranks_claim(struct ranks *ranks)
{
    pthread_mutex_lock(&ranks->lock);
    const uint64_t claimed = ranks->link ? ranks->link->claim(ranks->at) : ranks->claimed++;
    pthread_mutex_unlock(&ranks->lock);
    return claimed;
}

void ranks_stop(struct ranks *ranks)
{
    pthread_mutex_lock(&ranks->lock);
    if (ranks->link)
        ranks->link->stop(ranks->at);
    else
        ranks->claimed = RANKS_STOPPED;
    pthread_mutex_unlock(&ranks->lock);
}

void ranks_attend(struct ranks *ranks)
{
    // who holds the lock talks to the others already
    if (ranks->link && ranks->rank == 0 && pthread_mutex_trylock(&ranks->lock) == 0) {
        ranks->link->attend(ranks->at);
        pthread_mutex_unlock(&ranks->lock);
    }
}

uint64_t ranks_sum(struct ranks *ranks, uint64_t mine)
{
    return ranks->link ? ranks->link->sum(ranks->at, mine) : mine;
}

uint64_t ranks_largest(struct ranks *ranks, uint64_t mine)
{
    return ranks->link ? ranks->link->largest(ranks->at, mine) : mine;
}

void ranks_share(struct ranks *ranks, void *data, size_t n)
{
    if (ranks->link)
        ranks->link->share(ranks->at, data, n);
}

void ranks_end(struct ranks *ranks)
{
    if (ranks->size)
        pthread_mutex_destroy(&ranks->lock);
    if (ranks->link)
        ranks->link->end(ranks->at);
    *ranks = (struct ranks){.rank = ranks->rank};
}
