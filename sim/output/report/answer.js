// The question and the answer in numbers: a few large figures, then one row an actor.
import { breakable, el, table } from "./dom.js";
import { list, monthName, moreAndLess, percent, range, short, signed, whole } from "./format.js";
import { bound, groups } from "./ledger.js";
import { actorName, chipName, keyName, metricName } from "./names.js";

const headline = "accessible_h100e";

const card = (figure, unit, words) =>
  el(
    "div",
    { class: "card" },
    el("strong", {}, figure, unit && el("small", {}, ` ${unit}`)),
    el("span", {}, words),
  );

export function drawAnswer(view, place) {
  place.replaceChildren(...(view.result.has("summary") ? ofRun(view) : ofStudy(view)));
}

function ofRun(view) {
  const { result, policy } = view;
  const [first, last] = [result.dates[0], result.dates.at(-1)];
  const at = (date, metric = headline, actor = "all") =>
    result.rows("summary", { policy, date, metric, actor })[0];
  const cards = [
    capacityCard(at(first), at(last)),
    chanceCard(view, last),
    stagesCard(view, last),
    ...keyCards(view),
    changeCard(view, last),
  ];
  return [
    el("p", { class: "lead" }, lead(view)),
    el("div", { class: "cards" }, cards.filter(Boolean)),
    actorTable(view),
    el("p", { class: "how" }, unitWords),
  ];
}

const unitWords =
  "H100e: capacity counted in Nvidia H100 chips of the same computing power. Accessible: " +
  "owned or rented. Effective: weighted by how useful a chip is with its " +
  "owner's software. Ranges hold nine futures in ten. What was missing of the targets is added " +
  "up over all months [effective H100e-months]; percentages beside what bound are shares of that.";

function lead(view) {
  const { manifest } = view.result;
  const run = manifest.policies?.find(({ name }) => name === view.policy) ?? manifest.policies?.[0];
  const futures = run ? `${whole(run.counted ?? run.replications)} futures ` : "";
  const partial = manifest.partial
    ? " This result is partial: the run was stopped before its end."
    : "";
  const coarse = view.result.coarse
    ? " Some of it is kept for every third month only, and drawn straight in between."
    : "";
  const left = view.result.leftOut.length
    ? ` Left out of this page: ${list(view.result.leftOut)}.`
    : "";
  return (
    `${futures}from ${monthName(view.result.dates[0])} to ` +
    `${monthName(view.result.dates.at(-1))}, under the policy ` +
    `${view.policy}.${partial}${left}${coarse}`
  );
}

function capacityCard(first, last) {
  if (!last) return null;
  const growth = first?.p50
    ? `, ${short(last.p50 / first.p50)} times that of ${monthName(first.date)}`
    : "";
  return card(
    short(last.p50),
    "H100e",
    `accessible to all actors in ${monthName(last.date)} (${range(last.p5, last.p95)})${growth}`,
  );
}

function chanceCard(view, date) {
  const where = {
    policy: view.policy,
    actor: "all",
    chip: view.chip,
    date,
    relation: "above",
    chips: 0,
  };
  const any = view.result.rows("exceedance", where)[0];
  return (
    any &&
    card(
      percent(1 - any.probability),
      "",
      `chance that not one chip lands by ${monthName(date)}: ${chipName(view.result, view.chip)}`,
    )
  );
}

function stagesCard(view, date) {
  const sum = (stage) =>
    view.result
      .rows("flows", { policy: view.policy, date, stage })
      .filter((row) => row.chip === view.stagechip)
      .reduce((total, row) => total + row.mean, 0);
  const [approved, landed] = ["approved", "landed"].map(sum);
  return (
    approved > 0 &&
    card(
      percent(landed / approved),
      "",
      `of ${short(approved)} approved chips (${chipName(view.result, view.stagechip)}) have ` +
        `landed by ${monthName(date)}: ${short(landed)}`,
    )
  );
}

// What bound most, and which of the keys did.
function keyCards(view) {
  if (!view.result.has("need_ledger")) return [];
  const shares = bound(view.result, view.policy, "all").groups;
  const keys = shares.filter(({ name }) => view.result.jurisdictions.includes(name));
  const ofMissing = (of, words) =>
    of.length > 0 &&
    card(of.map(({ share }) => percent(share)).join(" / "), "", `of what was missing: ${words}`);
  const most = groups(view.result).find(({ group }) => group === shares[0]?.name);
  const names = keys.map(({ name }) => keyName(view.result, name));
  return [
    ofMissing(shares.slice(0, 1), `${most?.name}, which bound most`),
    ofMissing(keys, `the key of ${names.join(" / ")}`),
  ];
}

function changeCard(view, date) {
  const rows = view.result.rows("compare", {
    policy: view.beside,
    date,
    actor: "all",
    metric: headline,
  });
  if (!rows.length) return null;
  const [row] = rows;
  return card(
    signed(row.mean_difference),
    "H100e",
    `under ${row.policy} against ${row.reference}; ${moreAndLess(row)}`,
  );
}

function actorTable(view) {
  const { result, policy } = view;
  const dates = [0, 12, 24, 36, 60].map((month) => result.dates[month]).filter(Boolean);
  const rows = result.actors.map((actor) => {
    const value = (date) => {
      const row = result.rows("summary", { policy, actor, date, metric: headline })[0];
      return row
        ? row.p5 === row.p95
          ? short(row.p50)
          : `${short(row.p50)} (${range(row.p5, row.p95)})`
        : "–";
    };
    const causes = result.has("need_ledger") ? bound(result, policy, actor).causes : [];
    const ofKey = causes.find(({ name }) =>
      result.jurisdictions.some((key) => name.startsWith(`${key}: `)),
    );
    return [actorName(result, actor), ...dates.map(value), ...[causes[0], ofKey].map(causeCell)];
  });
  const columns = ["actor", ...dates.map(monthName), "what bound most", "key shut most"];
  return el(
    "div",
    { class: "wide", tabindex: "0", role: "region", "aria-label": "Capacity by actor" },
    table(
      `${metricName(headline)} [H100e], median (nine futures in ten), under ${policy}`,
      columns,
      rows,
    ),
  );
}

const causeCell = (cause) => (cause ? breakable(`${cause.name} ${percent(cause.share)}`) : "–");

function ofStudy(view) {
  const { manifest } = view.result;
  const first = view.result.rows("regret", { metric: view.regret, rank: 1, kind: "stakeholder" });
  const best = [...Map.groupBy(first, (row) => row.name)];
  const cards = [
    manifest.futures &&
      card(whole(manifest.futures), "", `futures, each under ${short(manifest.policies)} policies`),
    ...best
      .slice(0, 5)
      .map(([name, [{ policy }, ...others]]) =>
        card(
          policy,
          others.length ? `and ${others.length} more` : "",
          `least ${metricName(view.regret)} for ${name}`,
        ),
      ),
  ];
  return [
    el("p", { class: "lead" }, manifest.study ?? ""),
    el("div", { class: "cards" }, cards.filter(Boolean)),
  ];
}
