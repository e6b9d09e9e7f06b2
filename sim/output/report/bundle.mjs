// Bundles the page of `chokepoint report` into one HTML template: node bundle.mjs NODE_MODULES
// PAGE.html
//
// The content-security policy allows the bundle's own script and style by their hashes and nothing
// else. The program puts the data where <!--DATA--> stands. The licences of what is bundled stand
// at the page's end.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const [modules, output] = process.argv.slice(2).map((path) => resolve(path));
const here = dirname(fileURLToPath(import.meta.url));
const esbuild = createRequire(join(modules, "any.js"))("esbuild");

// Packages bundled and whose they are, by the text of their licence.
const licences = new Map();

function noteLicence(file) {
  const name = file.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1];
  const paths = ["LICENSE", "LICENSE.md"].map((end) => join(modules, `${name}`, end));
  const path = paths.find(existsSync);
  if (!path) return;
  const lines = readFileSync(path, "utf8").trim().split(/\r?\n/);
  const owners = lines.filter((line) => line.startsWith("Copyright"));
  const text = lines.filter((line) => !line.startsWith("Copyright")).join("\n").trim();
  licences.set(text, (licences.get(text) ?? new Set()).add(`${name}: ${owners.join("; ")}`));
}

async function bundle(entry) {
  const built = await esbuild.build({
    entryPoints: [join(here, entry)],
    nodePaths: [modules],
    bundle: true,
    format: "esm",
    minify: true,
    write: false,
    target: "es2022",
    legalComments: "none",
    charset: "utf8",
    metafile: true,
  });
  Object.keys(built.metafile.inputs).forEach(noteLicence);
  return built.outputFiles[0].text.trim();
}

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const script = (await bundle("main.js")).replaceAll("</script", "<\\/script");
const style = await bundle("page.css");
const policy = [
  "default-src 'none'",
  `script-src ${hash(script)}`,
  `style-src ${hash(style)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
const parts = { POLICY: policy, STYLE: style, SCRIPT: script };
const page = readFileSync(join(here, "page.html"), "utf8").replace(
  /@([A-Z]+)@/g,
  (mark, name) => parts[name] ?? mark,
);
const notices = [...licences].map(([text, names]) => `${[...names].sort().join("\n")}\n\n${text}`);
const notice = `This page holds:\n\n${notices.join("\n\n")}`.replaceAll("--", "- -");
writeFileSync(output, `${page}<!--\n${notice}\n-->\n`);
