#include "cli/story.h"

#include "base/calendar.h"
#include "base/text.h"
#include "cli/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MATTERS 0.01 // share of a year's total of the pair from which a shipment is told

/** The line in work: months are written once, and lists grow. */
struct teller {
    FILE *out;
    const struct history *h;
    int32_t t;
    bool dated;  // the month was written
    bool listed; // a list is open
};

/** Begins a line under its month. */
static void begin(struct teller *w)
{
    char date[16];

    if (w->dated)
        fputs("         ", w->out);
    else
        fprintf(w->out, "%.7s  ", calendar_month_end(w->h->plan->start, w->t, date));
    w->dated = true;
}

static const char *pair_chip(const struct plan *plan, int32_t p)
{
    return plan_name(plan, &kind_chip, plan->pairs[p].chip);
}

static const char *regime(const struct plan *plan, int32_t index)
{
    return plan_name(plan, &kind_regime, index);
}

static const struct value *event_value(const struct plan *plan, int32_t e, const char *key)
{
    return scenario_value(scenario_at(plan->scenario, &kind_event, (size_t)e), key);
}

/** The scripted event that moves a jurisdiction to a regime this month, or NULL. */
static const char *event_behind(const struct teller *w, int32_t j, int32_t to)
{
    const struct plan *plan = w->h->plan;

    for (int32_t e = 0; e < plan->n_events; e++)
        if (event_value(plan, e, "month")->integer == w->t && w->h->happens[e] > 0 &&
            event_value(plan, e, "jurisdiction")->given &&
            event_value(plan, e, "jurisdiction")->integer == j &&
            event_value(plan, e, "regime")->integer == to)
            return plan_name(plan, &kind_event, e);
    return NULL;
}

static void tell_regimes(struct teller *w)
{
    const struct plan *plan = w->h->plan;
    const size_t n = (size_t)plan->n_jurisdictions;
    const int32_t *now = w->h->regime + (size_t)(w->t + 1) * n;

    for (int32_t j = 0; j < plan->n_jurisdictions; j++) {
        const char *name = plan_name(plan, &kind_jurisdiction, j);
        if (w->t < 0 && plan->regime_count[j] > 0) {
            begin(w);
            fprintf(w->out, "%s opens in regime %s\n", name, regime(plan, now[j]));
        } else if (w->t >= 0 && now[j] != (now - n)[j]) {
            const char *event = event_behind(w, j, now[j]);
            begin(w);
            fprintf(w->out, "%s moves from %s to %s%s%s\n", name, regime(plan, (now - n)[j]),
                    regime(plan, now[j]), event ? ", as scripted by " : "", event ? event : "");
        }
    }
}

static void tell_events(struct teller *w)
{
    const struct plan *plan = w->h->plan;

    for (int32_t e = 0; e < plan->n_events; e++) {
        const struct entity *event = scenario_at(plan->scenario, &kind_event, (size_t)e);
        if (event_value(plan, e, "month")->integer != w->t)
            continue;
        begin(w);
        fprintf(w->out, "event %s%s\n", scenario_title(event),
                w->h->happens[e] > 0 ? "" : " does not happen");
    }
}

static void tell_allowances(struct teller *w)
{
    const struct plan *plan = w->h->plan;
    const size_t n = (size_t)plan->n_allowances;
    char number[16];

    for (int32_t i = 0; i < plan->n_instruments; i++) {
        const int32_t m = plan->instruments[i].allowance;
        if (m < 0)
            continue;
        const double *now = w->h->allowance + (size_t)(w->t + 1) * n + (size_t)m;
        const bool before = w->t >= 0 && !isnan(now[-(ptrdiff_t)n]);
        if (isnan(*now) == !before)
            continue;
        begin(w);
        if (before)
            fprintf(w->out, "allowance %s can no longer be used\n",
                    plan_name(plan, &kind_instrument, i));
        else
            fprintf(w->out, "allowance %s becomes usable: %s chips\n",
                    plan_name(plan, &kind_instrument, i), text_short(*now, number));
    }
}

