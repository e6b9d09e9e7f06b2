/**
 * The fully resolved configuration: every row of every entity, presets included, in one fixed form.
 *
 * Reading it back and freezing again gives the same bytes. config_write of libconfig prints 15
 * digits and does not.
 */
#ifndef CHOKEPOINT_CONFIG_FREEZE_H
#define CHOKEPOINT_CONFIG_FREEZE_H

#include "model/scenario.h"

#include <stdbool.h>
#include <stdio.h>

/** Writes it; false if writing failed. */
bool freeze_write(const struct scenario *sc, FILE *out);

#endif
