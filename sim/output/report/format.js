// Numbers and dates for people: three significant digits, k M B T, a narrow space before %.
const steps = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"],
];

export function short(value) {
  if (value == null || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const rounded = Number(Math.abs(value).toPrecision(3));
  const [step, letter] = steps.find(([size]) => rounded >= size) ?? [1, ""];
  const digits =
    rounded / step >= 1e-3
      ? String(Number((rounded / step).toPrecision(3)))
      : rounded.toExponential();
  return (value < 0 ? "−" : "") + digits + letter;
}

export const signed = (value) => (value > 0 ? "+" : "") + short(value);

export function percent(share) {
  if (share == null || Number.isNaN(share)) return "–";
  if (Math.abs(share) > 0 && Math.abs(share) < 0.001) return "<\u202f0.1\u202f%";
  const digits = share && Math.abs(share) < 0.0995 ? 1 : 0;
  return `${(100 * share).toFixed(digits).replace("-", "−")}\u202f%`;
}

// A value with its unit; shares as percent.
export function withUnit(value, unit) {
  if (unit === "USD") return `$${short(value)}`;
  return unit === "1" || !unit ? short(value) : `${short(value)} ${unit}`;
}

export const range = (low, high) => `${short(low)}–${short(high)}`;

const names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
export function monthName(date) {
  const [year, month] = date.split("-").map(Number);
  return `${names[month - 1]} ${year}`;
}

export const asDate = (date) => new Date(`${date}T00:00:00Z`);

export const whole = (value) => value.toLocaleString("en");

// How often a difference is above and below zero.
export const moreAndLess = ({ share_above: above, share_below: below }) =>
  `more in ${percent(above)}${below == null ? "" : `, less in ${percent(below)}`} of futures`;

export const list = (words) =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
