// Reads the data, builds the sections that have any, and draws again what a choice changes.
import { drawAnswer } from "./answer.js";
import { sections } from "./charts.js";
import { controls, makeView, selector } from "./controls.js";
import { readReport } from "./data.js";
import { el } from "./dom.js";
import { makeFigure } from "./figure.js";
import { reproduce, sources } from "./sources.js";
import * as state from "./state.js";

const byId = (id) => document.getElementById(id);
const pageControls = Object.keys(controls).filter((key) => controls[key].page);

let report;
let figures = [];
let answer;

function section(id, title, ...children) {
  return el(
    "section",
    { id, tabindex: "-1", "aria-labelledby": `${id}-title` },
    el("h2", { id: `${id}-title` }, title),
    ...children,
  );
}

// The parts of the page for one result.
function build(view) {
  figures = [];
  answer = el("div");
  const parts = [section("answer", "The answer in numbers", answer)];
  for (const { id, title, charts } of sections) {
    const here = charts
      .filter((chart) => chart.needs.every((name) => view.result.has(name)))
      .map(makeFigure);
    figures.push(...here);
    if (here.length)
      parts.push(
        section(
          id,
          title,
          here.map(({ node }) => node),
        ),
      );
  }
  const provenance = sources(view.result);
  if (provenance) parts.push(section("sources", "Where the numbers come from", provenance));
  parts.push(section("again", "How to make this again", reproduce(view.result)));
  byId("main").replaceChildren(...parts);
  const links = parts.map((part) =>
    el("li", {}, el("a", { href: `#${part.id}` }, part.firstChild.textContent)),
  );
  byId("head").replaceChildren(
    ...heading(view),
    el("nav", { "aria-label": "Sections" }, el("ul", {}, links)),
  );
}

function heading(view) {
  const title = report.title || view.result.name;
  document.title = title;
  const kind = view.result.has("summary")
    ? "What if? Who gets how much compute, and which key was shut"
    : "What do the levers do, and which policy holds up";
  return [el("p", { class: "kind" }, kind), el("h1", {}, title)];
}

function drawControls(view) {
  const focused = document.activeElement?.id;
  const selectors = pageControls.map((key) => selector(key, view)).filter(Boolean);
  byId("controls").hidden = selectors.length === 0;
  byId("controls").replaceChildren(...selectors);
  byId(focused)?.focus();
}

// Draws the figures that depend on a control, or all.
function draw(changed) {
  const view = makeView(report);
  if (changed == null || changed === "result") build(view);
  drawControls(view);
  drawAnswer(view, answer);
  for (const figure of figures) {
    const { chart } = figure;
    const depends = [...chart.uses, ...(chart.controls ?? [])].includes(changed);
    if (changed && changed !== "result" && !depends) continue;
    const focused = document.activeElement?.id;
    figure.draw(view);
    byId(focused)?.focus();
  }
  hideEmptySections();
}

function hideEmptySections() {
  for (const section of document.querySelectorAll("main > section:has(figure)")) {
    section.hidden = !section.querySelector("figure:not([hidden])");
  }
}

// Links inside the page scroll; the fragment holds the choices.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  const target = link && byId(link.getAttribute("href").slice(1));
  if (!target) return;
  event.preventDefault();
  target.scrollIntoView();
  target.focus({ preventScroll: true });
});

function redraw(width) {
  const view = makeView(report);
  for (const figure of figures) figure.draw(view, width);
}

const printed = 688; // pixels of A4 less its margins

window.addEventListener("beforeprint", () => redraw(printed));
window.addEventListener("afterprint", () => redraw());

function redrawOnResize() {
  let width = document.documentElement.clientWidth;
  let timer;
  window.addEventListener("resize", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (width === document.documentElement.clientWidth) return;
      width = document.documentElement.clientWidth;
      redraw();
    }, 150);
  });
}

try {
  report = await readReport(byId("data"));
  byId("foot").replaceChildren(`${report.program.name} ${report.program.version}`);
  byId("controls").addEventListener("submit", (event) => event.preventDefault());
  draw(null);
  state.onChange(draw);
  redrawOnResize();
} catch (error) {
  byId("main").replaceChildren(
    el("p", { role: "alert" }, `The page cannot be shown: ${error.message}`),
  );
  throw error;
}
