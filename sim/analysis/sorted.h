/** Numbers in rising order. */
#ifndef CHOKEPOINT_ANALYSIS_SORTED_H
#define CHOKEPOINT_ANALYSIS_SORTED_H

#include <stddef.h>

/** @param x (n), no NAN; overwritten */
void sorted_doubles(double x[], size_t n);

#endif
