/*
 * Rationing: known answers, axioms on random claims, and agreement with an implementation by
 * sorting that shares nothing with the one under test.
 */
#include "instrument/rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void assert_near(double x, double y, double tolerance)
{
    assert_true(fabs(x - y) <= tolerance);
}

enum { PROPORTIONAL, WEIGHTED, PRIORITY, EQUAL_AWARDS, EQUAL_LOSSES, TALMUD, RULES };

static uint64_t luck = 20260122;

/** A number in (0, 1): the 64-bit generator of Marsaglia (2003), "Xorshift RNGs". */
static double uniform(void)
{
    luck ^= luck << 13;
    luck ^= luck >> 7;
    luck ^= luck << 17;
    return ((double)(luck >> 11) + 0.5) / 9007199254740992.0;
}

static struct claimants three(double a, double b, double c)
{
    struct claimants claimants = {.n = 3, .firms = {1, 1, 1}, .priority = {1, 3, 2}};

    EACH_LANE (i) {
        claimants.claim[0][i] = a;
        claimants.claim[1][i] = b;
        claimants.claim[2][i] = c;
        claimants.weight[0][i] = 3;
        claimants.weight[1][i] = 1;
        claimants.weight[2][i] = 2;
    }
    return claimants;
}

/** Replaces claims by awards. */
static void ration(int rule, struct claimants *c, const lanes estate)
{
    lanes award[RULES_MOST];

    if (rules_share(rule, c, estate, award))
        memcpy(c->claim, award, sizeof(lanes) * (size_t)c->n);
}

static void share(int rule, struct claimants *claimants, double estate)
{
    lanes all;

    EACH_LANE (i)
        all[i] = estate;
    ration(rule, claimants, all);
}

static void assert_awards(const struct claimants *c, double x, double y, double z)
{
    const double expected[] = {x, y, z};

    for (int a = 0; a < 3; a++)
        EACH_LANE (i)
            assert_near(c->claim[a][i], expected[a], 1e-11 * 300);
}

/* Aumann & Maschler (1985) for the Talmud's three estates; by definition for the others. */
static void claims_of_100_200_300_get_their_known_awards(void **state)
{
    static const struct {
        int rule;
        double estate, award[3];
    } known[] = {
        {TALMUD, 100, {100.0 / 3, 100.0 / 3, 100.0 / 3}},
        {TALMUD, 200, {50, 75, 75}},
        {TALMUD, 300, {50, 100, 150}},
        {TALMUD, 400, {50, 125, 225}},
        {TALMUD, 500, {200.0 / 3, 500.0 / 3, 800.0 / 3}},
        {EQUAL_AWARDS, 300, {100, 100, 100}},
        {EQUAL_AWARDS, 437, {100, 168.5, 168.5}},
        {EQUAL_LOSSES, 300, {0, 100, 200}},
        {EQUAL_LOSSES, 450, {50, 150, 250}},
        {PROPORTIONAL, 300, {50, 100, 150}},
        {PRIORITY, 260, {0, 200, 60}},
        {PRIORITY, 533, {33, 200, 300}},
        {WEIGHTED, 270, {100, 170.0 / 3, 340.0 / 3}}, // 45 a unit of weight exceeds the first claim
        {WEIGHTED, 138, {69, 23, 46}},
    };

    (void)state;
    for (size_t n = 0; n < sizeof known / sizeof *known; n++) {
        struct claimants c = three(100, 200, 300);
        share(known[n].rule, &c, known[n].estate);
        assert_awards(&c, known[n].award[0], known[n].award[1], known[n].award[2]);
    }
}

static void equal_rules_count_firms_as_claimants(void **state)
{
    (void)state;
    struct claimants c = three(100, 200, 300);
    c.firms[0] = 2;
    c.firms[2] = 3;
    struct claimants losses = c;
    share(EQUAL_AWARDS, &c, 240); // six firms, 40 each
    assert_awards(&c, 80, 40, 120);
    share(EQUAL_LOSSES, &losses, 240); // 360 lost: 2 x 60 exceeds 100, so 260 over four firms
    assert_awards(&losses, 0, 135, 105);
}

static void claims_that_fit_are_left_alone(void **state)
{
    (void)state;
    for (int rule = 0; rule < RULES; rule++) {
        struct claimants c = three(23.85, 0.037, 5.5);
        share(rule, &c, 29.387);
        assert_awards(&c, 23.85, 0.037, 5.5);
    }
}

static void a_negative_estate_counts_as_none(void **state)
{
    (void)state;
    for (int rule = 0; rule < RULES; rule++) {
        struct claimants c = three(23.85, 0.037, 5.5);
        share(rule, &c, -7.25);
        assert_awards(&c, 0, 0, 0);
    }
}

