/**
 * A compiled plan as bytes: written by the program that read the configuration, run by an engine
 * that cannot, such as one compiled to WebAssembly.
 *
 * Little-endian numbers as they stand in memory; the reader must have the same LANES and layout,
 * which the bytes say. They are trusted as the program itself is: only their length is checked.
 */
#ifndef CHOKEPOINT_ENGINE_PLAN_BYTES_H
#define CHOKEPOINT_ENGINE_PLAN_BYTES_H

#include "base/bytes.h"
#include "engine/plan.h"

/** Appends the plan; `failed` of the bytes says whether memory was short. */
void plan_bytes_write(const struct plan *plan, struct bytes *bytes);

/** Reads a plan, which needs no scenario; plan_free frees it in any case.
 *  @return NULL if it is fine, else what is wrong */
const char *plan_bytes_read(struct plan *plan, const void *data, size_t size);

#endif
