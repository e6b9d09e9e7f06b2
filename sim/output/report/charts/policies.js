// All policies in one picture: where each leaves the actor at a date, and its difference from the
// reference.
import { monthName, moreAndLess, range, short, signed, withUnit } from "../format.js";
import { actorName, metricName } from "../names.js";
import { ofCompare } from "./difference.js";
import { keep, ofSummary } from "./fan.js";
import { Plot, colourOf, plot } from "./marks.js";

export const cut = (text, letters) =>
  text.length > letters ? `${text.slice(0, letters - 1)}…` : text;

// A policy in so many letters: where "tariff=0 month=36", or the longest beside it, is too long, its
// levels "0 · 36".
export function shortPolicy(policy, letters, longest = policy.length) {
  const levels = [...policy.matchAll(/=(\S+)/g)].map((match) => match[1]);
  return cut(longest > letters && levels.length > 1 ? levels.join(" · ") : policy, letters);
}

export const longestPolicy = (rows) => Math.max(...rows.map((row) => row.policy.length));

// A row a policy: whiskers from low to high, a box from q1 to q3, a dot in the middle, words at the
// right.
function forest(view, rows, width, { low, high, from, to, middle, words, unit, zero, wide = 160 }) {
  const narrow = width < 620;
  const colour = (row) =>
    view.policy === row.policy || view.beside === row.policy
      ? colourOf(view, row.policy)
      : "var(--quiet)";
  const y = (row) => row.policy;
  const marginLeft = narrow ? 134 : 200;
  const bars = [
    Plot.ruleY(rows, { y, x1: low, x2: high, stroke: colour, strokeWidth: 1.5 }),
    Plot.ruleY(rows, { y, x1: from, x2: to, stroke: colour, strokeWidth: 7, strokeOpacity: 0.45 }),
    Plot.dot(rows, { y, x: middle, fill: colour, r: 4.5, stroke: "var(--paper)" }),
  ];
  const label = Plot.text(rows, {
    y,
    text: words,
    frameAnchor: "right",
    dx: 12,
    textAnchor: "start",
    fill: colour,
    clip: false,
  });
  return plot({
    width,
    height: 64 + rows.length * 24,
    marginLeft,
    marginRight: narrow ? 24 : wide,
    marginBottom: 42,
    x: { label: `${unit} →`, tickFormat: short, grid: true, ticks: narrow ? 3 : 6, nice: true },
    y: {
      label: null,
      domain: rows.map(y),
      tickFormat: (policy) => shortPolicy(policy, narrow ? 17 : 27, longestPolicy(rows)),
      tickSize: 0,
    },
    marks: [
      ...(zero ? [Plot.ruleX([0], { stroke: "currentColor" })] : []),
      ...bars,
      ...(narrow ? [] : [label]),
      Plot.tip(
        rows,
        Plot.pointerY({ y, x: middle, title: (row) => `${row.policy}\n${words(row)}` }),
      ),
    ],
  });
}

export const policies = {
  id: "policies",
  needs: ["summary"],
  controls: ["metric", "date"],
  uses: ["policy", "beside", "actor"],
  how:
    "The dot is the median future, the thick bar holds half of all futures, the thin one nine " +
    "in ten.",
  title: (view) =>
    `${metricName(view.metric)} of ${actorName(view.result, view.actor)} under each policy, ` +
    `${monthName(view.date)}`,
  rows: (view) =>
    view.result
      .rows("summary", { actor: view.actor, metric: view.metric, date: view.date })
      .map(keep(ofSummary))
      .sort((a, b) => b.p50 - a.p50),
  sentence(view, rows) {
    const [first, last] = [rows[0], rows.at(-1)];
    if (rows.length < 2)
      return (
        `Median ${withUnit(first.p50, first.unit)}, nine futures in ten ` +
        `${range(first.p5, first.p95)}.`
      );
    return (
      `The median is largest under ${first.policy} (${withUnit(first.p50, first.unit)}) and ` +
      `smallest under ${last.policy} (${withUnit(last.p50, last.unit)}).`
    );
  },
  draw: (view, rows, width) =>
    forest(view, rows, width, {
      low: "p5",
      high: "p95",
      from: "p25",
      to: "p75",
      middle: "p50",
      unit: rows[0].unit,
      words: (row) => `${short(row.p50)}  (${range(row.p5, row.p95)})`,
    }),
};

export const differences = {
  id: "differences",
  needs: ["compare", "summary"],
  controls: ["change", "date"],
  uses: ["policy", "beside", "actor"],
  how:
    "Future by future on the same luck: the dot is the mean difference, the thick bar its 95 " +
    "% interval, the thin one holds nine futures in ten.",
  title: (view) =>
    `What each policy changes: ${metricName(view.change)}, ` +
    `${actorName(view.result, view.actor)}, ${monthName(view.date)}`,
  rows: (view) =>
    view.result
      .rows("compare", { actor: view.actor, metric: view.change, date: view.date })
      .map(keep(ofCompare))
      .sort((a, b) => b.mean_difference - a.mean_difference),
  sentence(view, rows) {
    const one = (row) =>
      `${row.policy} ${signed(row.mean_difference)} ${row.unit}, ${moreAndLess(row)}`;
    const ends = rows.length > 1 ? [rows[0], rows.at(-1)] : rows;
    return `Against ${rows[0].reference}, from most to least: ${ends.map(one).join("; ")}.`;
  },
  draw: (view, rows, width) =>
    forest(view, rows, width, {
      low: "p5",
      high: "p95",
      from: "ci_low",
      to: "ci_high",
      middle: "mean_difference",
      unit: `difference [${rows[0].unit}]`,
      wide: 240,
      words: (row) =>
        `${signed(row.mean_difference)}  ${moreAndLess(row).replace(" of futures", "")}`,
      zero: true,
    }),
};

const most = 24;

// Of a study: the policies with the largest and the smallest means.
export const outcomes = {
  id: "outcomes",
  needs: ["outcomes"],
  controls: ["outcome"],
  uses: [],
  how:
    "The dot is the mean over futures, the thick bar holds half of them, the thin one nine in " +
    "ten.",
  title: (view) => `${metricName(view.outcome)} under each policy`,
  rows: (view) =>
    view.result.rows("outcomes", { outcome: view.outcome }).sort((a, b) => b.mean - a.mean),
  sentence(view, rows) {
    const one = (row) => `${row.policy} (${withUnit(row.mean, row.unit)})`;
    const drawn =
      rows.length > most ? ` Drawn are the ${most / 2} first and last of ${rows.length}.` : "";
    return (
      `The mean is largest under ${one(rows[0])} and smallest under ` +
      `${one(rows.at(-1))}.${drawn}`
    );
  },
  draw(view, all, width) {
    const rows = all.length > most ? [...all.slice(0, most / 2), ...all.slice(-most / 2)] : all;
    const words = (row) => `${short(row.mean)}  (${range(row.p5, row.p95)})`;
    return forest(view, rows, width, {
      low: "p5",
      high: "p95",
      from: "p25",
      to: "p75",
      middle: "mean",
      unit: rows[0].unit,
      words,
    });
  },
};
