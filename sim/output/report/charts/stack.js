// Layers one upon another over time, named at the right edge, or where they are thickest if they
// have gone by then.
import { asDate, monthName, percent } from "../format.js";
import { cut } from "./policies.js";
import { Plot, endLabels, plot, small, timeAxis } from "./marks.js";

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
  return plot({
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
      ...innerLabels(layers, column, last, high),
      ...endLabels(
        labelsOf(layers, column, shares, narrow),
        asDate(last),
        scale,
        height - top - marginBottom,
      ),
    ],
  });
}

const lastOf = (layer, column) => layer.rows.at(-1)[column];

function labelsOf(layers, column, shares, narrow) {
  const whole = shares ? 1 : layers.reduce((sum, layer) => sum + lastOf(layer, column), 0);
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

function innerLabels(layers, column, last, high) {
  const dates = layers[0].rows.map((row) => row.date);
  const below = new Map(dates.map((date) => [date, 0]));
  const labels = [];
  for (const layer of layers) {
    const thickest = layer.rows.reduce((most, row) => (row[column] > most[column] ? row : most));
    if (thickest[column] > 0.08 * high && lastOf(layer, column) < visible * high) {
      const y = below.get(thickest.date) + thickest[column] / 2;
      labels.push({ date: thickest.date, y, text: layer.name });
    }
    for (const row of layer.rows) below.set(row.date, below.get(row.date) + row[column]);
  }
  const early = (label) => label.date < dates[Math.floor(dates.length / 2)];
  return [true, false].map((left) =>
    Plot.text(
      labels.filter((label) => early(label) === left),
      {
        x: (label) => asDate(label.date),
        y: "y",
        text: "text",
        fill: "var(--on-colour)",
        dx: left ? 6 : -6,
        textAnchor: left ? "start" : "end",
      },
    ),
  );
}
