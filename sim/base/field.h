/**
 * A parameter said once: one row gives key, type, unit, preset, range and meaning.
 *
 * The row reads the configuration, checks it, answers `explain`, names what `--set` and policies
 * may change, labels output and prints the manual. Rows are constant tables beside the struct they
 * describe.
 */
#ifndef CHOKEPOINT_BASE_FIELD_H
#define CHOKEPOINT_BASE_FIELD_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

/** Dated steps of a plan: [first, first + count) of its steps, in the order of their months. */
struct schedule {
    int32_t first, count;
};

enum field_type {
    FIELD_REAL,    // lanes; a number or a group with a distribution
    FIELD_FLAG,    // lanes of 0 or 1; true, false, or a group with a distribution
    FIELD_INTEGER, // int32_t
    FIELD_BOOLEAN, // int32_t 0 or 1
    FIELD_CHOICE,  // int32_t, index into `choices`
    FIELD_TEXT,    // never seen by the engine: no member, offset unused
    FIELD_TEXTS,   // a list of texts, never seen by the engine
    FIELD_VALUES,  // a list of numbers, texts, true or false, as a change takes them; the same
    FIELD_LABEL,   // int32_t, number of a free text entities share (tier, location); -1 if absent
    FIELD_NAME,    // int32_t, index of an entity of the kind named `of`; -1 if absent
    FIELD_NAMES,   // uint64_t, a set of entities of the kind named `of`; all of them if absent
    FIELD_DATE,    // int32_t, month of the run: "2026-08", "2026-08-15" or an integer
    FIELD_MAP,  // int32_t, first pool row; a real for each entity of kind `of`: `{ NAME = 1.5; }`
    FIELD_AGES, // int32_t, first place in the ages; the same with one integer each
    FIELD_SCHEDULE, // struct schedule; a real from a month on: `{ m0 = 1.5; y2026m07 = 2.5; }`
};

enum field_flags {
    FIELD_REQUIRED = 1,   // the user must give it: there is no preset
    FIELD_STRUCTURAL = 2, // a regime may not override it: it is fixed for the whole run
    FIELD_DERIVED = 4,    // if absent the engine computes it (lanes hold NAN); `doc` says how
    FIELD_INTEGRAL = 8,   // a REAL that counts months or chips of a rule: rounded half up when used
    FIELD_EASES = 16,     // a limit: more of it leaves buyers more room
    FIELD_TIGHTENS = 32,  // a limit: more of it leaves them less
};

struct field {
    const char *key; // ends in its unit where it holds a quantity
    size_t offset;   // of the member in its struct
    enum field_type type;
    const char *unit; // "1" is a pure number
    double preset;    // INFINITY on a limit means none, written "none"; for a CHOICE the index
    double low, high; // both ends allowed
    const char *doc;  // what it is, in a phrase
    unsigned flags;
    const char *of;             // kind of NAME, NAMES, MAP, AGES
    const char *const *choices; // CHOICE: NULL-terminated
};

// The first columns of a row, from struct and member: REAL(struct chip, price_usd), "USD", ...
// clang-format off
#define FIELD(S, m, T) #m, offsetof(S, m), T
#define REAL(...)     FIELD(__VA_ARGS__, FIELD_REAL)
#define FLAG(...)     FIELD(__VA_ARGS__, FIELD_FLAG)
#define INTEGER(...)  FIELD(__VA_ARGS__, FIELD_INTEGER)
#define BOOLEAN(...)  FIELD(__VA_ARGS__, FIELD_BOOLEAN)
#define CHOICE(...)   FIELD(__VA_ARGS__, FIELD_CHOICE)
#define LABEL(...)    FIELD(__VA_ARGS__, FIELD_LABEL)
#define NAME(...)     FIELD(__VA_ARGS__, FIELD_NAME)
#define NAMES(...)    FIELD(__VA_ARGS__, FIELD_NAMES)
#define DATE(...)     FIELD(__VA_ARGS__, FIELD_DATE)
#define MAP(...)      FIELD(__VA_ARGS__, FIELD_MAP)
#define AGES(...)     FIELD(__VA_ARGS__, FIELD_AGES)
#define SCHEDULE(...) FIELD(__VA_ARGS__, FIELD_SCHEDULE)
#define TEXT(key)      key, 0, FIELD_TEXT
#define TEXTS(key)     key, 0, FIELD_TEXTS
#define VALUES(key)    key, 0, FIELD_VALUES
// clang-format on

/** Number of rows of a table that ends with {0}. */
static inline size_t field_count(const struct field *fields)
{
    size_t n = 0;
    while (fields && fields[n].key)
        n++;
    return n;
}

#endif
