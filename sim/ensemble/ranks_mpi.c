/* Claims are one counter that rank 0 shows to all, added to where it stands (one-sided). */
#include "ensemble/ranks_mpi.h"

#include <mpi.h>
#include <signal.h>
#include <stdlib.h>

struct link {
    MPI_Win window; // on the counter
};

/** Starts the library. Its own threads leave signals to ours. */
static bool start(void)
{
    sigset_t all, before;
    int level = MPI_THREAD_SINGLE;

    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    // a second thread may claim, but one at a time
    const bool fine = MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &level) == MPI_SUCCESS;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (fine && level < MPI_THREAD_SERIALIZED)
        MPI_Finalize();
    return fine && level >= MPI_THREAD_SERIALIZED;
}

static bool begin(void **at, int *rank, int *size)
{
    struct link *link = calloc(1, sizeof *link);
    uint64_t *counter;

    if (!link || !start()) {
        free(link);
        return false;
    }
    *at = link;
    MPI_Comm_rank(MPI_COMM_WORLD, rank);
    MPI_Comm_size(MPI_COMM_WORLD, size);
    MPI_Win_allocate(*rank == 0 ? sizeof *counter : 0, sizeof *counter, MPI_INFO_NULL,
                     MPI_COMM_WORLD, &counter, &link->window);
    if (*rank == 0)
        *counter = 0;
    MPI_Win_lock_all(0, link->window);
    MPI_Win_sync(link->window);
    MPI_Barrier(MPI_COMM_WORLD);
    return true;
}

/** Changes the counter.  @return what it was */
static uint64_t change(void *at, MPI_Op how, uint64_t by)
{
    const struct link *link = at;
    uint64_t before;

    MPI_Fetch_and_op(&by, &before, MPI_UINT64_T, 0, 0, how, link->window);
    MPI_Win_flush(0, link->window);
    return before;
}

static uint64_t claim(void *at)
{
    return change(at, MPI_SUM, 1);
}

static void stop(void *at)
{
    change(at, MPI_REPLACE, RANKS_STOPPED);
}

static void attend(void *at)
{
    int there;

    (void)at;
    MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &there, MPI_STATUS_IGNORE);
}

static uint64_t of_all(MPI_Op how, uint64_t mine)
{
    uint64_t all = mine;

    MPI_Allreduce(&mine, &all, 1, MPI_UINT64_T, how, MPI_COMM_WORLD);
    return all;
}

static uint64_t sum(void *at, uint64_t mine)
{
    (void)at;
    return of_all(MPI_SUM, mine);
}

static uint64_t largest(void *at, uint64_t mine)
{
    (void)at;
    return of_all(MPI_MAX, mine);
}

static void share(void *at, void *data, size_t n)
{
    const size_t most = 1 << 30; // the library counts in int

    (void)at;
    for (size_t i = 0; i < n; i += most)
        MPI_Bcast((char *)data + i, (int)(n - i < most ? n - i : most), MPI_BYTE, 0,
                  MPI_COMM_WORLD);
}

static void end(void *at)
{
    struct link *link = at;

    MPI_Win_unlock_all(link->window);
    MPI_Win_free(&link->window);
    MPI_Finalize();
    free(link);
}

const struct ranks_link ranks_mpi = {begin, claim, stop, attend, sum, largest, share, end};
