// In which regime each government stands: share of futures month by month, with the scripted
// events.
import { el } from "../dom.js";
import { asDate, list, monthName, percent } from "../format.js";
import { keyName, words } from "../names.js";
import { keep } from "./fan.js";
import { Plot, panels, sides, tint } from "./marks.js";
import { stacked } from "./stack.js";

export const regimes = {
  id: "regimes",
  needs: ["regimes"],
  uses: ["policy", "beside"],
  how:
    "Each colour is a regime; its height is the share of futures in which it is in force. " +
    "Marks at the top are scripted events, with the share of futures in which they happen.",
  title: (view) =>
    `Regimes of ` +
    `${list(view.result.values("regimes", "jurisdiction").map((key) => keyName(view.result, key)))}`,
  rows: (view) =>
    view.result
      .rows("regimes", { policy: sides(view) })
      .map(keep(["policy", "date", "jurisdiction", "regime", "share"])),
  sentence(view, rows) {
    const last = rows.filter((row) => row.policy === view.policy && row.date === rows.at(-1).date);
    const parts = [...Map.groupBy(last, (row) => row.jurisdiction)].map(([key, of]) => {
      const shares = of
        .toSorted((a, b) => b.share - a.share)
        .map((row) => `${words(row.regime)} ${percent(row.share)}`);
      return `${keyName(view.result, key)}: ${shares.join(", ")}`;
    });
    return `In ${monthName(last[0].date)} under ${view.policy}: ${parts.join("; ")}.`;
  },
  draw(view, rows, width) {
    const events = view.result
      .rows("events", { kind: "event", policy: sides(view) })
      .filter((row) => row.share > 0);
    const of = (key, where) =>
      rows.filter((row) => row.jurisdiction === key && row.policy === where);
    return el(
      "div",
      {},
      view.result
        .values("regimes", "jurisdiction")
        .map((key, i) => [
          el("h4", { class: "of" }, keyName(view.result, key)),
          panels(view, width, sides(view), (policy, each) =>
            drawOne(of(key, policy), i ? [] : events.filter((row) => row.policy === policy), each),
          ),
        ])
        .flat(),
    );
  },
};

function drawOne(rows, events, width) {
  const byRegime = [...Map.groupBy(rows, (row) => row.regime)];
  const layers = byRegime.map(([regime, of], i) => ({
    name: words(regime),
    colour: tint(i),
    rows: of,
  }));
  const last = asDate(rows.at(-1).date);
  const byDate = events.toSorted((a, b) => (a.date < b.date ? 1 : -1));
  return stacked(layers, {
    width,
    height: 200 + 15 * events.length,
    top: 24 + 15 * events.length,
    column: "share",
    high: 1,
    shares: true,
    axis: { label: "↑ share of futures", tickFormat: (share) => `${100 * share} %`, grid: false },
    words: (share) => `${percent(share)} of futures`,
    more: byDate.flatMap((event, i) => eventMarks(event, i, last)),
  });
}

function eventMarks(event, i, last) {
  const date = asDate(event.date);
  const left = last - date < 400 * 864e5; // too near the end for words to its right
  return [
    Plot.ruleX([date], { stroke: "currentColor", strokeDasharray: "2 3", insetTop: -(8 + 15 * i) }),
    Plot.text([event], {
      x: date,
      frameAnchor: "top",
      dy: -(12 + 15 * i),
      dx: left ? -5 : 5,
      textAnchor: left ? "end" : "start",
      text: () => `${words(event.name)} ${percent(event.share)}`,
    }),
  ];
}
