// How likely at least so many chips land; that not one does stands apart.
import { monthName, percent, short } from "../format.js";
import { actorName, chipName } from "../names.js";
import { Plot, colourOf, legend, plot, sides } from "./marks.js";
import { el } from "../dom.js";

const actorOf = (view) =>
  view.result.values("exceedance", "actor").includes(view.actor) ? view.actor : "all";
const none = "not one";
const levelName = (row) =>
  row.relation === "above" ? `> ${short(row.chips)}` : `≥ ${short(row.chips)}`;

export const exceedance = {
  id: "exceedance",
  needs: ["exceedance"],
  controls: ["chip", "date"],
  uses: ["policy", "beside", "actor"],
  how:
    "The bars at the left are the futures in which not a single chip lands. The dots say in " +
    "which share of futures at least so many do.",
  title: (view) =>
    `How likely are how many? ${chipName(view.result, view.chip)}, ` +
    `${actorName(view.result, actorOf(view))}, by ${monthName(view.date)}`,
  rows(view) {
    const rows = view.result.rows("exceedance", {
      policy: sides(view),
      actor: actorOf(view),
      chip: view.chip,
      date: view.date,
    });
    return rows
      .filter((row) => !(row.relation === "at_least" && row.chips === 1)) // more than 0
      .sort((a, b) => a.chips - b.chips)
      .map((row) => ({
        policy: row.policy,
        date: row.date,
        actor: row.actor,
        chip: row.chip,
        level: levelName(row),
        chips: row.chips,
        probability: row.probability,
      }));
  },
  sentence(view, rows) {
    const one = (policy) => {
      const of = rows.filter((row) => row.policy === policy);
      const any = of.find((row) => row.chips === 0);
      const half = of.filter((row) => row.probability >= 0.5).at(-1);
      const likely =
        half?.chips > 0 ? `, at least ${short(half.chips)} in ${percent(half.probability)}` : "";
      return (
        `under ${policy} not one chip lands in ${percent(1 - (any?.probability ?? 0))} of ` +
        `futures${likely}`
      );
    };
    const here = sides(view).filter((policy) => rows.some((row) => row.policy === policy));
    return `By ${monthName(view.date)}: ${here.map(one).join("; ")}.`;
  },
  draw(view, rows, width) {
    const levels = [...new Set(rows.map((row) => row.level))];
    const zero = rows
      .filter((row) => row.chips === 0)
      .map((row) => ({ ...row, level: none, probability: 1 - row.probability }));
    const colour = (row) => colourOf(view, row.policy);
    const narrow = width < 620;
    const two = sides(view).length > 1;
    const step = width / (levels.length + 1);
    const bars = sides(view).map((policy, i) => {
      const of = zero.filter((row) => row.policy === policy);
      const half = two ? { [i ? "insetLeft" : "insetRight"]: step / 2.6 } : {};
      const dx = two ? (i ? step / 5 : -step / 5) : 0;
      const bar = { x: "level", y: "probability", fill: colour };
      const text = (row) => percent(row.probability);
      return [
        Plot.barY(of, { ...bar, ...half }),
        narrow ? null : Plot.text(of, { ...bar, text, dx, dy: -8, fontWeight: 600 }),
      ];
    });
    const svg = plot({
      width,
      height: 330,
      marginTop: 36,
      marginLeft: 48,
      marginBottom: narrow ? 60 : 40,
      x: {
        type: "band",
        domain: [none, ...levels],
        label: "chips landed since the start →",
        padding: 0.15,
        tickRotate: narrow ? -45 : 0,
      },
      y: {
        domain: [0, 1],
        grid: true,
        label: "↑ share of futures",
        tickFormat: (share) => `${100 * share} %`,
        ticks: 5,
      },
      marks: [
        ...bars.flat(),
        Plot.line(rows, {
          x: "level",
          y: "probability",
          z: "policy",
          stroke: colour,
          strokeWidth: 2,
        }),
        Plot.dot(rows, {
          x: "level",
          y: "probability",
          fill: colour,
          stroke: "var(--paper)",
          r: 4.5,
        }),
        Plot.ruleY([0], { stroke: "currentColor" }),
        Plot.tip(
          rows,
          Plot.pointer({
            x: "level",
            y: "probability",
            title: (row) =>
              `${row.policy}\n${row.level} chips: ${percent(row.probability)} of futures`,
          }),
        ),
      ],
    });
    return el("div", {}, legend(view), svg);
  },
};
