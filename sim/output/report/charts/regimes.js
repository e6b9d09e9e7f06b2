// In which regime each government stands: share of futures month by month, with the scripted
// events.
import { el } from "../dom.js";
import { asDate, list, monthName, percent } from "../format.js";
import { keyName, words } from "../names.js";
import { keep } from "./fan.js";
import { cut } from "./policies.js";
import { Plot, endLabels, panels, plot, sides, small, timeAxis, tint } from "./marks.js";

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
  const names = [...new Set(rows.map((row) => row.regime))];
  const [height, marginTop] = [200 + 15 * events.length, 24 + 15 * events.length];
  const last = rows.at(-1).date;
  const axis = {
    domain: [0, 1],
    label: "↑ share of futures",
    tickFormat: (share) => `${100 * share} %`,
    ticks: 5,
  };
  const stack = { x: (row) => asDate(row.date), y: "share", z: "regime", order: names };
  const tip = (row) =>
    `${monthName(row.date)}\n${words(row.regime)}: ${percent(row.share)} of futures`;
  return plot({
    width,
    height,
    marginTop,
    marginLeft: 52,
    marginRight: small(width) ? 116 : 140,
    x: timeAxis(width),
    y: axis,
    color: { type: "ordinal", domain: names, range: names.map((_, i) => tint(i)) },
    marks: [
      Plot.areaY(
        rows,
        Plot.stackY({ ...stack, fill: "regime", stroke: "var(--paper)", strokeWidth: 0.6 }),
      ),
      ...events
        .toSorted((a, b) => (a.date < b.date ? 1 : -1))
        .flatMap((event, i) => eventMarks(event, i, asDate(last))),
      Plot.tip(rows, Plot.pointer(Plot.stackY({ ...stack, title: tip }))),
      ...endLabels(labelsOf(rows, names, last), asDate(last), axis, height - marginTop - 30),
    ],
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

function labelsOf(rows, names, last) {
  let below = 0;
  const labels = [];
  for (const name of names) {
    const share = rows.find((row) => row.regime === name && row.date === last)?.share ?? 0;
    if (share >= 0.02)
      labels.push({ y: below + share / 2, text: `${percent(share)} ${cut(words(name), 16)}` });
    below += share;
  }
  return labels;
}
