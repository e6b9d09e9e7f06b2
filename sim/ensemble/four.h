/** Four numbers side by side, for sums whose order of addition is fixed: number i of many goes to
 * place i % 4, then the four are added up. */
#ifndef CHOKEPOINT_ENSEMBLE_FOUR_H
#define CHOKEPOINT_ENSEMBLE_FOUR_H

#include <stdint.h>

#define FOUR 4

// vectors of the compiler, which finds none by itself in loops so short
typedef double four __attribute__((vector_size(32), aligned(8), may_alias));
typedef int64_t four_integers __attribute__((vector_size(32), aligned(8), may_alias));

#endif
