// The layers of the need ledger: what fills an actor's target, and which key is shut on the rest;
// and the same of futures in which nothing arrived.
//
// Groups, from the bottom: in service, on its way, each jurisdiction's key, supply, money, the
// rest.
import { monthsBetween, unique } from "./data.js";
import { keyName, words } from "./names.js";

const stagesOnTheWay = new Set(["warehouse", "border", "transit", "cleared"]);
const moneyCauses = new Set(["cash", "money"]);

const keyColours = ["var(--key-1)", "var(--key-2)", "var(--key-3)", "var(--key-4)"];

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
  const where = row.stage === "in_service" ? "" : `, ${words(row.stage)}`;
  const instrument = row.instrument ? ` (${row.instrument})` : "";
  return row.cause ? `${row.cause}${instrument}${where}` : words(row.stage);
}

// Rows added up by policy, group and, in detail, cause, with a row at every date.
function added(rows, column, dates, detail) {
  const layers = new Map();
  for (const row of rows) {
    const group = groupOf(row);
    const cause = detail ? causeOf(row) : "";
    const key = JSON.stringify([row.policy, group, cause]);
    if (!layers.has(key)) layers.set(key, { policy: row.policy, group, cause, sums: new Map() });
    const { sums } = layers.get(key);
    sums.set(row.date, (sums.get(row.date) ?? 0) + row[column]);
  }
  return [...layers.values()].flatMap(({ sums, ...layer }) =>
    dates.map((date) => ({ ...layer, date, [column]: sums.get(date) ?? 0 })),
  );
}

const datesOf = (rows) => unique(rows.map((row) => row.date)).sort();

// Effective H100e of one actor or of all together. At the opening nobody has ordered yet.
export function ledgerRows(result, policies, actor, detail) {
  const has = result.values("need_ledger", "actor").includes(actor);
  const where = has ? { actor } : {};
  const rows = result.rows("need_ledger", { policy: policies, ...where });
  const dates = datesOf(result.rows("need_ledger", where)).filter((date) => date > result.dates[0]);
  const wanted = rows.filter((row) => row.stage !== "surplus");
  return added(wanted, "effective_h100e", dates, detail).map((row) => ({ ...row, actor }));
}

// Probability that none of a chip has landed.
export function nothingRows(result, policies, chip, detail) {
  const rows = result.rows("nothing_arrived", { policy: policies, chip });
  return added(rows, "probability", datesOf(rows), detail).map((row) => ({ ...row, chip }));
}

export const sumOf = (rows, column) => rows.reduce((sum, row) => sum + row[column], 0);

const usual = ", not ordered"; // where most waits: a layer's name does without

// The layers from the bottom up with their rows; in detail the causes of a group, largest first,
// are shades of its colour.
export function layersOf(result, rows, column) {
  return groups(result).flatMap(({ group, name, colour }) => {
    const causes = Map.groupBy(
      rows.filter((row) => row.group === group),
      (row) => row.cause,
    );
    const bySize = [...causes].sort((a, b) => sumOf(b[1], column) - sumOf(a[1], column));
    const shade = (i) =>
      `color-mix(in oklab, ${colour} ${Math.max(25, 85 - 14 * i)}%, var(--paper))`;
    return bySize.map(([cause, of], i) => ({
      name: cause && bySize.length > 1 ? causeWords(result, of[0]).replace(usual, "") : name,
      colour: i ? shade(i) : colour,
      rows: of,
    }));
  });
}

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
  return row.cause.startsWith(row.group) ? row.cause : `${row.group}: ${row.cause}`;
}
