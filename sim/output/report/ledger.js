// The layers of the need ledger: what fills an actor's target, and which key is shut on the rest.
//
// Groups, from the bottom: in service, on its way, each jurisdiction's key, supply, money, the
// rest.
import { monthsBetween, unique } from "./data.js";
import { actorName, keyName, words } from "./names.js";

const stagesOnTheWay = new Set(["warehouse", "border", "transit", "cleared"]);
const moneyCauses = new Set(["cash", "money"]);

export const keyColours = ["var(--key-1)", "var(--key-2)", "var(--key-3)", "var(--key-4)"];

function groupOf(row) {
  if (row.stage === "in_service") return "in service";
  if (row.key) return row.key;
  if (row.cause === "supply") return "supply";
  if (moneyCauses.has(row.cause)) return "money";
  return stagesOnTheWay.has(row.stage) ? "on its way" : "other";
}

// All groups in their order, with name and colour.
export function groups(result) {
  const keys = result.jurisdictions.map((key, i) => ({
    group: key,
    name: `key of ${keyName(result, key)}`,
    colour: keyColours[i % keyColours.length],
    key,
  }));
  return [
    { group: "in service", name: "in service", colour: "var(--in-service)" },
    { group: "on its way", name: "on its way", colour: "var(--on-its-way)" },
    ...keys,
    { group: "supply", name: "supply", colour: "var(--supply)" },
    { group: "money", name: "money", colour: "var(--money)" },
    { group: "other", name: "timing and other", colour: "var(--other)" },
  ];
}

function causeOf(row) {
  const where =
    row.stage === "not_ordered" || row.stage === "in_service" ? "" : `, ${words(row.stage)}`;
  const instrument = row.instrument ? ` (${row.instrument})` : "";
  return row.cause ? `${row.cause}${instrument}${where}` : words(row.stage);
}

// Effective H100e by policy, group and, in detail, cause, at every date; of one actor or of all
// together.
export function ledgerRows(result, policies, actor, detail) {
  const has = result.values("need_ledger", "actor").includes(actor);
  const layers = new Map();
  for (const row of result.rows("need_ledger", { policy: policies, ...(has ? { actor } : {}) })) {
    if (row.stage === "surplus") continue;
    const group = groupOf(row);
    const cause = detail ? causeOf(row) : "";
    const key = JSON.stringify([row.policy, group, cause]);
    if (!layers.has(key)) layers.set(key, { policy: row.policy, group, cause, sums: new Map() });
    const { sums } = layers.get(key);
    sums.set(row.date, (sums.get(row.date) ?? 0) + row.effective_h100e);
  }
  const dates = datesOf(result, actor, has).slice(1); // at the opening nobody has ordered yet
  return [...layers.values()].flatMap(({ sums, ...layer }) =>
    dates.map((date) => ({ ...layer, actor, date, effective_h100e: sums.get(date) ?? 0 })),
  );
}

const datesOf = (result, actor, has) =>
  unique(result.rows("need_ledger", has ? { actor } : {}).map((row) => row.date)).sort();

export const targetOf = (rows) => rows.reduce((sum, row) => sum + row.effective_h100e, 0);

// What kept most from the target from the start to the end: the causes and groups by their share of
// all that stayed open, in H100e-months. Months that are not here count as on a straight line
// between those that are.
export function bound(result, policy, actor) {
  const open = ledgerRows(result, [policy], actor, true).filter(
    (row) => row.group !== "in service",
  );
  const sums = { causes: new Map(), groups: new Map() };
  let all = 0;
  for (const of of Map.groupBy(open, (row) => row.group + row.cause).values()) {
    const sum = sumOfMonths(of, result.dates[0]);
    for (const [by, name] of [
      [sums.causes, causeWords(result, of[0])],
      [sums.groups, of[0].group],
    ]) {
      by.set(name, (by.get(name) ?? 0) + sum);
    }
    all += sum;
  }
  const shares = (by) =>
    [...by].map(([name, sum]) => ({ name, share: sum / all })).sort((a, b) => b.share - a.share);
  return all > 0
    ? { causes: shares(sums.causes), groups: shares(sums.groups) }
    : { causes: [], groups: [] };
}

function sumOfMonths(rows, opening) {
  let sum = 0;
  rows.forEach(({ date, effective_h100e: value }, i) => {
    const months = monthsBetween(i ? rows[i - 1].date : opening, date);
    const before = i ? rows[i - 1].effective_h100e : value;
    sum += months * before + ((value - before) * (months + 1)) / 2;
  });
  return sum;
}

export function causeWords(result, row) {
  if (result.jurisdictions.includes(row.group)) return `${row.group}: ${row.cause}`;
  return row.cause && row.cause !== row.group ? `${row.group}: ${row.cause}` : row.group;
}

export const ledgerTitle = (view) =>
  `Which key was shut when: the target of ${actorName(view.result, view.actor)} and what fills it`;