/** A pair's amount in a list that begins with `what`. */
static void list(struct teller *w, int32_t actor, const char *what, double chips, int32_t p)
{
    char number[16];

    if (!w->listed) {
        begin(w);
        fprintf(w->out, "%s: %s ", plan_name(w->h->plan, &kind_actor, actor), what);
    }
    fprintf(w->out, "%s%s %s", w->listed ? ", " : "", text_short(chips, number),
            pair_chip(w->h->plan, p));
    w->listed = true;
}

static void end_list(struct teller *w)
{
    if (w->listed)
        putc('\n', w->out);
    w->listed = false;
}

/** The sum's change over the run year month t lies in. */
static double of_year(const struct history *h, int32_t t, int32_t p, enum history_sum what)
{
    const int32_t first = t / 12 * 12;
    const int32_t last = first + 11 < h->plan->months ? first + 11 : h->plan->months - 1;

    return history_sum(h, last, p, what) - history_sum(h, first - 1, p, what);
}

/** Does some licence stand between this pair's order and its shipment? Its future is what the story
 * is about. */
static bool has_licence(const struct plan *plan, int32_t p)
{
    const struct pair *pair = &plan->pairs[p];

    for (int32_t b = pair->bind; b < pair->bind + pair->n_binds; b++)
        if (plan->instruments[plan->binds[b].instrument].number == INSTRUMENT_LICENCE)
            return true;
    return false;
}

/** Is this change worth a word?  First orders; clearances that begin or begin again and shipments
 * that count in their year, where there is a licence (of the others the first, and what a year
 * brought); whatever goes wrong. */
static bool is_told(const struct history *h, int32_t t, int32_t p, enum history_sum what)
{
    const double x = history_change(h, t, p, what);
    const double scale = 1e-9 * (1 + history_sum(h, t, p, what));

    if (x <= scale)
        return false;
    switch (what) {
    case HISTORY_ORDERED:
        return history_sum(h, t - 1, p, what) <= scale;
    case HISTORY_CLEARED:
        return has_licence(h->plan, p) && history_change(h, t - 1, p, what) <= scale;
    case HISTORY_SHIPPED:
        return history_sum(h, t - 1, p, what) <= scale ||
               (has_licence(h->plan, p) && x >= MATTERS * of_year(h, t, p, what));
    default:
        return true;
    }
}

static void tell_border(struct teller *w, int32_t actor)
{
    const struct history *h = w->h;
    const int32_t *pairs = h->plan->actor_pair;

    for (int32_t p = pairs[actor]; p < pairs[actor + 1]; p++)
        if (history_change(h, w->t, p, HISTORY_BORDER) > 1e-9 &&
            history_sum(h, w->t - 1, p, HISTORY_BORDER) <= 1e-9)
            list(w, actor, "arrivals are held at the border from now on:",
                 history_sum(h, w->t, p, HISTORY_BORDER), p);
    end_list(w);
    for (int32_t p = pairs[actor]; p < pairs[actor + 1]; p++)
        if (history_change(h, w->t, p, HISTORY_BORDER) < -1e-9 &&
            history_change(h, w->t, p, HISTORY_RETURNED) <= 0)
            list(w, actor, "released by the border:", -history_change(h, w->t, p, HISTORY_BORDER),
                 p);
    end_list(w);
}

