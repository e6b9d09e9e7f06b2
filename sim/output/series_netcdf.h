/** Trajectories by the NetCDF library: the module chokepoint_netcdf.so; see series.h. */
#ifndef CHOKEPOINT_OUTPUT_SERIES_NETCDF_H
#define CHOKEPOINT_OUTPUT_SERIES_NETCDF_H

#include "output/series.h"

extern const struct series_format series_netcdf;

#endif
