#include "output/series.h"

#include "ensemble/module.h"

#include <stdio.h>

const struct series_format *series_find(char error[SERIES_ERROR])
{
    const struct series_format *format = module_find("chokepoint_netcdf.so", SERIES_SYMBOL);

    if (!format)
        snprintf(error, SERIES_ERROR,
                 "this program was built without NetCDF, which whole trajectories need");
    return format;
}