static void tell_actor(struct teller *w, int32_t actor)
{
    static const struct {
        enum history_sum what;
        const char *words;
    } told[] = {
        {HISTORY_RETURNED, "returned by the border:"},
        {HISTORY_ORDERED, "first order of"},
        {HISTORY_DENIED, "denied:"},
        {HISTORY_REVOKED, "revoked:"},
        {HISTORY_CLEARED, "cleared:"},
        {HISTORY_LAPSED, "lapsed unshipped:"},
        {HISTORY_SHIPPED, "shipped:"},
    };
    const int32_t *pairs = w->h->plan->actor_pair;

    tell_border(w, actor);
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
        for (int32_t p = pairs[actor]; p < pairs[actor + 1]; p++)
            if (is_told(w->h, w->t, p, told[i].what))
                list(w, actor, told[i].words, history_change(w->h, w->t, p, told[i].what), p);
        end_list(w);
    }
    for (int32_t p = pairs[actor]; p < pairs[actor + 1] && w->t % 12 == 11; p++)
        if (of_year(w->h, w->t, p, HISTORY_SHIPPED) >= 0.5)
            list(w, actor,
                 "shipped in the last 12 months:", of_year(w->h, w->t, p, HISTORY_SHIPPED), p);
    end_list(w);
}

void story_tell(FILE *out, const struct history *h)
{
    for (int32_t t = -1; t < h->plan->months; t++) {
        struct teller w = {.out = out, .h = h, .t = t};
        tell_events(&w);
        tell_regimes(&w);
        tell_allowances(&w);
        for (int32_t a = 0; a < h->plan->n_actors && t >= 0; a++)
            tell_actor(&w, a);
    }
}

/** The open category with the largest H100e-months so far, and all open ones together. */
static int32_t largest_category(const struct plan *plan, const struct state *s, int32_t actor,
                                double *total)
{
    const lanes *sum = s->ledger_sum + (ptrdiff_t)actor * plan->n_categories;
    int32_t largest = -1;

    *total = 0;
    for (int32_t c = 0; c < plan->n_categories; c++) {
        const enum ledger_stage stage = plan->categories[c].stage;
        if (stage == LEDGER_IN_SERVICE || stage == LEDGER_SURPLUS)
            continue;
        *total += sum[c][0];
        if (sum[c][0] > 0 && (largest < 0 || sum[c][0] > sum[largest][0]))
            largest = c;
    }
    return largest;
}

static void tell_bound(FILE *out, const struct plan *plan, const struct state *s, int32_t actor)
{
    static const char *const stages[LEDGER_STAGES] = {"in_service", "warehouse",   "border",
                                                      "transit",    "cleared",     "pending",
                                                      "refused",    "not_ordered", "surplus"};
    double total;
    const int32_t c = largest_category(plan, s, actor, &total);
    char number[16];

    if (c < 0) {
        fputs("; no need stayed open\n", out);
        return;
    }
    const struct category *x = &plan->categories[c];
    const char *key[OBSERVE_KEYS] = {
        "",
        stages[x->stage],
        x->jurisdiction < 0 ? "" : plan_name(plan, &kind_jurisdiction, x->jurisdiction),
        x->cause ? x->cause : "",
        x->instrument < 0 ? "" : plan_name(plan, &kind_instrument, x->instrument),
        "",
    };
    char *words = report_category(key);
    const double sum = s->ledger_sum[(ptrdiff_t)actor * plan->n_categories + c][0];
    fprintf(out, "\n         bound most by %s: %s H100e-months, %.0f %% of what stayed open\n",
            words ? words : "", text_short(sum, number), 100 * sum / total);
    free(words);
}

void story_end(FILE *out, const struct plan *plan, const struct state *s)
{
    char number[16], date[16];

    fprintf(out, "%.7s  the end; in service:\n",
            calendar_month_end(plan->start, plan->months - 1, date));
    for (int32_t a = 0; a < plan->n_actors; a++) {
        double effective = 0;
        fprintf(out, "         %s:", plan_name(plan, &kind_actor, a));
        for (int32_t p = plan->actor_pair[a]; p < plan->actor_pair[a + 1]; p++) {
            effective += s->units[p][0] * s->in_service[p][0];
            if (s->in_service[p][0] >= 0.5)
                fprintf(out, " %s %s,", text_short(s->in_service[p][0], number),
                        pair_chip(plan, p));
        }
        fprintf(out, " in all %s effective H100e", text_short(effective, number));
        fprintf(out, " of a target of %s", text_short(s->target[a][0], number));
        tell_bound(out, plan, s, a);
    }
}
