// What was forecast beside what then was observed.
import { asDate, monthName, percent, range, short } from "../format.js";
import { metricName } from "../names.js";
import { keep, monthEnd } from "./fan.js";
import { Plot, plot, timeAxis, valueAxis } from "./marks.js";

const kept = [
  "series",
  "metric",
  "from",
  "date",
  "forecast",
  "observed",
  "observed_p5",
  "observed_p95",
  "p5",
  "p25",
  "p50",
  "p75",
  "p95",
  "pit",
  "crps",
];

// The policy that was scored: the chosen one, if it was.
function scored(view) {
  const forecasts = view.result.values("scores", "forecast");
  return forecasts.includes(view.policy)
    ? view.policy
    : view.result.policies.find((policy) => forecasts.includes(policy));
}

export const scores = {
  id: "scores",
  needs: ["scores"],
  controls: ["series"],
  uses: ["policy"],
  how:
    "Bars are the forecast: the thick one holds half of all futures, the thin one nine in " +
    "ten. Dots are what was observed, with its own range.",
  title: (view) => `Forecast and observed: ${metricName(view.series)}`,
  rows: (view) =>
    view.result
      .rows("scores", { series: view.series, forecast: scored(view) })
      .map((row) => ({ ...row, date: monthEnd(row.to) }))
      .map(keep(kept)),
  sentence(view, rows) {
    const inside = rows.filter((row) => row.observed >= row.p5 && row.observed <= row.p95).length;
    const last = rows.at(-1);
    return (
      `${inside} of ${rows.length} observations lie in the range of nine futures in ten ` +
      `(${percent(inside / rows.length)}). The last, ${monthName(last.date)}: observed ` +
      `${short(last.observed)}, forecast ${short(last.p50)} (${range(last.p5, last.p95)}) ` +
      `under ${last.forecast}.`
    );
  },
  draw(view, rows, width) {
    const axis = valueAxis(
      rows,
      ["p5", "p95", "observed", "observed_p95"],
      metricName(rows[0].metric),
    );
    const x = (row) => asDate(row.date);
    const dx = 7;
    return plot({
      width,
      height: 300,
      marginLeft: 54,
      marginRight: 20,
      x: { ...timeAxis(width), inset: 24 },
      y: axis,
      marks: [
        Plot.ruleX(rows, { x, y1: "p5", y2: "p95", stroke: "var(--one)", strokeWidth: 1.5 }),
        Plot.ruleX(rows, {
          x,
          y1: "p25",
          y2: "p75",
          stroke: "var(--one)",
          strokeWidth: 7,
          strokeOpacity: 0.5,
        }),
        Plot.dot(rows, { x, y: "p50", fill: "var(--one)", stroke: "var(--paper)", r: 4 }),
        Plot.ruleX(
          rows.filter((row) => row.observed_p95 != null),
          { x, y1: "observed_p5", y2: "observed_p95", stroke: "var(--two)", dx },
        ),
        Plot.dot(rows, {
          x,
          y: "observed",
          fill: "var(--two)",
          stroke: "var(--paper)",
          r: 4.5,
          dx,
        }),
        Plot.tip(
          rows,
          Plot.pointerX({
            x,
            y: "observed",
            title: (row) =>
              `${monthName(row.date)}\nobserved ${short(row.observed)}\nforecast ` +
              `${short(row.p50)} (${range(row.p5, row.p95)})`,
          }),
        ),
      ],
    });
  },
};
