#include "config/config.h"

#include "base/text.h"
#include "config/checks.h"
#include "config/coordinates.h"
#include "config/overlay.h"
#include "config/reader.h"
#include "config/source.h"
#include "config/tree.h"

#include <stdlib.h>

static bool overlay_all(struct tree_node *root, const char *policy, const char *const set[],
                        size_t n_set, struct diag *diag)
{
    const struct diag_place nowhere = {NULL, 0};

    if (policy && !overlay_policy(root, policy, diag))
        return false;
    for (size_t i = 0; i < n_set; i++)
        if (!overlay_apply(root, set[i], nowhere, diag))
            return false;
    return true;
}

bool config_read(const char *file, const char *policy, const char *const set[], size_t n_set,
                 struct scenario *sc, struct diag *diag)
{
    struct source_files files = {0};
    struct coordinates coordinates = {0};
    struct tree_node *root = NULL;
    const size_t before = diag->count;
    bool ok;

    *sc = (struct scenario){0};
    ok = tree_read(file, &files, diag, &root);
    sc->files = files.name;
    sc->n_files = files.n;
    if (ok && root)
        ok = coordinates_list(&coordinates, root);
    if (ok && root)
        ok = overlay_all(root, policy, set, n_set, diag);
    if (ok && root) {
        sc->file = text_copy(file);
        sc->policy = text_copy(policy);
        ok = sc->file && (sc->policy || !policy) && reader_read(root, sc, diag);
    }
    if (ok && root)
        coordinates_give(&coordinates, sc);
    if (ok && root)
        ok = checks_run(sc, diag);
    if (!ok && diag->count == before)
        diag_add(diag, (struct diag_place){file, 0}, NULL, "out of memory");
    coordinates_free(&coordinates);
    tree_free(root);
    return ok;
}
