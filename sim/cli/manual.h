/** The manual's tables, in markdown, from the tables the program itself uses. */
#ifndef CHOKEPOINT_CLI_MANUAL_H
#define CHOKEPOINT_CLI_MANUAL_H

#include "base/field.h"

#include <stdio.h>

/** A table of parameters; nothing if there are none. */
void manual_fields(FILE *out, const struct field fields[]);

/** One cell of a table: bars are escaped, line ends become spaces. */
void manual_cell(FILE *out, const char *text);

#endif
