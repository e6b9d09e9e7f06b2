/** A line of numbers as a picture one character high, for terminals that can show it: ▁▂▃▄▅▆▇█. */
#ifndef CHOKEPOINT_CLI_SPARKLINE_H
#define CHOKEPOINT_CLI_SPARKLINE_H

#include <stdbool.h>
#include <stddef.h>

/** Does standard output show pictures: a terminal, in UTF-8, without NO_COLOR? */
bool sparkline_wanted(void);

/** The picture of n numbers, drawn from 0 (or the least, if below) to the largest; what is no
 * finite number leaves a gap. More than 48 are thinned out evenly, first and last stay.
 *  @return fresh memory, NULL if there is none */
char *sparkline(const double x[], size_t n);

#endif
