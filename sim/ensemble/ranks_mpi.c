/* Claims are one counter that rank 0 shows to all, added to where it stands (one-sided). */
#include "ensemble/ranks_mpi.h"

#include <mpi.h>

static MPI_Win window;

static bool begin(int *rank, int *size)
{
    int level;
    uint64_t *counter;

    // a second thread may claim, but one at a time
    if (MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &level) != MPI_SUCCESS)
        return false;
    if (level < MPI_THREAD_SERIALIZED) {
        MPI_Finalize();
        return false;
    }
    MPI_Comm_rank(MPI_COMM_WORLD, rank);
    MPI_Comm_size(MPI_COMM_WORLD, size);
    MPI_Win_allocate(*rank == 0 ? sizeof *counter : 0, sizeof *counter, MPI_INFO_NULL,
                     MPI_COMM_WORLD, &counter, &window);
    if (*rank == 0)
        *counter = 0;
    MPI_Win_lock_all(0, window);
    MPI_Win_sync(window);
    MPI_Barrier(MPI_COMM_WORLD);
    return true;
}

static uint64_t claim(void)
{
    const uint64_t one = 1;
    uint64_t claimed;

    MPI_Fetch_and_op(&one, &claimed, MPI_UINT64_T, 0, 0, MPI_SUM, window);
    MPI_Win_flush(0, window);
    return claimed;
}

static bool agree(bool fine)
{
    int mine = fine, all = 0;

    MPI_Allreduce(&mine, &all, 1, MPI_INT, MPI_LAND, MPI_COMM_WORLD);
    return all;
}

static void end(void)
{
    MPI_Win_unlock_all(window);
    MPI_Win_free(&window);
    MPI_Finalize();
}

const struct ranks_link ranks_mpi = {begin, claim, agree, end};
