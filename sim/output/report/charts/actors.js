// The same fan for every actor, small, each on its own scale; the policy beside as a dashed median.
import { el } from "../dom.js";
import { asDate, monthName, short } from "../format.js";
import { actorName, metricName } from "../names.js";
import { Plot, endLabels, fanMarks, plot, sides, timeAxis, valueAxis } from "./marks.js";
import { keep } from "./fan.js";

const kept = ["policy", "date", "actor", "metric", "unit", "p5", "p25", "p50", "p75", "p95"];

export const actors = {
  id: "actors",
  needs: ["summary"],
  controls: ["each", "scale"],
  uses: ["policy", "beside", "actor", "metric"],
  how: "Each on a scale of its own. The dashed line is the median under the policy beside.",
  title: (view) => `${metricName(view.each)}, actor by actor`,
  rows: (view) =>
    view.result
      .rows("summary", { policy: sides(view), metric: view.each })
      .filter((row) => row.actor !== "all")
      .map(keep(kept)),
  sentence(view, rows) {
    const last = rows.filter((row) => row.policy === view.policy && row.date === rows.at(-1).date);
    const one = (row) => `${actorName(view.result, row.actor)} ${short(row.p50)}`;
    return (
      `Medians in ${monthName(last[0].date)} under ${view.policy} [${last[0].unit}]: ` +
      `${last.map(one).join(", ")}.`
    );
  },
  draw(view, rows, width) {
    const columns = Math.max(1, Math.min(4, Math.floor(width / 260)));
    const each = (width - (columns - 1) * 20) / columns;
    const cells = Map.groupBy(rows, (row) => row.actor);
    const grid = el(
      "div",
      { class: "grid" },
      [...cells].map(([actor, of]) => cell(view, actor, of, each)),
    );
    grid.style.setProperty("--columns", columns);
    return grid;
  },
};

function cell(view, actor, rows, width) {
  const own = rows.filter((row) => row.policy === view.policy);
  const other = rows.filter((row) => row.policy === view.beside);
  const axis = valueAxis(rows, ["p5", "p50", "p95"], rows[0].unit, view.scale);
  const height = 170;
  const last = own.at(-1);
  const svg = plot({
    width,
    height,
    marginLeft: 42,
    marginRight: 52,
    marginBottom: 26,
    x: { ...timeAxis(width), ticks: 3 },
    y: { ...axis, ticks: 3 },
    marks: [
      ...fanMarks(own, "var(--one)", rows[0].unit),
      Plot.lineY(other, {
        x: (row) => asDate(row.date),
        y: "p50",
        stroke: "var(--two)",
        strokeDasharray: "4 3",
        strokeWidth: 1.6,
      }),
      ...endLabels(
        [{ y: last.p50, text: short(last.p50), fill: "var(--one)", bold: true }],
        asDate(last.date),
        axis,
        height - 50,
      ),
    ],
  });
  return el("div", {}, el("h4", {}, actorName(view.result, actor)), svg);
}
