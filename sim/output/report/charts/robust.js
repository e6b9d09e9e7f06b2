// Which policy holds up: regret of each, and how the preference changes with whose interest counts
// how much.
import { percent, short, withUnit } from "../format.js";
import { metricName } from "../names.js";
import { keep } from "./fan.js";
import { cut } from "./policies.js";
import { Plot, plot, tint } from "./marks.js";

const most = 16;

export const regret = {
  id: "regret",
  needs: ["regret"],
  controls: ["interest", "regret"],
  uses: [],
  how:
    "How far a policy falls behind the best one, future by future; less is better. The thin " +
    "bar is a 95 % interval by bootstrap.",
  title: (view) => `Regret of each policy: ${metricName(view.interest).toLowerCase()}`,
  rows: (view) =>
    view.result
      .rows("regret", { name: view.interest, metric: view.regret })
      .map(keep(["kind", "name", "unit", "policy", "metric", "value", "ci_low", "ci_high"]))
      .sort((a, b) => a.value - b.value),
  sentence: (view, rows) =>
    `By ${metricName(view.regret)}, ${rows[0].policy} has the least ` +
    `(${withUnit(rows[0].value, rows[0].unit)}), ${rows.at(-1).policy} the most ` +
    `(${withUnit(rows.at(-1).value, rows[0].unit)})${rows.length > most ? `; the ${most} best are drawn` : ""}.`,
  draw(view, all, width) {
    const rows = all.slice(0, most);
    const marginLeft = width < 620 ? 130 : 230;
    return plot({
      width,
      height: 50 + rows.length * 24,
      marginLeft,
      marginRight: 60,
      marginTop: 6,
      marginBottom: 40,
      x: {
        label: `regret [${rows[0].unit}] →`,
        tickFormat: short,
        grid: true,
        ticks: 5,
        nice: true,
        zero: true,
      },
      y: {
        domain: rows.map((row) => row.policy),
        label: null,
        tickFormat: (policy) => cut(policy, width < 620 ? 19 : 36),
        tickSize: 0,
      },
      marks: [
        Plot.barX(rows, {
          y: "policy",
          x: "value",
          fill: (_, i) => (i ? "var(--soft)" : "var(--one)"),
          inset: 2,
        }),
        Plot.ruleY(
          rows.filter((row) => row.ci_low != null),
          { y: "policy", x1: "ci_low", x2: "ci_high", stroke: "currentColor" },
        ),
        Plot.text(rows, {
          y: "policy",
          x: (row) => Math.max(row.value, row.ci_high ?? 0),
          text: (row) => short(row.value),
          dx: 5,
          textAnchor: "start",
        }),
        Plot.tip(
          rows,
          Plot.pointerY({
            y: "policy",
            x: "value",
            title: (row) => `${row.policy}\n${withUnit(row.value, row.unit)}`,
          }),
        ),
      ],
    });
  },
};

// Of the weights from 0 to 1, on how much each policy is preferred, added up over the measures.
function widths(rows) {
  const sums = new Map();
  for (const row of rows) sums.set(row.policy, (sums.get(row.policy) ?? 0) + row.to - row.from);
  return sums;
}

export const preferred = {
  id: "preferred",
  needs: ["preferred"],
  controls: ["stakeholder"],
  uses: [],
  how:
    "From left to right this interest weighs more, the others sharing the rest evenly. Where " +
    "the colour changes, the preferred policy does.",
  title: (view) =>
    `Where the preferred policy changes: the weight of ` +
    `${metricName(view.stakeholder).toLowerCase()}`,
  rows: (view) =>
    view.result.rows("preferred", { stakeholder: view.stakeholder }).map((row) => ({
      stakeholder: row.stakeholder,
      metric: row.metric,
      from: Number(row.from),
      to: Number(row.to),
      policy: row.policy,
      ties: row.ties,
    })),
  sentence(view, rows) {
    const metrics = Map.groupBy(rows, (row) => row.metric);
    const changing = [...metrics.values()].filter(
      (of) => new Set(of.map((row) => row.policy)).size > 1,
    );
    const [policy, width] = [...widths(rows)].sort((a, b) => b[1] - a[1])[0];
    return (
      `The preference changes with the weight by ${changing.length} of ${metrics.size} ` +
      `measures; over all measures and weights ${policy} is preferred most, on ` +
      `${percent(width / metrics.size)}.`
    );
  },
  draw(view, rows, width) {
    const policies = [...widths(rows)].sort((a, b) => b[1] - a[1]).map(([policy]) => policy);
    const metrics = [...new Set(rows.map((row) => row.metric))];
    const range = policies.map((_, i) => tint(i));
    const step = 0.025; // half the usual step of weights, so that stretches meet
    const bar = {
      y: "metric",
      x1: (row) => Math.max(0, row.from - step),
      x2: (row) => Math.min(1, row.to + step),
    };
    const fits = (row) => (row.to - row.from + 2 * step) * (width - 200) > 90;
    return plot({
      width,
      height: 56 + metrics.length * 28,
      marginLeft: width < 620 ? 140 : 190,
      marginTop: 6,
      marginBottom: 42,
      x: {
        domain: [0, 1],
        label: `weight of ${metricName(view.stakeholder).toLowerCase()} →`,
        tickFormat: (weight) => `${Math.round(100 * weight)} %`,
      },
      y: {
        domain: metrics,
        label: null,
        tickFormat: (metric) => cut(metricName(metric), width < 620 ? 17 : 26),
        tickSize: 0,
        padding: 0.15,
      },
      color: { type: "ordinal", domain: policies, range },
      marks: [
        Plot.barX(rows, { ...bar, fill: "policy", stroke: "var(--paper)" }),
        Plot.text(rows.filter(fits), {
          ...bar,
          x: (row) => (bar.x1(row) + bar.x2(row)) / 2,
          x1: undefined,
          x2: undefined,
          text: (row) =>
            cut(row.policy, Math.floor(((row.to - row.from + 2 * step) * (width - 200)) / 7)),
          fill: "var(--on-colour)",
        }),
        Plot.tip(
          rows,
          Plot.pointer({
            y: "metric",
            x: (row) => (row.from + row.to) / 2,
            title: (row) =>
              `${metricName(row.metric)}\nweight ${percent(row.from)} to ` +
              `${percent(row.to)}\n${row.policy}${row.ties > 1 ? ` and ${row.ties - 1} as good` : ""}`,
          }),
        ),
      ],
    });
  },
};
