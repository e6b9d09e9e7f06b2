/** Quantile tables as bytes, for a plan that is run where it was not made. */
#ifndef CHOKEPOINT_BASE_QUANTILE_BYTES_H
#define CHOKEPOINT_BASE_QUANTILE_BYTES_H

#include "base/bytes.h"
#include "base/quantile_table.h"

/** Writes table u, which may borrow from one before it. */
void quantile_bytes_put(struct bytes *bytes, const struct quantile_table tables[], size_t u);

/** Reads it back; quantile_table_free frees it, in any case. */
void quantile_bytes_take(struct bytes_view *view, struct quantile_table tables[], size_t u);

#endif
