// The need ledger as stacked areas.
import { asDate, monthName, percent, short } from "../format.js";
import { causeWords, groups, ledgerRows, ledgerTitle, targetOf } from "../ledger.js";
import { cut } from "./policies.js";
import { Plot, endLabels, panels, plot, sides, small, timeAxis } from "./marks.js";

const height = 380;
const visible = 0.02; // of the target

export const ledger = {
  id: "ledger",
  needs: ["need_ledger"],
  controls: ["detail"],
  uses: ["policy", "beside", "actor"],
  how:
    "All layers together are what the actor wants [effective H100e, mean over futures]. " +
    "Green is in service or on its way; " +
    "coloured layers wait at a government's key; grey and yellow are missing for want of " +
    "supply or money.",
  title: ledgerTitle,
  rows: (view) => ledgerRows(view.result, sides(view), view.actor, view.detail === "cause"),
  sentence(view, rows) {
    const last = rows.at(-1).date;
    const at = rows.filter((row) => row.policy === view.policy && row.date === last);
    const target = targetOf(at);
    const share = ({ group }) => targetOf(at.filter((row) => row.group === group)) / target;
    const parts = groups(view.result).filter((group) => share(group) >= 0.001);
    return (
      `In ${monthName(last)} under ${view.policy}, of a target of ${short(target)} effective ` +
      `H100e: ${parts.map((group) => `${group.name} ${percent(share(group))}`).join(", ")}.`
    );
  },
  draw(view, rows, width) {
    const totals = Map.groupBy(rows, (row) => row.policy + row.date);
    const high = Math.max(...[...totals.values()].map(targetOf));
    return panels(view, width, sides(view), (policy, each) =>
      drawOne(
        view,
        layersOf(
          view,
          rows.filter((row) => row.policy === policy),
        ),
        each,
        high,
      ),
    );
  },
};

// The layers from the bottom up with their rows; in detail the causes of a group are shades of its
// colour.
function layersOf(view, rows) {
  return groups(view.result).flatMap((group) => {
    const causes = Map.groupBy(
      rows.filter((row) => row.group === group.group),
      (row) => row.cause,
    );
    const bySize = [...causes].sort((a, b) => targetOf(b[1]) - targetOf(a[1]));
    return bySize.map(([cause, of], i) => ({
      name: cause && bySize.length > 1 ? causeWords(view.result, of[0]) : group.name,
      colour:
        i === 0
          ? group.colour
          : `color-mix(in oklab, ${group.colour} ${Math.max(25, 85 - 14 * i)}%, var(--paper))`,
      ink: group.colour,
      rows: of,
    }));
  });
}

function drawOne(view, layers, width, high) {
  const cells = layers.flatMap((layer) => layer.rows.map((row) => ({ ...row, layer: layer.name })));
  const last = cells.at(-1)?.date;
  const at = cells.filter((row) => row.date === last);
  const target = targetOf(at);
  const axis = {
    domain: [0, high],
    nice: true,
    grid: true,
    label: "↑ effective H100e",
    tickFormat: short,
    ticks: 5,
  };
  const tip = (row) =>
    `${monthName(row.date)}\n${row.layer}\n${short(row.effective_h100e)} effective H100e`;
  const stack = {
    x: (row) => asDate(row.date),
    y: "effective_h100e",
    z: "layer",
    order: layers.map((layer) => layer.name),
  };
  const narrow = small(width);
  return plot({
    width,
    height,
    marginLeft: 48,
    marginRight: narrow ? 124 : 190,
    x: timeAxis(width),
    y: axis,
    color: {
      type: "ordinal",
      domain: layers.map((layer) => layer.name),
      range: layers.map((layer) => layer.colour),
    },
    marks: [
      Plot.areaY(
        cells,
        Plot.stackY({ ...stack, fill: "layer", stroke: "var(--paper)", strokeWidth: 0.6 }),
      ),
      Plot.tip(cells, Plot.pointer(Plot.stackY({ ...stack, title: tip }))),
      ...innerLabels(layers, last, high),
      ...endLabels(labelsOf(layers, last, target, narrow), asDate(last), axis, height - 54),
    ],
  });
}

// Labels of layers that are at least 2 % of the target at the end.
function labelsOf(layers, last, target, narrow) {
  let below = 0;
  const labels = [];
  for (const layer of layers) {
    const value = layer.rows.find((row) => row.date === last)?.effective_h100e ?? 0;
    const share = value / target;
    if (share >= visible)
      labels.push({
        y: below + value / 2,
        text: `${percent(share)} ${cut(layer.name, narrow ? 12 : 21)}`,
      });
    below += value;
  }
  return labels;
}

// Layers that have gone by the end are named where they are thickest.
function innerLabels(layers, last, high) {
  const dates = layers[0].rows.map((row) => row.date);
  const middles = new Map();
  const labels = [];
  for (const { name, rows } of layers) {
    const thickest = rows.reduce((most, row) =>
      row.effective_h100e > most.effective_h100e ? row : most,
    );
    const end = rows.find((row) => row.date === last)?.effective_h100e ?? 0;
    const below = middles.get(thickest.date) ?? 0;
    if (thickest.effective_h100e > 0.08 * high && end < visible * high) {
      labels.push({ date: thickest.date, y: below + thickest.effective_h100e / 2, text: name });
    }
    for (const row of rows)
      middles.set(row.date, (middles.get(row.date) ?? 0) + row.effective_h100e);
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
