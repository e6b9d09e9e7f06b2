// The report's data: gzip in base64 in the page, JSON inside, tables in it as CSV text with the headers of the files.
// Columns of names, which stay text even where a name looks like a number; so does all of the table of provenance.
const texts = new Set(
  ("policy reference date actor metric unit chip channel stage key cause instrument jurisdiction regime payee kind " +
    "name from to relation series source note outcome lever level stakeholder measure").split(" "),
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
  for (let match; cell.lastIndex < text.length && (match = cell.exec(text)); ) {
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

function readTable(name, text) {
  const [header = [], ...lines] = parseCsv(text);
  const isText = header.map((column) => name === "provenance" || texts.has(column));
  const read = (cell = "", i) => {
    if (isText[i]) return cell;
    if (cell === "") return null;
    const number = cell === "inf" ? Infinity : Number(cell);
    return Number.isNaN(number) ? cell : number;
  };
  return lines.map((cells) => Object.fromEntries(header.map((column, i) => [column, read(cells[i], i)])));
}

const ofOutcomes = new Set(
  "policy outcome unit futures mean mc_standard_error p5 p25 p50 p75 p95 direction stakeholder threshold".split(" "),
);

export const unique = (values) => [...new Set(values)];

class Result {
  #tables = new Map();

  constructor(json) {
    Object.assign(this, { name: json.name, kind: json.kind, command: json.command, manifest: json.manifest ?? {} });
    this.texts = json.tables ?? {};
  }

  has(name) {
    return this.table(name).length > 0;
  }

  table(name) {
    if (!this.#tables.has(name)) this.#tables.set(name, readTable(name, this.texts[name] ?? ""));
    return this.#tables.get(name);
  }

  // Rows of a table whose columns have these values; a value may be a list of such.
  rows(name, where = {}) {
    const tests = Object.entries(where).map(([key, value]) => [key, new Set([value].flat())]);
    return this.table(name).filter((row) => tests.every(([key, values]) => values.has(row[key])));
  }

  values(name, column) {
    return unique(this.table(name).map((row) => row[column]));
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

  get jurisdictions() {
    return unique([...this.values("regimes", "jurisdiction"), ...this.values("need_ledger", "key")]).filter(Boolean);
  }

  get levers() {
    return Object.keys(this.table("outcomes")[0] ?? {}).filter((column) => !ofOutcomes.has(column));
  }

  // Names people gave to what is in the scenario: titles among the resolved values.
  title(path) {
    return this.table("provenance").find((row) => row.path === `${path}.title`)?.value;
  }
}
