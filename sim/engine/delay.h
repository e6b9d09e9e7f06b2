/** Months a decision takes: the number of n = 0, 1, ... with F(n + 1/2) <= u, F Erlang of that
 * shape and mean. */
#ifndef CHOKEPOINT_ENGINE_DELAY_H
#define CHOKEPOINT_ENGINE_DELAY_H

#include "base/lanes.h"

#include <stdint.h>

/** @param shape k of the Erlang; 0: exactly the mean  @param most where counting may stop  @param
 * months overwritten */
void delay_months(int32_t shape, const lanes mean, const lanes u, int32_t most, lanes months);

/** u = Phi(sqrt(rho) shared + sqrt(1 - rho) own): correlated luck; the own uniform itself where rho
 * is 0. */
void delay_correlate(const lanes rho, const lanes shared_score, lanes u);

#endif
