/** Parts of the program that need large libraries: shared objects beside it, loaded when asked for.
 */
#ifndef CHOKEPOINT_ENSEMBLE_MODULE_H
#define CHOKEPOINT_ENSEMBLE_MODULE_H

/** The object `symbol` of the module in the file `name`, which stands beside the program or, once
 * installed, in ../lib/chokepoint/. NULL if there is no such module or object. */
const void *module_find(const char *name, const char *symbol);

#endif
