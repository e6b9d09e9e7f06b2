// A study's outcomes over its levers: a heat map, and lines.
import { metricName, words } from "../names.js";
import { short, withUnit } from "../format.js";
import { unique } from "../data.js";
import { cut } from "./policies.js";
import { Plot, endLabels, plot, valueAxis } from "./marks.js";

const bare = (lever) => words(lever.replace(/ \[1\]$/, ""));
const level = (value) => (typeof value === "number" ? short(value) : String(value));

// Mean over the levels of the levers that are not shown.
function cells(view, levers, columns) {
  const groups = Map.groupBy(view.result.rows("outcomes", { outcome: view.outcome }), (row) =>
    JSON.stringify(levers.map((lever) => row[lever])),
  );
  const mean = (rows, column) => rows.reduce((sum, row) => sum + row[column], 0) / rows.length;
  return [...groups.values()].map((rows) => ({
    outcome: view.outcome,
    unit: rows[0].unit,
    ...Object.fromEntries(levers.map((lever) => [lever, rows[0][lever]])),
    ...Object.fromEntries(
      columns
        .filter((column) => rows[0][column] != null)
        .map((column) => [column, mean(rows, column)]),
    ),
  }));
}

const ordered = (rows, lever) =>
  unique(rows.map((row) => row[lever])).sort((a, b) => (typeof a === "number" ? a - b : 0));
const rest = (view) => {
  const others = view.result.levers.filter((lever) => ![view.across, view.down].includes(lever));
  return others.length ? ` The levels of ${others.map(bare).join(", ")} are averaged.` : "";
};

// Which way is better, and for whom.
function wish(view) {
  const [{ direction, stakeholder }] = view.result.rows("outcomes", { outcome: view.outcome });
  const whose = stakeholder ? ` for ${stakeholder}` : "";
  const words = { maximise: "More", minimise: "Less" }[direction];
  return words ? ` ${words} is better${whose}.` : "";
}

function extremes(view, rows) {
  const sorted = rows.toSorted((a, b) => b.mean - a.mean);
  const at = (row) =>
    [view.across, view.down]
      .filter((lever) => lever && lever in row)
      .map((lever) => `${bare(lever)} ${level(row[lever])}`)
      .join(", ");
  const one = (row) => `${withUnit(row.mean, row.unit)} at ${at(row)}`;
  return (
    `The mean is largest, ${one(sorted[0])}, and smallest, ` +
    `${one(sorted.at(-1))}.${wish(view)}${rest(view)}`
  );
}

export const heat = {
  id: "heat",
  needs: ["outcomes"],
  controls: ["outcome", "across", "down"],
  uses: [],
  how: "Each cell is the mean over futures; darker is less.",
  title: (view) => `${metricName(view.outcome)} over ${bare(view.across)} and ${bare(view.down)}`,
  rows: (view) =>
    view.result.levers.length < 2 ? [] : cells(view, [view.across, view.down], ["mean"]),
  sentence: extremes,
  draw(view, rows, width) {
    const [xs, ys] = [ordered(rows, view.across), ordered(rows, view.down)];
    const values = rows.map((row) => row.mean);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const dark = (row) => (row.mean - low) / (high - low || 1) < 0.55;
    const cell = { x: view.across, y: view.down };
    const mark = (value) => cut(level(value), Math.min(10, Math.floor(width / xs.length / 8)));
    return plot({
      width,
      height: 76 + ys.length * 46,
      marginLeft: 76,
      marginBottom: 44,
      marginTop: 30,
      x: { domain: xs, label: `${bare(view.across)} →`, tickFormat: mark },
      y: { domain: ys.toReversed(), label: `↑ ${bare(view.down)}`, tickFormat: mark },
      color: { type: "linear", scheme: "cividis" },
      marks: [
        Plot.cell(rows, { ...cell, fill: "mean", inset: 1.5, rx: 3 }),
        Plot.text(rows, {
          ...cell,
          text: (row) => short(row.mean),
          fill: (row) => (dark(row) ? "#fff" : "#000"),
          fontSize: 13,
        }),
        Plot.tip(
          rows,
          Plot.pointer({
            ...cell,
            title: (row) =>
              `${bare(view.across)} ${level(row[view.across])}\n${bare(view.down)} ` +
              `${level(row[view.down])}\n${withUnit(row.mean, row.unit)}`,
          }),
        ),
      ],
    });
  },
};

export const lines = {
  id: "lines",
  needs: ["outcomes"],
  controls: ["outcome", "across"],
  uses: ["down"],
  how: "Each line is the mean over futures.",
  title: (view) => `${metricName(view.outcome)} over ${bare(view.across)}`,
  rows: (view) =>
    view.result.table("outcomes").every((row) => typeof row[view.across] === "number")
      ? cells(view, [view.across, view.down].filter(Boolean), ["mean", "p5", "p95"])
      : [],
  sentence: extremes,
  draw(view, rows, width) {
    const xs = ordered(rows, view.across);
    const groups = view.down ? ordered(rows, view.down) : [""];
    const z = (row) => (view.down ? row[view.down] : "");
    const colour = (group) =>
      `color-mix(in oklab, var(--two) ` +
      `${Math.round((100 * groups.indexOf(group)) / groups.length)}%, var(--one))`;
    const named = (row) =>
      view.down ? `${bare(view.down)} ${level(row[view.down])}` : short(row.mean);
    const ends = rows.filter((row) => row[view.across] === xs.at(-1));
    const axis = valueAxis(rows, ["mean"], rows[0].unit);
    const [height, marginTop, marginBottom] = [320, 24, 42];
    const labels = ends.map((row) => ({ y: row.mean, text: named(row), fill: colour(z(row)) }));
    const tip = (row) =>
      `${bare(view.across)} ${level(row[view.across])}\n${named(row)}\nmean ` +
      `${withUnit(row.mean, row.unit)}\n90 % of futures ${short(row.p5)} to ${short(row.p95)}`;
    return plot({
      width,
      height,
      marginTop,
      marginBottom,
      marginLeft: 54,
      marginRight: 110,
      x: {
        type: "point",
        domain: xs,
        label: `${bare(view.across)} →`,
        tickFormat: level,
        padding: 0,
      },
      y: axis,
      color: { type: "ordinal", domain: groups, range: groups.map(colour) },
      marks: [
        Plot.line(rows, { x: view.across, y: "mean", z, stroke: z, strokeWidth: 2.2 }),
        Plot.dot(rows, { x: view.across, y: "mean", fill: z, r: 3.5 }),
        ...endLabels(labels, xs.at(-1), axis, height - marginTop - marginBottom),
        Plot.tip(rows, Plot.pointer({ x: view.across, y: "mean", title: tip })),
      ],
    });
  },
};
