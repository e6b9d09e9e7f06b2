#include "model/instrument_kind.h"

#include "model/chip.h"

#define H(m) struct instrument_head, m

// clang-format off
static const struct field head_fields[] = {
    // member              unit preset low high doc
    {TEXT("title"),        "",  0,     0,  0,   "name for people"},
    {TEXT("type"),         "",  0,     0,  0,   "what it does: one of `chokepoint instruments`", FIELD_REQUIRED | FIELD_STRUCTURAL},
    {NAME(H(owner)),       "",  0,     0,  0,   "whose instrument it is", FIELD_REQUIRED | FIELD_STRUCTURAL, "jurisdiction"},
    {CHOICE(H(channel)),   "",  0,     0,  0,   "channel of the chips it binds", FIELD_STRUCTURAL, NULL, channel_filter_names},
    {NAMES(H(chips)),      "",  0,     0,  0,   "chips it binds", 0, "chip"},
    {NAMES(H(actors)),     "",  0,     0,  0,   "actors it binds", 0, "actor"},
    {FLAG(H(active)),      "1", 1,     0,  1,   "false: as if it did not exist"},
    {TEXT("note"),         "",  0,     0,  0,   "anything worth knowing"},
    {0},
};
// clang-format on

const struct kind kind_instrument = {
    .name = "instrument",
    .plural = "instruments",
    .size = sizeof(struct instrument_head),
    .most = 64,
    .doc = "what a regulator does; each regime of its owner may override its numbers and sets",
    .fields = head_fields};
