// Where every number comes from, with a search; and how to make the same result again.
import { writeCsv } from "./data.js";
import { breakable, el, table } from "./dom.js";
import { save } from "./figure.js";
import { whole } from "./format.js";

const preset = 60; // values that are shown without being asked for

const isAssumption = (row) =>
  row.is_assumption === "1" || row.is_assumption === "true" || row.source?.startsWith("assumption");

export function sources(result) {
  const rows = result.table("provenance").toSorted((a, b) => Boolean(b.source) - Boolean(a.source));
  if (!rows.length) return null;
  const evidence = new Map(result.table("evidence").map((row) => [row.id, row]));
  const counted = rows.filter((row) => row.source);
  const assumed = counted.filter(isAssumption).length;
  const search = el("input", { type: "search", id: "search", autocomplete: "off" });
  const only = el("input", { type: "checkbox", id: "assumed" });
  const count = el("p", { class: "how", role: "status" });
  const place = el("div", {
    class: "wide",
    tabindex: "0",
    role: "region",
    "aria-label": "Defaults and sources",
  });
  let shown = preset;
  const all = el("button", { type: "button" }, "Show all");
  const download = el("button", { type: "button" }, "Download CSV");
  const fill = () => {
    const words = search.value.toLowerCase().split(/\s+/);
    const found = (only.checked ? rows.filter(isAssumption) : rows).filter((row) => {
      const text = Object.values(row).join(" ").toLowerCase();
      return words.every((word) => text.includes(word));
    });
    count.textContent =
      `${found.length} of ${rows.length} ` +
      `values${found.length > shown ? `; the first ${shown} are shown` : ""}. ${assumed} of ` +
      `the ${counted.length} values with a source are assumptions, marked so.`;
    all.hidden = found.length <= shown;
    place.replaceChildren(sourceTable(found.slice(0, shown), evidence));
  };
  search.addEventListener("input", fill);
  only.addEventListener("change", fill);
  all.addEventListener("click", () => {
    shown = Infinity;
    fill();
  });
  download.addEventListener("click", () =>
    save("provenance.csv", writeCsv(Object.keys(rows[0]), rows)),
  );
  fill();
  const tools = el(
    "div",
    { class: "controls" },
    el("label", { for: "search" }, el("span", {}, "Search"), search),
    el("label", { for: "assumed", class: "check" }, only, el("span", {}, "assumptions only")),
  );
  return el(
    "div",
    { id: "provenance" },
    tools,
    count,
    place,
    el("div", { class: "more" }, all, download),
  );
}

function sourceTable(rows, evidence) {
  const about = (row) =>
    [row.distribution, row.low || row.high ? `${row.low} to ${row.high}` : ""]
      .filter(Boolean)
      .join("; ");
  const source = (row) => {
    const known = evidence.get(row.source);
    if (known)
      return (
        `${row.source}: ` +
        `${[known.subject, known.quantity, known.source].filter(Boolean).join(", ")}`
      );
    return isAssumption(row) ? el("mark", {}, row.source || "assumption") : (row.source ?? "");
  };
  const cells = rows.map((row) => [
    breakable(row.path),
    row.value,
    row.unit ?? "",
    about(row),
    source(row),
    row.meaning ?? row.note ?? "",
  ]);
  return table(null, ["path", "value", "unit", "distribution; range", "source", "meaning"], cells);
}

// A word as a shell takes it.
const quoted = (word) =>
  /^[\w./=:,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

const filesOf = (result) =>
  result
    .table("files")
    .map(({ file, xxh64 }) => `${file} (xxh64 ${xxh64})`)
    .join(", ");

export function reproduce(result) {
  const { manifest } = result;
  const command = manifest.command ?? result.run?.command ?? [];
  const first = Array.isArray(manifest.policies) ? manifest.policies[0] : null;
  const facts = [
    ["command", el("code", {}, command.map(quoted).join(" "))],
    ["version", manifest.version],
    ["study", manifest.study],
    ["fingerprint", manifest.fingerprint ?? manifest.identity],
    ["seed", first?.seed ?? manifest.seed],
    ["hash of the configuration", first?.fnv1a_64],
    ["files", manifest.files?.join(", ") ?? filesOf(result)],
    ["generator", manifest.generator],
    ["compiler", manifest.compiler],
    ["futures", first ? whole(first.counted) : manifest.futures && whole(manifest.futures)],
  ].filter(([, value]) => value != null && value !== "");
  return el(
    "dl",
    { class: "facts" },
    facts.map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]).flat(),
  );
}