// an implementation for one lane: sort, then walk

struct one {
    int n;
    double claim[RULES_MOST], weight[RULES_MOST], firms[RULES_MOST];
    int priority[RULES_MOST];
};

static const double *sort_key;

static int by_key(const void *a, const void *b)
{
    const double x = sort_key[*(const int *)a], y = sort_key[*(const int *)b];

    return (x > y) - (x < y);
}

/** min(d, lambda w): in the order of d / w, whoever cannot have an equal part of what is left gets
 * the claim. */
static void sorted_fill(int n, const double d[], const double w[], double estate, double award[])
{
    double ratio[RULES_MOST], weights = 0;
    int order[RULES_MOST];

    for (int a = 0; a < n; a++) {
        ratio[a] = d[a] / w[a];
        order[a] = a;
        weights += w[a];
    }
    sort_key = ratio;
    qsort(order, (size_t)n, sizeof *order, by_key);
    for (int place = 0; place < n; place++) {
        const int a = order[place];
        const double part = estate * w[a] / weights;
        award[a] = d[a] < part ? d[a] : part;
        estate -= award[a];
        weights -= w[a];
    }
}

static void sorted_losses(int n, const double d[], const double w[], double estate, double award[])
{
    double sum = 0;

    for (int a = 0; a < n; a++)
        sum += d[a];
    sorted_fill(n, d, w, sum - estate, award);
    for (int a = 0; a < n; a++)
        award[a] = d[a] - award[a];
}

static void sorted_talmud(const struct one *o, double estate, double sum, double award[])
{
    double half[RULES_MOST];

    for (int a = 0; a < o->n; a++)
        half[a] = o->claim[a] / 2;
    if (estate <= sum / 2) {
        sorted_fill(o->n, half, o->firms, estate, award);
        return;
    }
    sorted_losses(o->n, half, o->firms, estate - sum / 2, award); // beyond the half: equal losses
    for (int a = 0; a < o->n; a++)
        award[a] += half[a];
}

static void sorted_priority(const struct one *o, double estate, double award[])
{
    for (int rank = 1000; rank >= -1000; rank--) {
        double sum = 0;
        for (int a = 0; a < o->n; a++)
            sum += o->priority[a] == rank ? o->claim[a] : 0;
        const double part = sum > estate ? estate / sum : 1;
        for (int a = 0; a < o->n; a++)
            if (o->priority[a] == rank)
                award[a] = part * o->claim[a];
        estate = fmax(0, estate - part * sum);
    }
}

static void sorted_share(int rule, const struct one *o, double estate, double award[])
{
    double sum = 0;

    for (int a = 0; a < o->n; a++)
        sum += o->claim[a];
    estate = estate > 0 ? estate : 0;
    if (sum <= estate) {
        memcpy(award, o->claim, sizeof o->claim);
        return;
    }
    if (rule == WEIGHTED)
        sorted_fill(o->n, o->claim, o->weight, estate, award);
    else if (rule == EQUAL_AWARDS)
        sorted_fill(o->n, o->claim, o->firms, estate, award);
    else if (rule == EQUAL_LOSSES)
        sorted_losses(o->n, o->claim, o->firms, estate, award);
    else if (rule == TALMUD)
        sorted_talmud(o, estate, sum, award);
    else if (rule == PRIORITY)
        sorted_priority(o, estate, award);
    for (int a = 0; a < o->n && rule == PROPORTIONAL; a++)
        award[a] = o->claim[a] * estate / sum;
}

/** Random claimants, other ones in every lane; some claim nothing. */
static struct claimants random_claimants(lanes sum)
{
    struct claimants c = {.n = 1 + (int)(12 * uniform())};

    memset(sum, 0, sizeof(lanes));
    for (int a = 0; a < c.n; a++) {
        c.firms[a] = 1 + floor(4 * uniform());
        c.priority[a] = (int32_t)floor(5 * uniform()) - 2;
        EACH_LANE (i) {
            c.claim[a][i] = uniform() < 0.1 ? 0 : 1e4 * uniform() * uniform();
            c.weight[a][i] = 0.05 + 3 * uniform();
            sum[i] += c.claim[a][i];
        }
    }
    return c;
}

static struct one lane_of(const struct claimants *c, int i)
{
    struct one o = {.n = c->n};

    for (int a = 0; a < c->n; a++) {
        o.claim[a] = c->claim[a][i];
        o.weight[a] = c->weight[a][i];
        o.firms[a] = c->firms[a];
        o.priority[a] = c->priority[a];
    }
    return o;
}

