/**
 * Processes that share the chunks of one job, such as those mpirun starts; alone, there is one.
 *
 * What they need of a message-passing library stands in a module beside the program (ranks_mpi.c),
 * loaded only where a launcher is at work: nobody else waits for it.
 */
#ifndef CHOKEPOINT_ENSEMBLE_RANKS_H
#define CHOKEPOINT_ENSEMBLE_RANKS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/** How processes talk to each other; all functions are called by one thread at a time. */
struct ranks_link {
    bool (*begin)(int *rank, int *size); // false: the library could not start
    uint64_t (*claim)(void);             // 0, 1, 2, ...: each once among all processes
    bool (*agree)(bool fine);            // waits for all; true if it is fine for all of them
    void (*end)(void);
};

#define RANKS_SYMBOL "ranks_mpi" // the module's struct ranks_link

struct ranks {
    int rank, size;
    const struct ranks_link *link; // NULL: alone
    uint64_t claimed;              // alone
    pthread_mutex_t lock;
};

#define RANKS_ERROR 512

/** Joins the other processes if a launcher started them.
 *  @param alone the caller's own wish: a shard shares nothing, whoever started it
 *  @return false with a message: a launcher started several processes that cannot find each other,
 * so that each would do the same work. ranks_end is allowed then too. */
bool ranks_begin(struct ranks *ranks, bool alone, char error[RANKS_ERROR]);

/** The next number nobody else has; by any thread. */
uint64_t ranks_claim(struct ranks *ranks);

/** Waits for all processes.  @return true if it is fine for all of them */
bool ranks_agree(struct ranks *ranks, bool fine);

/** Allowed twice and on zeroed ranks. */
void ranks_end(struct ranks *ranks);

#endif
