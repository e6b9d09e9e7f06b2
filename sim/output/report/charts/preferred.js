// How the preferred policy changes with how much one interest weighs.
import { percent } from "../format.js";
import { metricName } from "../names.js";
import { cut, shortPolicy } from "./policies.js";
import { Plot, plot, tint } from "./marks.js";

// Stretches of weights with the policy preferred on them, from 0 to 1 without a gap: weights were
// tried in steps, and a change lies somewhere between two of them, here in the middle.
function stretches(view) {
  const joined = [];
  for (const row of view.result.rows("preferred", { stakeholder: view.stakeholder })) {
    const { stakeholder, metric, policy, ties } = row;
    const [from, to] = [Number(row.from), Number(row.to)];
    const last = joined.at(-1);
    if (last?.metric !== metric) {
      joined.push({ stakeholder, metric, from, to, policy, ties });
    } else if (last.policy === policy) {
      Object.assign(last, { to, ties: Math.max(last.ties, ties) });
    } else {
      last.to = (last.to + from) / 2;
      joined.push({ stakeholder, metric, from: last.to, to, policy, ties });
    }
  }
  return joined;
}

// Policies by the length of their stretches, longest first.
function byLength(rows) {
  const sums = new Map();
  for (const row of rows) sums.set(row.policy, (sums.get(row.policy) ?? 0) + row.to - row.from);
  return [...sums].sort((a, b) => b[1] - a[1]);
}

const tip = (row) =>
  `${metricName(row.metric)}\nweight ${percent(row.from)} to ${percent(row.to)}\n${row.policy}` +
  (row.ties > 1 ? ` and ${row.ties - 1} as good` : "");

export const preferred = {
  id: "preferred",
  needs: ["preferred"],
  controls: ["stakeholder"],
  uses: [],
  how:
    "From left to right this interest weighs more, the others sharing the rest evenly. Where " +
    "the colour changes, the preferred policy does.",
  title: (view) =>
    `Where the preferred policy changes: the weight of ` + metricName(view.stakeholder),
  rows: stretches,
  sentence(view, rows) {
    const metrics = Map.groupBy(rows, (row) => row.metric);
    const changing = [...metrics.values()].filter((of) => of.length > 1);
    const [policy, length] = byLength(rows)[0];
    return (
      `The preference changes with the weight by ${changing.length} of ${metrics.size} ` +
      `measures; over all measures and weights ${policy} is preferred most, on ` +
      `${percent(length / metrics.size)}.`
    );
  },
  draw(view, rows, width) {
    const policies = byLength(rows).map(([policy]) => policy);
    const metrics = [...new Set(rows.map((row) => row.metric))];
    const narrow = width < 620;
    const marginLeft = narrow ? 140 : 190;
    const letters = (row) => Math.floor(((row.to - row.from) * (width - marginLeft - 20)) / 7.5);
    const middle = (row) => (row.from + row.to) / 2;
    return plot({
      width,
      height: 56 + metrics.length * 28,
      marginLeft,
      marginTop: 6,
      marginBottom: 42,
      x: {
        domain: [0, 1],
        label: `weight of ${cut(metricName(view.stakeholder), 24)} →`,
        tickFormat: (weight) => `${Math.round(100 * weight)} %`,
        ticks: narrow ? 3 : 6,
      },
      y: {
        domain: metrics,
        label: null,
        tickFormat: (metric) => cut(metricName(metric), narrow ? 17 : 26),
        tickSize: 0,
        padding: 0.15,
      },
      color: { type: "ordinal", domain: policies, range: policies.map((_, i) => tint(i)) },
      marks: [
        Plot.barX(rows, { y: "metric", x1: "from", x2: "to", fill: "policy", insetRight: 1 }),
        Plot.text(
          rows.filter((row) => letters(row) > 9),
          {
            y: "metric",
            x: middle,
            text: (row) => shortPolicy(row.policy, letters(row)),
            fill: "var(--on-colour)",
          },
        ),
        Plot.tip(rows, Plot.pointer({ y: "metric", x: middle, title: tip })),
      ],
    });
  },
};