static void awards_agree_with_an_implementation_by_sorting(void **state)
{
    (void)state;
    for (int round = 0; round < 400; round++) {
        lanes sum, estate;
        const struct claimants before = random_claimants(sum);
        EACH_LANE (i)
            estate[i] = sum[i] * (1.2 * uniform() - 0.05);
        for (int rule = 0; rule < RULES; rule++) {
            struct claimants c = before;
            ration(rule, &c, estate);
            EACH_LANE (i) {
                const struct one o = lane_of(&before, i);
                double award[RULES_MOST];
                sorted_share(rule, &o, estate[i], award);
                for (int a = 0; a < c.n; a++)
                    assert_near(c.claim[a][i], award[a], 1e-10 * (1 + sum[i]));
            }
        }
    }
}

static void assert_axioms(const struct claimants *c, const struct claimants *before,
                          const lanes sum, const lanes estate)
{
    EACH_LANE (i) {
        const double room = estate[i] > 0 ? estate[i] : 0;
        double given = 0;
        for (int a = 0; a < c->n; a++) {
            assert_true(c->claim[a][i] >= 0);
            assert_true(c->claim[a][i] <= before->claim[a][i]);
            given += c->claim[a][i];
        }
        assert_near(given, fmin(room, sum[i]), 1e-10 * (1 + sum[i]));
    }
}

static void awards_exhaust_the_estate_and_rise_with_it(void **state)
{
    (void)state;
    for (int round = 0; round < 400; round++) {
        lanes sum, estate, more;
        const struct claimants before = random_claimants(sum);
        EACH_LANE (i) {
            estate[i] = sum[i] * (1.2 * uniform() - 0.05);
            more[i] = estate[i] + 0.3 * sum[i] * uniform();
        }
        for (int rule = 0; rule < RULES; rule++) {
            struct claimants c = before, richer = before;
            ration(rule, &c, estate);
            ration(rule, &richer, more);
            assert_axioms(&c, &before, sum, estate);
            for (int a = 0; a < c.n; a++)
                EACH_LANE (i)
                    assert_true(richer.claim[a][i] >= c.claim[a][i] - 1e-10 * (1 + sum[i]));
        }
    }
}

static void a_lane_does_not_see_its_neighbours(void **state)
{
    (void)state;
    for (int rule = 0; rule < RULES; rule++) {
        lanes sum, estate;
        const struct claimants before = random_claimants(sum);
        EACH_LANE (i)
            estate[i] = sum[i] * (1.3 * uniform());
        struct claimants all = before;
        ration(rule, &all, estate);
        EACH_LANE (i) {
            struct claimants c = before;
            lanes same;
            EACH_LANE (k) {
                same[k] = estate[i];
                for (int a = 0; a < c.n; a++) {
                    c.claim[a][k] = before.claim[a][i];
                    c.weight[a][k] = before.weight[a][i];
                }
            }
            ration(rule, &c, same);
            for (int a = 0; a < c.n; a++)
                assert_memory_equal(&c.claim[a][0], &all.claim[a][i], sizeof(double));
        }
    }
}

static void the_equal_rules_are_dual_to_each_other(void **state)
{
    (void)state;
    for (int round = 0; round < 100; round++) {
        lanes sum, estate, rest;
        const struct claimants before = random_claimants(sum);
        EACH_LANE (i) {
            estate[i] = sum[i] * uniform();
            rest[i] = sum[i] - estate[i];
        }
        // what one rule gives of E the dual takes of sum - E (Aumann & Maschler 1985); Talmud is
        // self-dual
        const int pair[][2] = {{EQUAL_AWARDS, EQUAL_LOSSES}, {TALMUD, TALMUD}};
        for (int n = 0; n < 2; n++) {
            struct claimants c = before, dual = before;
            ration(pair[n][0], &c, estate);
            ration(pair[n][1], &dual, rest);
            for (int a = 0; a < c.n; a++)
                EACH_LANE (i)
                    assert_near(c.claim[a][i] + dual.claim[a][i], before.claim[a][i],
                                1e-10 * (1 + sum[i]));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(claims_of_100_200_300_get_their_known_awards),
        cmocka_unit_test(equal_rules_count_firms_as_claimants),
        cmocka_unit_test(claims_that_fit_are_left_alone),
        cmocka_unit_test(a_negative_estate_counts_as_none),
        cmocka_unit_test(awards_agree_with_an_implementation_by_sorting),
        cmocka_unit_test(awards_exhaust_the_estate_and_rise_with_it),
        cmocka_unit_test(a_lane_does_not_see_its_neighbours),
        cmocka_unit_test(the_equal_rules_are_dual_to_each_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
