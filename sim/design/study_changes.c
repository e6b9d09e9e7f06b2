#include "design/study_changes.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>

static bool grow(struct study_changes *c)
{
    const size_t room = c->room ? 2 * c->room : 16;
    char **set;
    struct diag_place *place;

    if (c->n < c->room)
        return true;
    set = realloc(c->set, room * sizeof *set);
    c->set = set ? set : c->set;
    place = realloc(c->place, room * sizeof *place);
    c->place = place ? place : c->place;
    c->room = set && place ? room : c->room;
    return set && place;
}

/** Adds one; takes its text over. */
static bool add(struct study_changes *c, char *text, struct diag_place place)
{
    if (!text || !grow(c)) {
        free(text);
        return false;
    }
    c->set[c->n] = text;
    c->place[c->n++] = place;
    return true;
}

bool study_changes_begin(struct study_changes *c, const struct study *study)
{
    bool ok = true;

    for (size_t i = 0; ok && i < study->n_set; i++)
        ok = add(c, text_copy(study->set[i]), study->set_place[i]);
    return ok;
}

char *study_changes_number(double value)
{
    char text[32];
    const bool whole = value == rint(value) && fabs(value) < 1e9; // 32 bits

    return text_copy(whole ? text_number(value, text) : text_real(value, text));
}

bool study_changes_level(struct study_changes *c, const struct study_factor *f, size_t i)
{
    const bool range = f->variation == STUDY_RANGE;
    char *end = NULL, *change;

    if (!f->path || f->variation == STUDY_DISTRIBUTION)
        return true;
    if (range)
        end = study_changes_number(i ? f->high : f->low);
    i = i < f->n_levels ? i : f->n_levels - 1;
    change = range && !end ? NULL : text_format("%s = %s", f->path, range ? end : f->levels[i]);
    free(end);
    return add(c, change, f->place);
}

void study_changes_free(struct study_changes *c)
{
    for (size_t i = 0; i < c->n; i++)
        free(c->set[i]);
    free(c->set);
    free(c->place);
    *c = (struct study_changes){0};
}
