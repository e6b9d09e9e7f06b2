/**
 * Numbers as decimal text, fast: the tables of a run hold hundreds of thousands of them.
 *
 * Of doubles: the nearest decimal of the least number of digits from 15 that reads back to the same
 * bits, without zeros at its end; what printf("%.15g"), ("%.16g") or ("%.17g") gives, whichever
 * reads back first, but with exponents such as e5 and e-7. It is the shortest that reads back but
 * for some powers of two, where one digit more may stand, and for subnormal numbers, which begin
 * with one digit.
 */
#ifndef CHOKEPOINT_BASE_DECIMAL_H
#define CHOKEPOINT_BASE_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

#define DECIMAL_MOST 32 // bytes of any decimal, with the zero at its end

/** @param value finite  @param out at least DECIMAL_MOST bytes  @return length */
size_t decimal_real(double value, char *out);

/** @param out at least DECIMAL_MOST bytes  @return length */
size_t decimal_integer(int64_t value, char *out);

/** In what printf wrote, e+05 becomes e5 and e-07 becomes e-7. */
void decimal_shorten_exponent(char *text);

#endif
