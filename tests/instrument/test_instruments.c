/*
 * Each mechanism alone: neutral parameters change nothing, effects stay in their range, one value
 * computed by hand.
 */
#include "instrument/ban.h"
#include "instrument/border.h"
#include "instrument/domestic_ratio.h"
#include "instrument/enforcement.h"
#include "instrument/licence.h"
#include "instrument/per_customer_cap.h"
#include "instrument/preference.h"
#include "instrument/quota.h"
#include "instrument/ratio_cap.h"
#include "instrument/tariff.h"
#include "instrument/threshold.h"
#include "instrument/whitelist.h"
#include "model/chip.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void assert_near(double x, double y, double tolerance)
{
    assert_true(fabs(x - y) <= tolerance);
}

static void fill(lanes x, double value)
{
    EACH_LANE (i)
        x[i] = value;
}

/** 1 in even lanes, 0 in odd ones: what is off must change nothing. */
static void alternate(lanes on)
{
    EACH_LANE (i)
        on[i] = i % 2 == 0;
}

/** Values in which every lane differs. */
static void ramp(lanes x, double from, double step)
{
    EACH_LANE (i)
        x[i] = from + step * i;
}

static void every_type_is_listed_under_its_number_with_all_it_needs(void **state)
{
    (void)state;
    for (int n = 0; n < INSTRUMENT_TYPES; n++) {
        const struct instrument_type *type = instruments[n];
        assert_non_null(type);
        assert_true(strlen(type->name) > 2 && strlen(type->doc) > 10);
        assert_non_null(type->reference);
        assert_non_null(type->fields);
        assert_true(type->size > 0);
        assert_ptr_equal(instruments_find(type->name), type);
        for (int other = 0; other < n; other++)
            assert_string_not_equal(type->name, instruments[other]->name);
    }
    assert_null(instruments[INSTRUMENT_TYPES]);
    assert_null(instruments_find("embargo"));
    assert_string_equal(instruments[INSTRUMENT_DOMESTIC_RATIO]->name, "domestic_ratio");
    assert_string_equal(instruments[INSTRUMENT_ENFORCEMENT]->name, "enforcement");
}

static void every_parameter_lies_in_its_struct_and_has_a_preset_in_range(void **state)
{
    (void)state;
    for (int n = 0; n < INSTRUMENT_TYPES; n++)
        for (const struct field *f = instruments[n]->fields; f->key; f++) {
            assert_true(f->offset < instruments[n]->size);
            assert_true(strlen(f->doc) > 5);
            if (f->type != FIELD_REAL && f->type != FIELD_FLAG && f->type != FIELD_INTEGER)
                continue;
            assert_true(f->offset % _Alignof(double) == 0 || f->type == FIELD_INTEGER);
            assert_true(f->offset + (f->type == FIELD_INTEGER ? sizeof(int32_t) : sizeof(lanes)) <=
                        instruments[n]->size);
            assert_true(f->unit && *f->unit);
            assert_true(f->low <= f->high);
            assert_true(isinf(f->preset) || (f->preset >= f->low && f->preset <= f->high));
        }
}

static void every_type_that_may_stop_an_order_names_the_cause(void **state)
{
    (void)state;
    for (int n = 0; n < INSTRUMENT_TYPES; n++) {
        const struct instrument_type *type = instruments[n];
        if (type->eligible || type->border || type->limit)
            assert_true(type->cause && *type->cause);
    }
}

static void a_tariff_charges_on_value_or_as_a_share(void **state)
{
    struct tariff p = {0};
    struct charge charge;
    lanes on;

    (void)state;
    alternate(on);
    ramp(p.rate, 0.037, 0.06);
    fill(p.pass_through, 0.62);
    instrument_tariff.price(&p, on, &charge);
    EACH_LANE (i) {
        assert_near(charge.ad_valorem[i], on[i] * (0.037 + 0.06 * i), 1e-15);
        assert_true(charge.share[i] == 0);
        assert_near(charge.pass_through[i], 0.62, 1e-15);
    }
    fill(p.as_share, 1);
    instrument_tariff.price(&p, on, &charge);
    EACH_LANE (i) { // a share stays at or below 0.9
        assert_true(charge.ad_valorem[i] == 0);
        assert_near(charge.share[i], on[i] * fmin(0.9, 0.037 + 0.06 * i), 1e-15);
    }
}

static void a_tariff_of_no_rate_charges_nothing(void **state)
{
    struct tariff p = {.pass_through = {0.62}};
    struct charge charge;
    lanes on;

    (void)state;
    fill(on, 1);
    for (int share = 0; share < 2; share++) {
        fill(p.as_share, share);
        instrument_tariff.price(&p, on, &charge);
        EACH_LANE (i)
            assert_true(charge.ad_valorem[i] == 0 && charge.share[i] == 0);
    }
}

