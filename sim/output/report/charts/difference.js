// Paired differences over time: the policy less the reference, future by future on the same luck.
import { asDate, monthName, moreAndLess, short, signed } from "../format.js";
import { actorName, metricName } from "../names.js";
import { keep } from "./fan.js";
import { Plot, endLabels, panels, plot, sides, small, timeAxis, valueAxis } from "./marks.js";

export const ofCompare = [
  "policy",
  "reference",
  "date",
  "actor",
  "metric",
  "unit",
  "mean_difference",
  "ci_low",
  "ci_high",
  "p5",
  "p50",
  "p95",
  "share_above",
  "share_below",
];

export const difference = {
  id: "difference",
  needs: ["compare", "summary"],
  controls: ["change"],
  uses: ["policy", "beside", "actor"],
  how:
    "The line is the mean difference, the dark band its 95 % interval; the light band holds " +
    "nine futures in ten.",
  title: (view) =>
    `What it changes over time: ${metricName(view.change)}, ${actorName(view.result, view.actor)}`,
  rows: (view) =>
    view.result
      .rows("compare", { policy: sides(view), actor: view.actor, metric: view.change })
      .map(keep(ofCompare)),
  sentence(view, rows) {
    const one = (row) =>
      `${row.policy} less ${row.reference}: ${signed(row.mean_difference)} ${row.unit} (95 ` +
      `% interval ${signed(row.ci_low)} to ${signed(row.ci_high)}), ${moreAndLess(row)}`;
    return `In ${monthName(rows.at(-1).date)}: ${lastOf(view, rows).map(one).join("; ")}.`;
  },
  draw(view, rows, width) {
    const axis = valueAxis(rows, ["p5", "p95", "mean_difference"], rows[0].unit);
    const policies = sides(view).filter((policy) => rows.some((row) => row.policy === policy));
    const one = (policy, each, colour) =>
      drawOne(
        rows.filter((row) => row.policy === policy),
        each,
        colour,
        axis,
      );
    return panels(view, width, policies, one);
  },
};

const lastOf = (view, rows) =>
  sides(view)
    .map((policy) => rows.filter((row) => row.policy === policy).at(-1))
    .filter(Boolean);

const tip = (row) =>
  `${monthName(row.date)}\nmean ${signed(row.mean_difference)} ${row.unit}\n95 % interval ` +
  `${signed(row.ci_low)} to ${signed(row.ci_high)}\n` +
  `90 % of futures ${short(row.p5)} to ${short(row.p95)}\n${moreAndLess(row)}`;

function drawOne(rows, width, colour, axis) {
  const x = (row) => asDate(row.date);
  const last = rows.at(-1);
  const label = {
    y: last.mean_difference,
    text: signed(last.mean_difference) + (small(width) ? "" : "  mean"),
    fill: colour,
    bold: true,
  };
  return plot({
    width,
    height: 240,
    marginLeft: 52,
    marginRight: small(width) ? 58 : 112,
    x: timeAxis(width),
    y: axis,
    marks: [
      Plot.areaY(rows, { x, y1: "p5", y2: "p95", fill: colour, fillOpacity: 0.14 }),
      Plot.areaY(rows, { x, y1: "ci_low", y2: "ci_high", fill: colour, fillOpacity: 0.4 }),
      Plot.ruleY([0], { stroke: "currentColor" }),
      Plot.lineY(rows, { x, y: "mean_difference", stroke: colour, strokeWidth: 2 }),
      Plot.tip(rows, Plot.pointerX({ x, y: "mean_difference", title: tip })),
      ...endLabels([label], x(last), axis, 240 - 54),
    ],
  });
}
