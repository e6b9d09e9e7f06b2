// What a chip adds once the purchases it displaces are counted.
import { monthName, percent, short, signed } from "../format.js";
import { chipName, words } from "../names.js";
import { keep } from "./fan.js";
import { Plot, legendOf, plot } from "./marks.js";
import { el } from "../dom.js";

export const additionality = {
  id: "additionality",
  needs: ["additionality"],
  uses: [],
  how:
    "Right of zero: what is in service of the chip. Left: the purchases it displaced. The " +
    "mark is what it adds, against the same futures without its supply.",
  title: (view) => `What a chip adds, ${monthName(view.result.table("additionality")[0].date)}`,
  rows: (view) =>
    view.result
      .rows("additionality", { actor: "all", measure: ["own", "displaced", "net"] })
      .map(
        keep(["date", "actor", "chip", "measure", "channel", "unit", "mean", "mc_standard_error"]),
      ),
  sentence(view, rows) {
    const one = (net) => {
      const own = rows.find((row) => row.chip === net.chip && row.measure === "own");
      return (
        `${chipName(view.result, net.chip)} adds ${signed(net.mean)} ` +
        `${net.unit}${own?.mean ? `, ${percent(net.mean / own.mean)} of its own` : ""}`
      );
    };
    return `${rows
      .filter((row) => row.measure === "net")
      .map(one)
      .join("; ")}.`;
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
    const nets = rows.filter((row) => row.measure === "net");
    const svg = plot({
      width,
      height: 70 + nets.length * 40,
      marginLeft: 110,
      marginRight: 92,
      marginBottom: 36,
      x: { label: `${rows[0].unit} →`, tickFormat: short, grid: true },
      y: { label: null },
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
