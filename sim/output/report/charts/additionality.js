// What a chip adds once the purchases it displaces are counted.
import { monthName, percent, short, signed } from "../format.js";
import { chipName, words } from "../names.js";
import { keep } from "./fan.js";
import { cut } from "./policies.js";
import { Plot, legendOf, plot, small } from "./marks.js";
import { el } from "../dom.js";

const measure = ["own", "displaced", "net"];
const kept = ["date", "actor", "chip", "measure", "channel", "unit", "mean", "mc_standard_error"];
const netsOf = (rows) => rows.filter((row) => row.measure === "net");

// From the chip that adds most to the one that adds least; without those that change nothing.
export const additionality = {
  id: "additionality",
  needs: ["additionality"],
  uses: [],
  how:
    "Right of zero: what is in service of the chip. Left: the purchases it displaced. The " +
    "mark is what it adds, against the same futures without its supply.",
  title: (view) => `What a chip adds, ${monthName(view.result.table("additionality")[0].date)}`,
  rows(view) {
    const all = view.result.rows("additionality", { actor: "all", measure });
    const nets = new Map(netsOf(all).map((row) => [row.chip, row.mean]));
    const moves = (chip) => all.some((row) => row.chip === chip && row.mean !== 0);
    return all
      .filter((row) => moves(row.chip))
      .sort((a, b) => nets.get(b.chip) - nets.get(a.chip))
      .map(keep(kept));
  },
  sentence(view, rows) {
    const one = (net) => {
      const own = rows.find((row) => row.chip === net.chip && row.measure === "own");
      return (
        `${chipName(view.result, net.chip)} adds ${signed(net.mean)} ` +
        `${net.unit}${own?.mean ? `, ${percent(net.mean / own.mean)} of its own` : ""}`
      );
    };
    const nets = netsOf(rows);
    return `${(nets.length > 4 ? [...nets.slice(0, 3), nets.at(-1)] : nets).map(one).join("; ")}.`;
  },
  draw(view, rows, width) {
    const parts = rows
      .filter((row) => row.measure !== "net")
      .map((row) => ({ ...row, signed: row.measure === "own" ? row.mean : -row.mean }));
    const kind = (row) =>
      row.measure === "own" ? "in service" : `displaced ${words(row.channel)}`;
    const kinds = [...new Set(parts.map(kind))];
    const colours = [
      "var(--in-service)",
      "var(--key-1)",
      "var(--key-2)",
      "var(--money)",
      "var(--supply)",
      "var(--key-3)",
    ];
    const y = (row) => chipName(view.result, row.chip);
    const nets = netsOf(rows);
    const narrow = small(width);
    const svg = plot({
      width,
      height: 70 + nets.length * 40,
      marginLeft: narrow ? 124 : 170,
      marginRight: 92,
      marginBottom: 36,
      x: { label: `${rows[0].unit} →`, tickFormat: short, grid: true },
      y: {
        label: null,
        domain: nets.map(y),
        tickFormat: (name) => cut(name, narrow ? 14 : 25),
        tickSize: 0,
      },
      color: {
        type: "ordinal",
        domain: kinds,
        range: kinds.map((_, i) => colours[i % colours.length]),
      },
      marks: [
        Plot.barX(parts, { y, x: "signed", fill: kind }),
        Plot.ruleX([0], { stroke: "currentColor" }),
        Plot.tickX(nets, { y, x: "mean", stroke: "currentColor", strokeWidth: 3 }),
        Plot.text(nets, {
          y,
          x: (row) => parts.find((part) => part.chip === row.chip)?.signed,
          text: (row) => `net ${signed(row.mean)}`,
          dx: 6,
          textAnchor: "start",
        }),
        Plot.tip(
          parts,
          Plot.pointer({
            y,
            x: "signed",
            title: (row) => `${y(row)}\n${kind(row)}: ${signed(row.signed)} ${row.unit}`,
          }),
        ),
      ],
    });
    return el(
      "div",
      {},
      legendOf(kinds.map((name, i) => [name, colours[i % colours.length]])),
      svg,
    );
  },
};
