/** Student's t distribution, for confidence intervals of a mean. */
#ifndef CHOKEPOINT_ANALYSIS_STUDENT_H
#define CHOKEPOINT_ANALYSIS_STUDENT_H

/** Half the width of a two-sided 95 % interval in standard errors: 1.96 of many numbers, 12.7 of
 * two. Relative error below 1e-5.
 *  @param freedom degrees of freedom; NAN below 1 */
double student_95(double freedom);

#endif
