/**
 * What a regulator can do. instruments.c lists the types; each stands in a file of its own.
 *
 * A type is a table of parameters and the hooks where it has a say; NULL where it has none. A hook
 * sees the month's parameters (the owner's regime already applied, lane by lane) and combines its
 * effect with what others did. `on` is 1 in the lanes where the instrument is active and binds this
 * actor and chip, else 0.
 */
#ifndef CHOKEPOINT_INSTRUMENT_INSTRUMENTS_H
#define CHOKEPOINT_INSTRUMENT_INSTRUMENTS_H

#include "base/field.h"
#include "base/lanes.h"

#include <stdint.h>

struct chip;

/** One charge on one actor's purchase of one chip [1]. */
struct charge {
    lanes ad_valorem;   // rate on the customs value
    lanes share;        // share of the sale price
    lanes pass_through; // share of it that reaches the buyer's price
};

/** Whose limit is asked for, and when. */
struct limit_at {
    int32_t month;         // t
    int32_t month_of_year; // 0 (January) to 11
    double firms;          // equal firms the actor stands for; 1 for a shared limit
};

struct instrument_type {
    const char *name;
    const char *doc;
    const char *reference; // rule or law it stands for, or literature
    const struct field *fields;
    size_t size;       // of its struct
    const char *cause; // what the ledger calls an order it stopped

    /** Sets ok to 0 where actor a may not have the chip. */
    void (*eligible)(const void *params, const struct chip *chip, int a, const lanes on, lanes ok);
    /** Sets stop to 1 where what is cleared is revoked too; `on` is 1 only where it excludes the
     * pair. */
    void (*revoke)(const void *params, const lanes on, lanes stop);
    /** Sets the charge. */
    void (*price)(const void *params, const lanes on, struct charge *charge);
    /** Multiplies the taste for the chip. */
    void (*weight)(const void *params, const lanes on, lanes factor);
    /** Multiplies the chip's production capacity. */
    void (*capacity)(const void *params, const lanes on, lanes factor);
    /** Sets hold to 1 where arrivals wait at the border, back to 1 where they are returned. */
    void (*border)(const void *params, const lanes on, lanes hold, lanes back);
    /** Today's limit on the use within its window, in its unit; INFINITY where off. */
    void (*limit)(const void *params, const struct limit_at *at, const lanes on, lanes limit);
};

/** All types, NULL-terminated, in the order of the manual; enum instrument_number is their index.
 */
extern const struct instrument_type *const instruments[];

enum instrument_number {
    INSTRUMENT_TARIFF,
    INSTRUMENT_THRESHOLD,
    INSTRUMENT_WHITELIST,
    INSTRUMENT_BAN,
    INSTRUMENT_LICENCE,
    INSTRUMENT_QUOTA,
    INSTRUMENT_PER_CUSTOMER_CAP,
    INSTRUMENT_RATIO_CAP,
    INSTRUMENT_DOMESTIC_RATIO,
    INSTRUMENT_BORDER,
    INSTRUMENT_PREFERENCE,
    INSTRUMENT_ENFORCEMENT,
    INSTRUMENT_TYPES
};

/** The type of that name, or NULL. */
const struct instrument_type *instruments_find(const char *name);

#endif
