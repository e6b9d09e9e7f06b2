#include "analysis/score_brier.h"

#include <math.h>

double score_brier(double forecast, double observed)
{
    const double miss = 1 - forecast;

    return observed * miss * miss + (1 - observed) * forecast * forecast;
}

void score_brier_add(struct score_brier *b, double forecast, double observed)
{
    const size_t at = (size_t)(forecast * SCORE_BRIER_CLASSES);
    struct score_brier_class *c =
        &b->classes[at < SCORE_BRIER_CLASSES ? at : SCORE_BRIER_CLASSES - 1];

    b->n++;
    b->score += score_brier(forecast, observed);
    c->n++;
    c->forecast += forecast;
    c->observed += observed;
}

void score_brier_end(struct score_brier *b)
{
    const double n = b->n ? (double)b->n : NAN;
    double mean = 0;

    for (size_t i = 0; i < SCORE_BRIER_CLASSES; i++)
        mean += b->classes[i].observed / n;
    b->score /= n;
    b->uncertainty = mean * (1 - mean);
    b->reliability = b->resolution = b->n ? 0 : NAN;
    for (size_t i = 0; i < SCORE_BRIER_CLASSES; i++) {
        struct score_brier_class *c = &b->classes[i];
        c->forecast /= c->n ? (double)c->n : NAN;
        c->observed /= c->n ? (double)c->n : NAN;
        if (!c->n)
            continue;
        const double gap = c->forecast - c->observed, apart = c->observed - mean;
        b->reliability += (double)c->n / n * gap * gap;
        b->resolution += (double)c->n / n * apart * apart;
    }
    b->within = b->score - (b->reliability - b->resolution + b->uncertainty);
}
