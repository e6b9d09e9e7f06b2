// A chart with all that belongs to it: title, how to read it, its own selectors, the picture, one
// sentence in numbers, and what was drawn as CSV and as a table.
//
// A chart is { id, title(view), how, needs, controls, uses, rows(view), sentence(view, rows),
// draw(view, rows, width) }: it draws its rows and nothing else, so what can be downloaded is what
// is seen.
import { selector } from "./controls.js";
import { writeCsv } from "./data.js";
import { el, table } from "./dom.js";
import { short } from "./format.js";

export function makeFigure(chart) {
  const parts = {
    title: el("h3"),
    how: el("p", { class: "how" }, chart.how),
    controls: el("div", { class: "controls" }),
    picture: el("div", { class: "picture", role: "img" }),
    caption: el("figcaption", { id: `${chart.id}-caption` }),
  };
  const details = el("details", { class: "data" }, el("summary", {}, "The numbers"), el("div"));
  const download = el("button", { type: "button" }, "Download CSV");
  const node = el(
    "figure",
    { id: chart.id, "aria-labelledby": `${chart.id}-caption` },
    parts.title,
    parts.how,
    parts.controls,
    parts.picture,
    parts.caption,
    el("div", { class: "more" }, details, download),
  );
  let rows = [];
  let columns = [];
  const fillTable = () =>
    details.open && details.lastChild.replaceChildren(dataTable(chart, columns, rows));
  details.addEventListener("toggle", fillTable);
  download.addEventListener("click", () => save(`${chart.id}.csv`, writeCsv(columns, rows)));

  function draw(view, width = parts.picture.clientWidth) {
    rows = chart.rows(view);
    node.hidden = rows.length === 0;
    if (node.hidden) {
      for (const part of [parts.title, parts.picture, parts.caption]) part.replaceChildren();
      return;
    }
    width ||= parts.picture.clientWidth; // it was hidden until now
    columns = Object.keys(rows[0]);
    parts.title.replaceChildren(chart.title(view));
    parts.controls.replaceChildren(
      ...(chart.controls ?? []).map((key) => selector(key, view, `-${chart.id}`)).filter(Boolean),
    );
    const sentence = chart.sentence(view, rows);
    parts.caption.replaceChildren(sentence);
    parts.picture.setAttribute("aria-label", sentence);
    parts.picture.replaceChildren(chart.draw(view, rows, width));
    fillTable();
  }
  return { chart, node, draw };
}

const shown = 400; // rows of a table; all are in the CSV

function dataTable(chart, columns, rows) {
  const cell = (value) => (typeof value === "number" ? short(value) : (value ?? ""));
  const caption =
    rows.length > shown ? `The first ${shown} of ${rows.length} rows; the CSV holds all.` : null;
  return table(
    caption,
    columns,
    rows.slice(0, shown).map((row) => columns.map((column) => cell(row[column]))),
  );
}

export function save(name, text) {
  const link = el("a", {
    download: name,
    href: URL.createObjectURL(new Blob([text], { type: "text/csv" })),
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