static void a_threshold_admits_what_is_below_all_limits(void **state)
{
    // lane by lane: TPP 15832 + 500 i against 18000, 4.8 TB/s against 6.5, 1.1 H100e against 1.2
    struct threshold p = {0};
    static struct chip chip;
    lanes on, ok, stop;

    (void)state;
    fill(on, 1);
    ramp(chip.tpp, 15832, 500);
    fill(chip.bandwidth_tb_per_s, 4.8);
    fill(chip.h100e, 1.1);
    fill(p.tpp_below, 18000);
    fill(p.bandwidth_tb_per_s_below, 6.5);
    fill(p.h100e_below, 1.2);
    fill(ok, 1);
    instrument_threshold.eligible(&p, &chip, 0, on, ok);
    EACH_LANE (i)
        assert_true(ok[i] == (15832 + 500 * i < 18000));
    for (int which = 0; which < 3; which++) { // each limit alone; at the limit is not below
        struct threshold one = {0};
        fill(one.tpp_below, which == 0 ? 15832 : INFINITY);
        fill(one.bandwidth_tb_per_s_below, which == 1 ? 4.8 : INFINITY);
        fill(one.h100e_below, which == 2 ? 1.1 : INFINITY);
        fill(ok, 1);
        alternate(on);
        instrument_threshold.eligible(&one, &chip, 3, on, ok);
        EACH_LANE (i)
            assert_true(ok[i] == (i % 2 == 0 && (which || i == 0) ? 0 : 1) ||
                        (which == 0 && i > 0));
        assert_true(ok[0] == 0);
        for (int i = 1; i < LANES; i += 2)
            assert_true(ok[i] == 1);
    }
    fill(p.revoking, 1);
    fill(stop, 0);
    instrument_threshold.revoke(&p, on, stop);
    EACH_LANE (i)
        assert_true(stop[i] == on[i]);
}

static void a_threshold_without_limits_admits_everything(void **state)
{
    struct threshold p = {0};
    static struct chip chip;
    lanes on, ok;

    (void)state;
    fill(on, 1);
    fill(ok, 1);
    fill(chip.tpp, 1e7);
    fill(p.tpp_below, INFINITY);
    fill(p.bandwidth_tb_per_s_below, INFINITY);
    fill(p.h100e_below, INFINITY);
    instrument_threshold.eligible(&p, &chip, 0, on, ok);
    EACH_LANE (i)
        assert_true(ok[i] == 1);
}

static void a_ban_bars_where_it_is_on_and_never_readmits(void **state)
{
    struct ban p = {0};
    lanes on, ok, stop;

    (void)state;
    alternate(on);
    EACH_LANE (i)
        ok[i] = i % 4 != 3; // barred by others in lane 3, 7, ...
    fill(stop, 0);
    instrument_ban.eligible(&p, NULL, 5, on, ok);
    instrument_ban.revoke(&p, on, stop);
    EACH_LANE (i) {
        assert_true(ok[i] == (i % 4 == 1));
        assert_true(stop[i] == 0); // it does not revoke unless told
    }
    fill(p.revoking, 1);
    EACH_LANE (i)
        stop[i] = i % 4 == 3;
    instrument_ban.revoke(&p, on, stop);
    EACH_LANE (i)
        assert_true(stop[i] == (i % 4 != 1));
}

static void a_whitelist_revokes_only_if_told(void **state)
{
    struct whitelist p = {.members = 5};
    lanes on, stop;

    (void)state;
    alternate(on);
    fill(stop, 0);
    instrument_whitelist.revoke(&p, on, stop);
    EACH_LANE (i)
        assert_true(stop[i] == 0);
    fill(p.revoking, 1);
    instrument_whitelist.revoke(&p, on, stop);
    EACH_LANE (i)
        assert_true(stop[i] == on[i]);
}

static void a_border_holds_and_returns_where_told(void **state)
{
    struct border p = {0};
    lanes on, hold, back;

    (void)state;
    alternate(on);
    fill(hold, 0);
    fill(back, 0);
    instrument_border.border(&p, on, hold, back);
    EACH_LANE (i)
        assert_true(hold[i] == 0 && back[i] == 0);
    EACH_LANE (i) {
        p.hold[i] = i % 4 == 0;
        p.back[i] = i % 4 != 0;
    }
    EACH_LANE (i)
        hold[i] = i == 1; // held by another
    instrument_border.border(&p, on, hold, back);
    EACH_LANE (i) {
        assert_true(hold[i] == (i % 4 == 0 || i == 1));
        assert_true(back[i] == (i % 4 == 2));
    }
}

