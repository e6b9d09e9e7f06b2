// Layers one upon another over time, named at the right edge, or below if they have gone by then.
import { el } from "../dom.js";
import { asDate, monthName, percent } from "../format.js";
import { cut } from "./policies.js";
import { Plot, endLabels, legendOf, plot, small, timeAxis } from "./marks.js";

const visible = 0.02; // of the whole: thinner layers have no name

// A layer is { name, colour, rows }, its rows the same dates with a value in `column`. `axis` goes
// up to `high`; shares in labels are of the last total, or of 1 where values are shares themselves.
export function stacked(
  layers,
  { width, height, column, axis, high, words, shares, more, top = 24 },
) {
  const cells = layers.flatMap(({ name, rows }) => rows.map((row) => ({ ...row, layer: name })));
  const last = layers[0].rows.at(-1).date;
  const names = layers.map((layer) => layer.name);
  const stack = { x: (row) => asDate(row.date), y: column, z: "layer", order: names };
  const tip = (row) => `${monthName(row.date)}\n${row.layer}\n${words(row[column])}`;
  const narrow = small(width);
  const scale = { domain: [0, high], ticks: 5, grid: true, ...axis };
  const marginBottom = 30;
  const svg = plot({
    width,
    height,
    marginTop: top,
    marginBottom,
    marginLeft: 52,
    marginRight: narrow ? 124 : 190,
    x: timeAxis(width),
    y: scale,
    color: { type: "ordinal", domain: names, range: layers.map((layer) => layer.colour) },
    marks: [
      Plot.areaY(
        cells,
        Plot.stackY({ ...stack, fill: "layer", stroke: "var(--paper)", strokeWidth: 0.6 }),
      ),
      ...(more ?? []),
      Plot.tip(cells, Plot.pointer(Plot.stackY({ ...stack, title: tip }))),
      ...endLabels(
        labelsOf(layers, column, shares, narrow),
        asDate(last),
        scale,
        height - top - marginBottom,
      ),
    ],
  });
  const gone = layers.filter(
    (layer) =>
      lastOf(layer, column) < visible * wholeOf(layers, column, shares) &&
      layer.rows.some((row) => row[column] >= visible * high),
  );
  return el(
    "div",
    {},
    svg,
    gone.length ? legendOf(gone.map(({ name, colour }) => [name, colour])) : null,
  );
}

const wholeOf = (layers, column, shares) =>
  shares ? 1 : layers.reduce((sum, layer) => sum + lastOf(layer, column), 0);

const lastOf = (layer, column) => layer.rows.at(-1)[column];

function labelsOf(layers, column, shares, narrow) {
  const whole = wholeOf(layers, column, shares);
  let below = 0;
  const labels = [];
  for (const layer of layers) {
    const value = lastOf(layer, column);
    const name = narrow ? layer.name.replace(/^key of /, "") : layer.name;
    const text = `${percent(value / whole)} ${cut(name, narrow ? 11 : 21)}`;
    if (value / whole >= visible) labels.push({ y: below + value / 2, text });
    below += value;
  }
  return labels;
}
