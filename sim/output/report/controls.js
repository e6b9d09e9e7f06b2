// What a reader can choose. A control is a row: its label, its options (value and words) and which
// one is preset.
import { el } from "./dom.js";
import { capacities, chipName, actorName, metricName, policyName } from "./names.js";
import { unique } from "./data.js";
import { monthName } from "./format.js";
import * as state from "./state.js";

const named = (values, name) => values.map((value) => ({ value, words: name(value) }));

// Of a run; a study has its levers instead.
const policiesOf = (view) => (view.result.has("summary") ? view.result.policies : []);

// In this order: later ones may ask for what earlier ones chose.
export const controls = {
  result: {
    label: "Result",
    page: true,
    options: (view) =>
      view.report.results.map((result, i) => ({ value: String(i), words: result.name })),
  },
  policy: { label: "Policy", page: true, options: (view) => named(policiesOf(view), policyName) },
  beside: {
    label: "Beside it",
    page: true,
    options: (view) => [
      { value: "", words: "nothing" },
      ...named(
        policiesOf(view).filter((policy) => policy !== view.policy),
        policyName,
      ),
    ],
    preset: (options) => options[1],
  },
  actor: {
    label: "Actor",
    page: true,
    options: (view) => named(view.result.actors, (actor) => actorName(view.result, actor)),
  },
  metric: {
    label: "Capacity",
    options: (view) => capacitiesOf(view, [view.actor]),
  },
  each: {
    label: "Capacity",
    options: (view) =>
      capacitiesOf(
        view,
        view.result.actors.filter((actor) => actor !== "all"),
      ),
    preset: (options, view) => options.find(({ value }) => value === view.metric),
  },
  change: {
    label: "Metric",
    options: (view) => {
      const metrics = unique(
        view.result.rows("compare", { actor: view.actor }).map((row) => row.metric),
      );
      return named(metrics, metricName);
    },
  },
  scale: {
    label: "Scale",
    options: () => [
      { value: "linear", words: "linear" },
      { value: "log", words: "logarithmic" },
    ],
  },
  date: {
    label: "At the end of",
    options: (view) => named(view.result.sharedDates, monthName),
    preset: (options) => options.at(-1),
  },
  detail: {
    label: "Detail",
    options: () => [
      { value: "key", words: "whose key" },
      { value: "cause", words: "each cause" },
    ],
  },
  gap: {
    label: "Measure",
    options: (view) =>
      ofAll(view, [
        "giants_to_small_accessible",
        "giants_to_small_owned",
        "hhi_accessible",
        "hhi_owned",
      ]),
  },
  purse: { label: "Money", options: (view) => ofAll(view, ["treasury_usd", "vendor_usd"]) },
  estimate: {
    label: "Estimate of",
    options: (view) => named(view.result.values("published", "metric"), metricName),
  },
  stagechip: {
    label: "Chips",
    options: (view) => chipOptions(view, "flows"),
    preset: mostApproved,
  },
  missing: {
    label: "Chips",
    options: (view) => chipOptions(view, "nothing_arrived"),
    preset: (options, view) => options.find(({ value }) => value === view.stagechip),
  },
  chip: {
    label: "Chips",
    options: (view) => chipOptions(view, "exceedance"),
    preset: (options, view) => options.find(({ value }) => value === view.stagechip),
  },
  series: {
    label: "Series",
    options: (view) => named(view.result.values("scores", "series"), metricName),
  },
  interest: {
    label: "Interest",
    options: (view) => named(view.result.values("regret", "name"), metricName),
  },
  regret: {
    label: "Regret",
    options: (view) =>
      named(
        view.result.values("regret", "metric").filter((name) => name.includes("regret")),
        metricName,
      ),
    preset: (options) => options.find(({ value }) => value === "expected_regret"),
  },
  stakeholder: {
    label: "Whose weight",
    options: (view) => named(view.result.values("preferred", "stakeholder"), metricName),
  },
  outcome: {
    label: "Outcome",
    options: (view) => named(view.result.values("outcomes", "outcome"), metricName),
  },
  across: { label: "Across", options: (view) => named(view.result.levers, metricName) },
  down: {
    label: "Down",
    options: (view) =>
      named(
        view.result.levers.filter((lever) => lever !== view.across),
        metricName,
      ),
  },
};

function metricsOf(view, actors, metrics) {
  const has = new Set(view.result.rows("summary", { actor: actors }).map((row) => row.metric));
  return named(
    metrics.filter((metric) => has.has(metric)),
    metricName,
  );
}

const capacitiesOf = (view, actors) => metricsOf(view, actors, capacities);
const ofAll = (view, metrics) => metricsOf(view, ["all"], metrics);

function chipOptions(view, table) {
  return named(view.result.values(table, "chip").filter(Boolean), (chip) =>
    chipName(view.result, chip),
  );
}

function mostApproved(options, view) {
  const last = view.result.rows("flows", {
    policy: view.policy,
    stage: "approved",
    date: view.result.dates.at(-1),
  });
  const most = last.filter((row) => row.chip).sort((a, b) => b.mean - a.mean)[0];
  return options.find(({ value }) => value === most?.chip);
}

// The choice that holds: what was chosen if it is an option, else the preset, else the first.
function choose(key, view) {
  const options = controls[key].options(view);
  const preset = controls[key].preset?.(options, view) ?? options[0];
  const wanted = state.get(key);
  return options.some(({ value }) => value === wanted) ? wanted : (preset?.value ?? "");
}

export function makeView(report) {
  const view = { report };
  for (const key of Object.keys(controls)) {
    view[key] = key === "result" ? report.results[Number(choose(key, view))] : choose(key, view);
  }
  return view;
}

// A labelled select, or nothing where there is no choice.
export function selector(key, view, place = "") {
  const options = controls[key].options(view);
  if (options.length < 2) return null;
  const chosen = key === "result" ? String(view.report.results.indexOf(view.result)) : view[key];
  const select = el(
    "select",
    {
      id: `choose-${key}${place}`,
      "data-control": key,
      onchange: () => state.set(key, select.value),
    },
    options.map(({ value, words }) => el("option", { value, selected: value === chosen }, words)),
  );
  return el("label", { for: select.id }, el("span", {}, controls[key].label), select);
}
