// Where the chips stand at fixed dates: approved, ordered, licensed, shipped, landed, installed, in
// service, used.
import { el } from "../dom.js";
import { monthName, percent, short } from "../format.js";
import { chipName, stageName } from "../names.js";
import { Plot, colourOf, legend, plot, sides } from "./marks.js";

const beforeService = new Set(["ordered", "licensed", "shipped", "landed", "installed"]);
const order = [
  "approved",
  "ordered",
  "licensed",
  "shipped",
  "landed",
  "installed",
  "in_service",
  "used",
];

// After 6, 12, 24, 36, ... months and at the end.
function fixedDates(result) {
  const dates = result.dates;
  const steps = [6, 12, 24, 36, 60, 120]
    .filter((month) => month < dates.length)
    .map((month) => dates[month]);
  return [...new Set([...steps, dates.at(-1)])];
}

// A stage that a policy's chips have not reached has no row in the flows: it is 0.
function withZeros(rows) {
  const stagesHere = order.filter((stage) => rows.some((row) => row.stage === stage));
  const groups = Map.groupBy(rows, (row) => JSON.stringify([row.policy, row.date]));
  return [...groups.values()].flatMap((of) =>
    stagesHere.map(
      (stage) => of.find((row) => row.stage === stage) ?? { ...of[0], stage, mean: 0 },
    ),
  );
}

export const stages = {
  id: "stages",
  needs: ["flows"],
  controls: ["stagechip"],
  uses: ["policy", "beside"],
  how:
    "Chips since the start [chips, mean over futures]; in service and used at the date " +
    "itself, with those there before. Where each step is shorter than the one above, " +
    "chips wait or were refused in between.",
  title: (view) => `From approved to used: ${chipName(view.result, view.stagechip)}`,
  rows(view) {
    const sums = new Map();
    for (const row of view.result.rows("flows", {
      policy: sides(view),
      date: fixedDates(view.result),
    })) {
      if (row.chip !== view.stagechip) continue;
      const key = JSON.stringify([row.policy, row.date, row.stage]);
      const sum = sums.get(key) ?? {
        policy: row.policy,
        date: row.date,
        chip: view.stagechip,
        stage: row.stage,
        mean: 0,
      };
      sum.mean += row.mean;
      sums.set(key, sum);
    }
    return withZeros([...sums.values()].filter((row) => order.includes(row.stage)));
  },
  sentence(view, rows) {
    const at = rows.filter((row) => row.policy === view.policy && row.date === rows.at(-1).date);
    const parts = order.map((stage) => at.find((row) => row.stage === stage)).filter(Boolean);
    return (
      `By ${monthName(at[0].date)} under ${view.policy}: ` +
      `${parts.map((row) => `${stageName(row.stage)} ${short(row.mean)}`).join(", ")}.`
    );
  },
  draw(view, rows, width) {
    const dates = [...new Set(rows.map((row) => row.date))].sort();
    const columns = width < 620 ? 1 : width < 900 ? 2 : dates.length;
    const high = Math.max(...rows.map((row) => row.mean)) || 1;
    const each = (width - (columns - 1) * 18) / columns;
    const cell = (date, i) =>
      el(
        "div",
        {},
        el("h4", {}, monthName(date)),
        drawOne(
          view,
          rows.filter((row) => row.date === date),
          each,
          high,
          i % columns === 0,
        ),
      );
    const grid = el("div", { class: "grid" }, dates.map(cell));
    grid.style.setProperty("--columns", columns);
    return el("div", {}, legend(view), grid);
  },
};

function drawOne(view, rows, width, high, named) {
  const two = sides(view).length;
  const approved = (row) =>
    rows.find((other) => other.policy === row.policy && other.stage === order[0])?.mean;
  const words = (row) => {
    const of = approved(row);
    return (
      short(row.mean) +
      (of && beforeService.has(row.stage) && width > 200 ? `  ${percent(row.mean / of)}` : "")
    );
  };
  const stagesHere = order.filter((stage) => rows.some((row) => row.stage === stage));
  const marginLeft = named ? 72 : 6;
  const bar = { fy: "stage", y: "policy", x: "mean" };
  return plot({
    width,
    height: 46 + stagesHere.length * (two > 1 ? 36 : 26),
    marginLeft,
    marginRight: 74,
    marginTop: 4,
    marginBottom: 34,
    x: { domain: [0, high], label: "chips →", tickFormat: short, ticks: 2, nice: true },
    y: { axis: null, domain: sides(view), padding: 0.08 },
    fy: {
      domain: stagesHere,
      label: null,
      axis: named ? "left" : null,
      tickFormat: stageName,
      padding: 0.22,
    },
    marks: [
      Plot.barX(rows, { ...bar, fill: (row) => colourOf(view, row.policy), tip: false }),
      Plot.text(rows, { ...bar, text: words, dx: 5, textAnchor: "start" }),
      Plot.tip(
        rows,
        Plot.pointerY({
          ...bar,
          title: (row) => `${row.policy}\n${stageName(row.stage)}: ${short(row.mean)} chips`,
        }),
      ),
    ],
  });
}
