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
#include <stddef.h>
#include <stdint.h>

/** How processes talk to each other; all functions are called by one thread at a time.
 *  @param at what the library keeps, from begin to end */
struct ranks_link {
    bool (*begin)(void **at, int *rank, int *size); // false: the library could not start
    uint64_t (*claim)(void *at);                    // 0, 1, 2, ...: each once among all processes
    void (*stop)(void *at);                         // from here on claims are beyond any number
    void (*attend)(void *at);                       // lets others' claims be served here
    uint64_t (*sum)(void *at, uint64_t mine);       // these wait for all processes
    uint64_t (*largest)(void *at, uint64_t mine);
    void (*share)(void *at, void *data, size_t n); // bytes of the first process to all
    void (*end)(void *at);
};

#define RANKS_SYMBOL  "ranks_mpi"      // the module's struct ranks_link
#define RANKS_STOPPED (UINT64_MAX / 2) // far from any number, and from wrapping round

struct ranks {
    int rank, size;
    const struct ranks_link *link; // NULL: alone
    void *at;                      // what it keeps
    uint64_t claimed;              // alone
    pthread_mutex_t lock;
};

#define RANKS_ERROR 512

/** Joins the other processes if a launcher started them.
 *  @param alone the caller's own wish: a shard shares nothing, whoever started it
 *  @return false with a message: a launcher started several processes that cannot find each other,
 * so that each would do the same work. ranks_end is allowed then too. */
bool ranks_begin(struct ranks *ranks, bool alone, char error[RANKS_ERROR]);

/** The next number nobody else has. This and the next two: by any thread. */
uint64_t ranks_claim(struct ranks *ranks);

/** Ends claiming for all processes: what is claimed from here on is beyond any number. */
void ranks_stop(struct ranks *ranks);

/** Lets the claims of others be served, which a network may leave to the first process. */
void ranks_attend(struct ranks *ranks);

/** Wait for all processes, which must call the same: the sum and the largest of their numbers; the
 * first one's n bytes, given to all. */
uint64_t ranks_sum(struct ranks *ranks, uint64_t mine);
uint64_t ranks_largest(struct ranks *ranks, uint64_t mine);
void ranks_share(struct ranks *ranks, void *data, size_t n);

/** Parts from the others; `rank` stays. Allowed twice and on zeroed ranks. */
void ranks_end(struct ranks *ranks);

#endif
