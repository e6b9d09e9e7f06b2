#include "instrument/window.h"

#include <stddef.h>

const char *const window_names[] = {"run", "calendar_year", "rolling_months", NULL};
const char *const limit_unit_names[] = {"chips", "h100e", NULL};
