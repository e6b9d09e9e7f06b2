// The layers of the need ledger: what fills an actor's target, and which key is shut on the rest.
//
// Groups, from the bottom: in service, on its way, each jurisdiction's key, supply, money, the rest.
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
  const where = row.stage === "not_ordered" || row.stage === "in_service" ? "" : `, ${words(row.stage)}`;
  const instrument = row.instrument ? ` (${row.instrument})` : "";
  return row.cause ? `${row.cause}${instrument}${where}` : words(row.stage);
}

// Effective H100e by policy, date, group and, in detail, cause; of one actor or of all together.
export function ledgerRows(result, policies, actor, detail) {
  const sums = new Map();
  for (const row of result.rows("need_ledger", actor === "all" ? { policy: policies } : { policy: policies, actor })) {
    if (row.stage === "surplus") continue;
    const group = groupOf(row);
    const cause = detail ? causeOf(row) : "";
    const key = JSON.stringify([row.policy, row.date, group, cause]);
    const sum = sums.get(key) ?? { policy: row.policy, date: row.date, month: row.month, actor, group, cause, effective_h100e: 0 };
    sum.effective_h100e += row.effective_h100e;
    sums.set(key, sum);
  }
  return [...sums.values()];
}

export const targetOf = (rows) => rows.reduce((sum, row) => sum + row.effective_h100e, 0);

// What kept most from the target from the start to the end: the causes and keys by their share of all that stayed open.
export function bound(result, policy, actor) {
  const open = ledgerRows(result, [policy], actor, true).filter((row) => row.month >= 0 && row.group !== "in service");
  const all = targetOf(open);
  const by = (label) => {
    const sums = new Map();
    for (const row of open) sums.set(label(row), (sums.get(label(row)) ?? 0) + row.effective_h100e);
    return [...sums].map(([name, sum]) => ({ name, share: all ? sum / all : 0 })).sort((a, b) => b.share - a.share);
  };
  return { causes: by((row) => causeWords(result, row)), groups: by((row) => row.group) };
}

export function causeWords(result, row) {
  if (result.jurisdictions.includes(row.group)) return `${row.group}: ${row.cause}`;
  return row.cause && row.cause !== row.group ? `${row.group}: ${row.cause}` : row.group;
}

export const ledgerTitle = (view) => `Which key was shut when: the target of ${actorName(view.result, view.actor)} and what fills it`;
