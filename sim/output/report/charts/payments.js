// Who is paid: charges to treasuries, revenue of suppliers.
import { monthName, short } from "../format.js";
import { keyName, supplierName } from "../names.js";
import { Plot, colourOf, legend, plot, sides } from "./marks.js";
import { cut } from "./policies.js";
import { el } from "../dom.js";

const payeeName = (view, row) =>
  row.kind === "treasury"
    ? `${keyName(view.result, row.payee)} (treasury)`
    : supplierName(view.result, row.payee);

export const payments = {
  id: "payments",
  needs: ["money"],
  controls: ["date"],
  uses: ["policy", "beside", "actor"],
  how: "Since the start, net of refunds, mean over futures [USD].",
  title: (view) => `Who is paid, by ${monthName(view.date)}`,
  rows(view) {
    const sums = new Map();
    const where = { policy: sides(view), date: view.date, kind: ["treasury", "vendor"] };
    const actors = new Set(view.result.values("money", "actor"));
    const one = actors.has(view.actor) && view.actor !== "all" ? view.actor : null;
    for (const row of view.result.rows("money", where)) {
      if (one ? row.actor !== one : row.actor === "all" && actors.size > 1) continue;
      const key = JSON.stringify([row.policy, row.payee, row.kind]);
      const sum = sums.get(key) ?? {
        policy: row.policy,
        date: row.date,
        payer: one ?? "all",
        payee: row.payee,
        kind: row.kind,
        unit: row.unit ?? "USD",
        mean: 0,
      };
      sum.mean += row.mean;
      sums.set(key, sum);
    }
    return [...sums.values()].sort((a, b) => b.mean - a.mean);
  },
  sentence(view, rows) {
    const here = rows.filter((row) => row.policy === view.policy).slice(0, 4);
    return (
      `Under ${view.policy} most goes to ` +
      `${here.map((row) => `${payeeName(view, row)} $${short(row.mean)}`).join(", ")}.`
    );
  },
  draw(view, rows, width) {
    const payee = (row) => payeeName(view, row);
    const payees = [...new Set(rows.map(payee))];
    const narrow = width < 620;
    const bar = { fy: payee, y: "policy", x: "mean" };
    const svg = plot({
      width,
      height: 50 + payees.length * (sides(view).length > 1 ? 34 : 26),
      marginLeft: narrow ? 130 : 176,
      marginRight: 64,
      marginTop: 4,
      marginBottom: 36,
      x: { label: "USD →", tickFormat: short, grid: true, ticks: 5 },
      y: { axis: null, domain: sides(view), padding: 0.08 },
      fy: {
        domain: payees,
        label: null,
        padding: 0.24,
        axis: "left",
        tickFormat: (name) => cut(name, narrow ? 16 : 25),
      },
      marks: [
        Plot.barX(rows, { ...bar, fill: (row) => colourOf(view, row.policy) }),
        Plot.text(rows, {
          ...bar,
          text: (row) => `$${short(row.mean)}`,
          dx: 5,
          textAnchor: "start",
        }),
        Plot.tip(
          rows,
          Plot.pointerY({
            ...bar,
            title: (row) => `${row.policy}\n${payee(row)}: $${short(row.mean)}`,
          }),
        ),
      ],
    });
    return el("div", {}, legend(view), svg);
  },
};
