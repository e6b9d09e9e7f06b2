// Fans over time of one metric, one panel a policy.
import { asDate, monthName, range, withUnit } from "../format.js";
import { actorName, metricName, words } from "../names.js";
import { Plot, fanPlot, panels, sides, valueAxis } from "./marks.js";

export const ofSummary = [
  "policy",
  "date",
  "actor",
  "metric",
  "unit",
  "mean",
  "p5",
  "p25",
  "p50",
  "p75",
  "p95",
];
export const keep = (columns) => (row) =>
  Object.fromEntries(
    columns.filter((column) => column in row).map((column) => [column, row[column]]),
  );

// A chart of the fan of metric(view) of actor(view).
function fanOf({ metric, actor = (view) => view.actor, scale = () => "linear", ...chart }) {
  return {
    needs: ["summary"],
    title: (view) => `${metricName(metric(view))} of ${actorName(view.result, actor(view))}`,
    rows(view) {
      const rows = view.result.rows("summary", {
        policy: sides(view),
        actor: actor(view),
        metric: metric(view),
      });
      return rows.some((row) => row.p95 !== 0) ? rows.map(keep(ofSummary)) : []; // zeros make no picture
    },
    sentence: (view, rows) => fanSentence(view, rows),
    draw(view, rows, width) {
      const unit = rows[0].unit;
      const axis = valueAxis(rows, ["p5", "p50", "p95"], unit, scale(view));
      const drawOne = (policy, each, colour) =>
        fanPlot(
          rows.filter((row) => row.policy === policy),
          { width: each, colour, unit, axis },
        );
      return panels(view, width, sides(view), drawOne);
    },
    ...chart,
  };
}

export function fanSentence(view, rows) {
  const ends = sides(view)
    .map((policy) => rows.filter((row) => row.policy === policy).at(-1))
    .filter(Boolean);
  const one = (row) =>
    `${withUnit(row.p50, row.unit)} (${range(row.p5, row.p95)}) under ${row.policy}`;
  return (
    `In ${monthName(ends[0].date)}, median and range of nine futures in ten: ` +
    `${ends.map(one).join("; ")}.`
  );
}

export const capacity = fanOf({
  id: "capacity",
  controls: ["metric", "scale"],
  uses: ["policy", "beside", "actor"],
  metric: (view) => view.metric,
  scale: (view) => view.scale,
  how:
    "The line is the median future; the dark band holds half of all futures, the light band " +
    "nine in ten.",
});

export const giants = fanOf({
  id: "giants",
  controls: ["gap"],
  uses: ["policy", "beside"],
  metric: (view) => view.gap,
  actor: () => "all",
  title: (view) => metricName(view.gap),
  how:
    "Giants and small firms are the tiers the scenario declares. Concentration is the sum of " +
    "squared shares: 0 is even, 1 is one owner.",
});

export const revenue = fanOf({
  id: "revenue",
  controls: ["purse"],
  uses: ["policy", "beside"],
  metric: (view) => view.purse,
  actor: () => "all",
  title: (view) => `${metricName(view.purse)}, since the start`,
  how: "Cumulative, net of refunds.",
});

// Our fan with what others have published of the same metric at the same dates, and before.
export const published = fanOf({
  id: "published",
  needs: ["published", "summary"],
  controls: ["estimate"],
  uses: ["policy"],
  metric: (view) => view.estimate,
  actor: () => "all",
  title: (view) => `${metricName(view.estimate)}: the forecast beside published estimates`,
  how: "Dots are published estimates with their range of nine in ten; the fan is this forecast.",
  rows(view) {
    const where = { policy: view.policy, actor: "all", metric: view.estimate };
    const ours = view.result
      .rows("summary", where)
      .map((row) => ({ ...keep(ofSummary)(row), series: "forecast", source: "" }));
    return [...ours, ...publishedRows(view)];
  },
  sentence(view, rows) {
    const ours = rows.filter((row) => row.series === "forecast");
    const last = rows.filter((row) => row.series !== "forecast").at(-1);
    return (
      `The last estimate, ${words(last.series)} of ${monthName(last.date)}, is ` +
      `${withUnit(last.p50, last.unit)}; the forecast opens at ` +
      `${withUnit(ours[0]?.p50, last.unit)} in ${monthName(ours[0].date)}.`
    );
  },
  draw(view, rows, width) {
    const ours = rows.filter((row) => row.series === "forecast");
    const theirs = rows.filter((row) => row.series !== "forecast");
    const unit = theirs[0].unit;
    const axis = valueAxis(rows, ["p5", "p50", "p95"], unit);
    const x = (row) => asDate(row.date);
    const more = [
      Plot.ruleX(
        theirs.filter((row) => row.p95 != null),
        { x, y1: "p5", y2: "p95", stroke: "var(--two)", strokeWidth: 1.5 },
      ),
      Plot.dot(theirs, { x, y: "p50", fill: "var(--two)", stroke: "var(--paper)", r: 4 }),
      Plot.tip(
        theirs,
        Plot.pointer({
          x,
          y: "p50",
          title: (row) =>
            `${monthName(row.date)}\n${row.series}: ${withUnit(row.p50, unit)}\n${row.source}`,
        }),
      ),
    ];
    return fanPlot(ours, { width, height: 320, colour: "var(--one)", unit, axis, more });
  },
});

export const monthEnd = (month) => {
  const [year, number] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
};

// Stocks only: an estimate of a flow has a first month too.
function publishedRows(view) {
  return view.result
    .rows("published", { metric: view.estimate, actor: ["all", ""] })
    .filter((row) => !row.from)
    .map((row) => ({
      policy: "",
      date: monthEnd(row.to),
      actor: "all",
      metric: row.metric,
      unit: row.unit,
      p5: row.p5,
      p50: row.value,
      p95: row.p95,
      series: row.series,
      source: row.source,
    }));
}
