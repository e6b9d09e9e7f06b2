#include "config/config.h"

#include "base/text.h"
#include "config/checks.h"
#include "config/coordinates.h"
#include "config/overlay.h"
#include "config/reader.h"
#include "config/source.h"
#include "config/tree.h"

#include <stdlib.h>

static bool overlay_all(struct tree *tree, const char *policy, const char *const set[],
                        const struct diag_place place[], size_t n_set, struct diag *diag)
{
    const struct diag_place nowhere = {NULL, 0};

    if (policy && !overlay_policy(tree, policy, diag))
        return false;
    for (size_t i = 0; i < n_set; i++)
        if (!overlay_apply(tree, set[i], place ? place[i] : nowhere, diag))
            return false;
    return true;
}

bool config_open(struct config_file *f, const char *name, struct diag *diag)
{
    const size_t before = diag->count;

    *f = (struct config_file){.name = text_copy(name)};
    if (f->name && tree_read(&f->tree, name, &f->files, diag))
        return true;
    if (diag->count == before)
        diag_add(diag, (struct diag_place){name, 0}, NULL, "out of memory");
    return false;
}

void config_close(struct config_file *f)
{
    tree_free(&f->tree);
    source_free(&f->files);
    free(f->name);
    *f = (struct config_file){0};
}

bool config_make_at(const struct config_file *f, const char *policy, const char *const set[],
                    const struct diag_place place[], size_t n_set, struct scenario *sc,
                    struct diag *diag)
{
    const size_t before = diag->count;
    struct source_files files;
    struct coordinates coordinates = {0};
    bool ok = source_copy(&f->files, &files);
    struct tree tree = {0};

    *sc = (struct scenario){.files = files.name, .n_files = files.n};
    sc->file = text_copy(f->name);
    sc->policy = text_copy(policy);
    ok = ok && tree_copy(&tree, &f->tree, &f->files, &files) && sc->file &&
         (sc->policy || !policy) && coordinates_list(&coordinates, tree.root) &&
         overlay_all(&tree, policy, set, place, n_set, diag) &&
         reader_read(tree.root, kinds, sc, diag);
    if (ok)
        coordinates_give(&coordinates, sc);
    ok = ok && checks_run(sc, diag);
    if (!ok && diag->count == before)
        diag_add(diag, (struct diag_place){f->name, 0}, NULL, "out of memory");
    coordinates_free(&coordinates);
    tree_free(&tree);
    return ok;
}

bool config_make(const struct config_file *f, const char *policy, const char *const set[],
                 size_t n_set, struct scenario *sc, struct diag *diag)
{
    return config_make_at(f, policy, set, NULL, n_set, sc, diag);
}
