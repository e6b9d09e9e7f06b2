// Regret of each policy: how far it falls behind the best one.
import { short, withUnit } from "../format.js";
import { metricName } from "../names.js";
import { keep } from "./fan.js";
import { longestPolicy, shortPolicy } from "./policies.js";
import { Plot, plot } from "./marks.js";

const most = 16;

export const regret = {
  id: "regret",
  needs: ["regret"],
  controls: ["interest", "regret"],
  uses: [],
  how:
    "How far a policy falls behind the best one, future by future; less is better. A thin " +
    "bar, where there is one, is its 95 % interval by bootstrap.",
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
    const marginLeft = width < 620 ? 140 : 236;
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
        tickFormat: (policy) => shortPolicy(policy, width < 620 ? 18 : 34, longestPolicy(rows)),
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
