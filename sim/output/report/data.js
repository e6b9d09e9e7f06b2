// The report's data: gzip in base64 in the page, JSON inside. A table is CSV text with the header
// of its file, or a list of blocks { keys, values, dates, months, rows }: CSV without a header, a
// row a series: its keys, then each value date by date. Columns of names, which stay text even
// where a name looks like a number; so does all of the tables of provenance and of files.
const texts = new Set(
  (
    "policy reference date actor metric unit chip channel stage key cause instrument " +
    "jurisdiction regime payee kind " +
    "name from to relation series source note outcome lever level stakeholder measure"
  ).split(" "),
);

export async function readReport(element) {
  const bytes = Uint8Array.from(atob(element.textContent.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const report = JSON.parse(await new Response(stream).text());
  report.results = report.results.map((result) => new Result(result));
  return report;
}

// RFC 4180: quotes may hold commas, line ends and doubled quotes.
export function parseCsv(text) {
  const lines = [];
  let cells = [];
  const cell = /("(?:[^"]|"")*"|[^,\n\r]*)(,|\r?\n|$)/gy;
  for (let match; cell.lastIndex < text.length && (match = cell.exec(text));) {
    cells.push(match[1].startsWith('"') ? match[1].slice(1, -1).replaceAll('""', '"') : match[1]);
    if (match[2] !== ",") {
      lines.push(cells);
      cells = [];
    } else if (cell.lastIndex === text.length) {
      lines.push([...cells, ""]);
    }
  }
  return lines;
}

export function writeCsv(columns, rows) {
  const quote = (value) => {
    const text = value == null ? "" : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = rows.map((row) => columns.map((column) => quote(row[column])).join(","));
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}

const isText = (table, column) => table === "provenance" || table === "files" || texts.has(column);

function readCell(cell) {
  if (cell === "" || cell == null) return null;
  const number = cell === "inf" ? Infinity : Number(cell);
  return Number.isNaN(number) ? cell : number;
}

function readTable(name, text) {
  const [header = [], ...lines] = parseCsv(text);
  const read = header.map((column) => (isText(name, column) ? (cell) => cell ?? "" : readCell));
  return lines.map((cells) =>
    Object.fromEntries(header.map((column, i) => [column, read[i](cells[i])])),
  );
}

// Months since the first: 0 for the opening.
export const monthsBetween = (first, date) =>
  12 * (date.slice(0, 4) - first.slice(0, 4)) + (date.slice(5, 7) - first.slice(5, 7));

function readBlock(name, { keys, values, dates, months, rows }) {
  return parseCsv(rows).flatMap((cells) => {
    const key = Object.fromEntries(
      keys.map((column, i) => [column, isText(name, column) ? cells[i] : readCell(cells[i])]),
    );
    const at = (value, date) => cells[keys.length + value * dates.length + date];
    const known = dates.map((_, date) => date).filter((date) => at(0, date) !== "");
    return known.map((date) => ({
      ...key,
      date: dates[date],
      month: months[date],
      ...Object.fromEntries(values.map((column, value) => [column, readCell(at(value, date))])),
    }));
  });
}

export const unique = (values) => [...new Set(values)];

const ofOutcomes = new Set(
  (
    "policy outcome unit futures mean mc_standard_error p5 p25 p50 p75 p95 direction " +
    "stakeholder threshold"
  ).split(" "),
);

class Result {
  #tables = new Map();
  #values = new Map();
  #titles;

  constructor(json) {
    const { name, kind, run, left_out: leftOut = [], coarse = false, manifest = {} } = json;
    Object.assign(this, { name, kind, run, leftOut, coarse, manifest, source: json.tables ?? {} });
  }

  has(name) {
    return this.table(name).length > 0;
  }

  table(name) {
    if (!this.#tables.has(name)) {
      const source = this.source[name] ?? "";
      const rows =
        typeof source === "string"
          ? readTable(name, source)
          : source.flatMap((block) => readBlock(name, block));
      this.#tables.set(name, { rows, ofPolicy: Map.groupBy(rows, (row) => row.policy) });
    }
    return this.#tables.get(name).rows;
  }

  // Rows of a table whose columns have these values; a value may be a list of such.
  rows(name, { policy, ...where } = {}) {
    const all = this.table(name);
    const { ofPolicy } = this.#tables.get(name);
    const rows = policy == null ? all : [policy].flat().flatMap((one) => ofPolicy.get(one) ?? []);
    const tests = Object.entries(where).map(([key, value]) => [key, [value].flat()]);
    return rows.filter((row) => tests.every(([key, values]) => values.includes(row[key])));
  }

  values(name, column) {
    const key = `${name}.${column}`;
    if (!this.#values.has(key))
      this.#values.set(key, unique(this.table(name).map((row) => row[column])));
    return this.#values.get(key);
  }

  get policies() {
    return this.values(this.has("summary") ? "summary" : "outcomes", "policy");
  }

  get actors() {
    const actors = this.values("summary", "actor");
    return actors.includes("all") ? ["all", ...actors.filter((actor) => actor !== "all")] : actors;
  }

  // Ends of months; the first is the opening.
  get dates() {
    return this.values("summary", "date");
  }

  // Those of them that every table by month has.
  get sharedDates() {
    const tables = ["exceedance", "money", "compare"].filter((name) => this.has(name));
    return this.dates.filter((date) =>
      tables.every((name) => this.values(name, "date").includes(date)),
    );
  }

  get jurisdictions() {
    return unique([
      ...this.values("regimes", "jurisdiction"),
      ...this.values("need_ledger", "key"),
    ]).filter(Boolean);
  }

  get levers() {
    return Object.keys(this.table("outcomes")[0] ?? {}).filter((column) => !ofOutcomes.has(column));
  }

  // Names people gave to what is in the scenario: titles among the resolved values.
  title(path) {
    this.#titles ??= new Map(this.table("provenance").map((row) => [row.path, row.value]));
    return this.#titles.get(`${path}.title`);
  }
}
