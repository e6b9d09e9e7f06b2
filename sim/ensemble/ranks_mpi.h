/** Processes that talk by MPI: the module chokepoint_mpi.so; see ranks.h. */
#ifndef CHOKEPOINT_ENSEMBLE_RANKS_MPI_H
#define CHOKEPOINT_ENSEMBLE_RANKS_MPI_H

#include "ensemble/ranks.h"

extern const struct ranks_link ranks_mpi;

#endif