static void preferences_and_enforcement_multiply(void **state)
{
    struct preference taste = {0};
    struct enforcement police = {0};
    lanes on, factor;

    (void)state;
    alternate(on);
    fill(taste.weight, 0.37);
    fill(police.capacity_factor, 0.85);
    fill(factor, 2.3);
    instrument_preference.weight(&taste, on, factor);
    instrument_enforcement.capacity(&police, on, factor);
    EACH_LANE (i)
        assert_near(factor[i], on[i] > 0 ? 2.3 * 0.37 * 0.85 : 2.3, 1e-14);
    lanes same;
    memcpy(same, factor, sizeof same);
    fill(on, 1);
    fill(taste.weight, 1);
    fill(police.capacity_factor, 1);
    instrument_preference.weight(&taste, on, factor);
    instrument_enforcement.capacity(&police, on, factor);
    assert_memory_equal(factor, same, sizeof same);
}

static void a_quota_is_for_all_and_a_cap_for_each_firm(void **state)
{
    struct quota quota = {0};
    struct per_customer_cap cap = {0};
    const struct limit_at at = {.month = 9, .month_of_year = 10, .firms = 4};
    lanes on, limit;

    (void)state;
    alternate(on);
    ramp(quota.limit, 230, 7);
    ramp(cap.limit, 23, 0.7);
    instrument_quota.limit(&quota, &at, on, limit);
    EACH_LANE (i)
        assert_true(on[i] > 0 ? limit[i] == 230 + 7.0 * i : isinf(limit[i]));
    instrument_per_customer_cap.limit(&cap, &at, on, limit);
    EACH_LANE (i)
        assert_true(on[i] > 0 ? fabs(limit[i] - 4 * (23 + 0.7 * i)) < 1e-12 : isinf(limit[i]));
    fill(quota.limit, INFINITY);
    fill(on, 1);
    instrument_quota.limit(&quota, &at, on, limit);
    EACH_LANE (i)
        assert_true(isinf(limit[i]));
}

static double ratio(int32_t kind, int32_t start, int32_t t, double share)
{
    // the run starts in November
    struct ratio_cap p = {.window = {.kind = kind, .months = 3}, .start_month = start};
    const struct limit_at at = {.month = t, .month_of_year = (t + 10) % 12, .firms = 2};
    lanes on, limit;

    fill(on, 1);
    fill(p.share, share);
    fill(p.reference_per_month, 20);
    fill(p.reference_opening, 6);
    instrument_ratio_cap.limit(&p, &at, on, limit);
    for (int i = 1; i < LANES; i++)
        assert_true(limit[i] == limit[0]);
    return limit[0];
}

static void a_ratio_cap_follows_its_reference_flow(void **state)
{
    (void)state;
    // 0.4 (6 + 20 (t + 1 - start)), from the start month on
    assert_near(ratio(WINDOW_RUN, 2, 1, 0.4), 2.4, 1e-12);
    assert_near(ratio(WINDOW_RUN, 2, 2, 0.4), 10.4, 1e-12);
    assert_near(ratio(WINDOW_RUN, -5, 2, 0.4), 66.4, 1e-12);
    // at most the three months of the window, without the opening
    assert_near(ratio(WINDOW_ROLLING_MONTHS, 2, 3, 0.4), 16, 1e-12);
    assert_near(ratio(WINDOW_ROLLING_MONTHS, 2, 30, 0.4), 24, 1e-12);
    // since January, or since the start month if that is later
    assert_near(ratio(WINDOW_CALENDAR_YEAR, -5, 1, 0.4), 0.4 * 20 * 7, 1e-12);
    assert_near(ratio(WINDOW_CALENDAR_YEAR, -5, 4, 0.4), 0.4 * 20 * 3, 1e-12);
    assert_near(ratio(WINDOW_CALENDAR_YEAR, 3, 4, 0.4), 0.4 * 20 * 2, 1e-12);
    assert_true(isinf(ratio(WINDOW_RUN, 2, 9, INFINITY)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_is_listed_under_its_number_with_all_it_needs),
        cmocka_unit_test(every_parameter_lies_in_its_struct_and_has_a_preset_in_range),
        cmocka_unit_test(every_type_that_may_stop_an_order_names_the_cause),
        cmocka_unit_test(a_tariff_charges_on_value_or_as_a_share),
        cmocka_unit_test(a_tariff_of_no_rate_charges_nothing),
        cmocka_unit_test(a_threshold_admits_what_is_below_all_limits),
        cmocka_unit_test(a_threshold_without_limits_admits_everything),
        cmocka_unit_test(a_ban_bars_where_it_is_on_and_never_readmits),
        cmocka_unit_test(a_whitelist_revokes_only_if_told),
        cmocka_unit_test(a_border_holds_and_returns_where_told),
        cmocka_unit_test(preferences_and_enforcement_multiply),
        cmocka_unit_test(a_quota_is_for_all_and_a_cap_for_each_firm),
        cmocka_unit_test(a_ratio_cap_follows_its_reference_flow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
