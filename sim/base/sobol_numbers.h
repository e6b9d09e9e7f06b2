/** What the direction numbers of Sobol' points grow from: see sobol.h, and sobol_numbers.c for
 * their source and licence. */
#ifndef CHOKEPOINT_BASE_SOBOL_NUMBERS_H
#define CHOKEPOINT_BASE_SOBOL_NUMBERS_H

#include <stdint.h>

#define SOBOL_DIMENSIONS 1024

/**
 * Two words a dimension, packed from the lowest bit: its primitive polynomial (14 bits, the leading
 * coefficient highest; 1 for dimension 0), then the initial numbers m_2, m_3, ... without their
 * last bit, which is 1 (m_1 = 1; m_k has k - 1 more bits); m_11 begins the second word.
 */
extern const uint64_t sobol_numbers[2 * SOBOL_DIMENSIONS];

#endif
