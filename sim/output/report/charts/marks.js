// What charts share: Observable Plot without its style element, which the page's policy forbids;
// panels side by side; fans; labels at the end of lines.
import { plot as draw } from "@observablehq/plot";
import { el } from "../dom.js";
import { asDate, monthName, short, withUnit } from "../format.js";
import * as Plot from "./library.js";

export { Plot };

export function plot(options) {
  const svg = draw({ className: "plot", marginTop: 24, ...options });
  svg.querySelectorAll("style").forEach((style) => style.remove()); // page.css has these rules
  svg.setAttribute("aria-hidden", "true"); // the picture around it has the words
  return svg;
}

export const sides = (view) => [view.policy, view.beside].filter(Boolean);
export const colourOf = (view, policy) =>
  policy === view.policy ? "var(--one)" : policy === view.beside ? "var(--two)" : "var(--soft)";

const gap = 28;

// One picture for each policy, side by side where there is room; draw(policy, width, colour) makes
// it.
export function panels(view, width, policies, draw) {
  const across = policies.length > 1 && width >= 680;
  const each = across ? (width - gap) / 2 : width;
  const panel = (policy) => {
    const colour = colourOf(view, policy);
    const title = el("h4", {}, policy);
    title.style.setProperty("--mark", colour);
    return el("div", {}, policies.length > 1 ? title : null, draw(policy, each, colour));
  };
  return el("div", { class: across ? "panels across" : "panels" }, policies.map(panel));
}

// Words with their colour, for bars that stand too close to be labelled.
export function legendOf(items) {
  const item = ([name, colour]) => {
    const mark = el("span", { class: "item" }, name);
    mark.style.setProperty("--mark", colour);
    return mark;
  };
  return el("p", { class: "legend" }, items.map(item));
}

export const legend = (view) =>
  sides(view).length < 2
    ? null
    : legendOf(sides(view).map((policy) => [policy, colourOf(view, policy)]));

// Nine tints; what comes after shares the last.
export const tint = (i) => `var(--tint-${Math.min(i, 8) + 1})`;

export const small = (width) => width < 420;

export function timeAxis(width) {
  return {
    type: "utc",
    label: null,
    ticks: Math.max(3, Math.round((width - 160) / 90)),
    insetRight: 2,
  };
}

// The axis of values of rows: from zero, or logarithmic over what is above zero.
export function valueAxis(rows, columns, unit, scale = "linear") {
  const values = rows
    .flatMap((row) => columns.map((column) => row[column]))
    .filter((value) => Number.isFinite(value));
  const above = values.filter((value) => value > 0);
  const log = scale === "log" && above.length > 0;
  const low = log ? Math.min(...above) : Math.min(0, ...values);
  const high = Math.max(log ? low * 1.01 : low, ...values) || 1;
  return {
    type: log ? "log" : "linear",
    domain: [Math.max(low, log ? high / 1e6 : low), high],
    clamp: log,
    nice: true,
    grid: true,
    label: `↑ ${unit === "1" ? "ratio" : unit}`,
    tickFormat: short,
    ticks: log ? 4 : 5,
  };
}

// Labels { y, text } in order of y, pushed apart so that none covers another.
export function spread(labels, domain, height, line = 15, log = false) {
  const to = log ? Math.log : (value) => value;
  const [low, high] = domain.map(to);
  const pixel = (value) => ((to(Math.max(value, domain[0])) - low) / (high - low || 1)) * height;
  const placed = labels
    .map((label) => ({ ...label, at: pixel(label.y) }))
    .sort((a, b) => a.at - b.at);
  placed.forEach((label, i) => i && (label.at = Math.max(label.at, placed[i - 1].at + line)));
  let top = height;
  for (const label of placed.toReversed()) {
    label.at = Math.min(label.at, top);
    top = label.at - line;
  }
  return placed.map((label) => ({ ...label, dy: pixel(label.y) - label.at }));
}

// Text at the right edge, at x, for each label { y, text, fill, bold }.
export function endLabels(labels, x, axis, height) {
  return spread(labels, axis.domain, height, 15, axis.type === "log").map((label) =>
    Plot.text([label], {
      x,
      y: Math.max(label.y, axis.domain[0]),
      text: "text",
      dx: 7,
      dy: label.dy,
      textAnchor: "start",
      fill: label.fill ?? "currentColor",
      fontWeight: label.bold ? 600 : 400,
      clip: false,
    }),
  );
}

// A fan of rows with p5 to p95 at dates: 90 % and 50 % of futures, and the median.
export function fanMarks(rows, colour, unit) {
  const x = (row) => asDate(row.date);
  return [
    Plot.areaY(rows, { x, y1: "p5", y2: "p95", fill: colour, fillOpacity: 0.16 }),
    Plot.areaY(rows, { x, y1: "p25", y2: "p75", fill: colour, fillOpacity: 0.28 }),
    Plot.lineY(rows, { x, y: "p50", stroke: colour, strokeWidth: 2.2 }),
    Plot.ruleX(rows, Plot.pointerX({ x, stroke: "var(--soft)" })),
    Plot.tip(rows, Plot.pointerX({ x, y: "p50", title: (row) => fanTip(row, unit) })),
  ];
}

const fanTip = (row, unit) =>
  `${monthName(row.date)}\nmedian ${withUnit(row.p50, unit)}\n50 %: ${short(row.p25)} to ` +
  `${short(row.p75)}\n` +
  `90 %: ${short(row.p5)} to ${short(row.p95)}`;

export function fanPlot(rows, { width, height = 280, colour, unit, axis, more = [] }) {
  const last = rows.at(-1);
  const labels = [
    { y: last.p95, text: `${short(last.p95)}  5 % above`, fill: "var(--quiet)" },
    { y: last.p50, text: `${short(last.p50)}  median`, fill: colour, bold: true },
    { y: last.p5, text: `${short(last.p5)}  5 % below`, fill: "var(--quiet)" },
  ];
  const terse = small(width);
  if (terse) labels.forEach((label) => (label.text = label.text.split(" ")[0]));
  const [marginTop, marginBottom] = [24, 28];
  return plot({
    width,
    height,
    marginTop,
    marginBottom,
    marginLeft: 48,
    marginRight: terse ? 52 : 124,
    x: timeAxis(width),
    y: axis,
    marks: [
      ...fanMarks(rows, colour, unit),
      ...more,
      ...endLabels(labels, asDate(last.date), axis, height - marginTop - marginBottom),
    ],
  });
}
