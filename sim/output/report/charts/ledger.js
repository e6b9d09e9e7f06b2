// The need ledger as stacked areas, and what was shut in the futures in which nothing arrived.
import { monthName, percent, short } from "../format.js";
import { groups, layersOf, ledgerRows, nothingRows, sumOf } from "../ledger.js";
import { actorName, chipName } from "../names.js";
import { panels, sides } from "./marks.js";
import { stacked } from "./stack.js";

const highest = (rows, column) => {
  const totals = Map.groupBy(rows, (row) => row.policy + row.date);
  return Math.max(...[...totals.values()].map((of) => sumOf(of, column)));
};

// "supply 32 %, money 3 %": the groups of rows by their share of a whole, if it is 0.1 % or more.
function sharesOf(view, rows, column, whole) {
  return groups(view.result)
    .map(({ group, name }) => {
      const of = rows.filter((row) => row.group === group);
      return { name, share: sumOf(of, column) / whole };
    })
    .filter(({ share }) => share >= 0.001)
    .map(({ name, share }) => `${name} ${percent(share)}`)
    .join(", ");
}

const ofPolicy = (view, rows, date) =>
  rows.filter((row) => row.policy === view.policy && row.date === date);

function draw(view, rows, width, options) {
  const drawOne = (policy, each) => {
    const of = rows.filter((row) => row.policy === policy);
    return of.length
      ? stacked(layersOf(view.result, of, options.column), { ...options, width: each })
      : "";
  };
  return panels(view, width, sides(view), drawOne);
}

export const ledger = {
  id: "ledger",
  needs: ["need_ledger"],
  controls: ["detail"],
  uses: ["policy", "beside", "actor"],
  how:
    "All layers together are what the actor wants [effective H100e, mean over futures]. Green " +
    "is in service or on its way; coloured layers wait at a government's key; grey and yellow " +
    "are missing for want of supply or money.",
  title: (view) =>
    `Which key was shut when: the target of ${actorName(view.result, view.actor)} and what fills it`,
  rows: (view) => ledgerRows(view.result, sides(view), view.actor, view.detail === "cause"),
  sentence(view, rows) {
    const last = rows.at(-1).date;
    const at = ofPolicy(view, rows, last);
    const target = sumOf(at, "effective_h100e");
    return (
      `In ${monthName(last)} under ${view.policy}, of a target of ${short(target)} effective ` +
      `H100e: ${sharesOf(view, at, "effective_h100e", target)}.`
    );
  },
  draw: (view, rows, width) =>
    draw(view, rows, width, {
      height: 380,
      column: "effective_h100e",
      high: highest(rows, "effective_h100e"),
      axis: { nice: true, label: "↑ effective H100e", tickFormat: short },
      words: (value) => `${short(value)} effective H100e`,
    }),
};

export const nothing = {
  id: "nothing",
  needs: ["nothing_arrived"],
  controls: ["detail", "missing"],
  uses: ["policy", "beside"],
  how:
    "The height is the share of futures in which not a single chip has landed so far, the " +
    "colours say what kept the foremost chips.",
  title: (view) => `Not one ${chipName(view.result, view.missing)} has landed: which key was shut`,
  rows: (view) => nothingRows(view.result, sides(view), view.missing, view.detail === "cause"),
  sentence(view, rows) {
    const year = rows.find((row) => row.date >= view.result.dates[12])?.date ?? rows.at(-1).date;
    const at = ofPolicy(view, rows, year);
    return (
      `By ${monthName(year)} under ${view.policy} not one has landed in ` +
      `${percent(sumOf(at, "probability"))} of futures: ` +
      `${sharesOf(view, at, "probability", 1) || "none"}.`
    );
  },
  draw: (view, rows, width) =>
    draw(view, rows, width, {
      height: 280,
      column: "probability",
      high: highest(rows, "probability"),
      shares: true,
      axis: { nice: true, label: "↑ share of futures", tickFormat: percent },
      words: (value) => `${percent(value)} of futures`,
    }),
};
