// The browser the tests drive: headless, without network, one font. Environment: NODE_MODULES,
// CHROMIUM.
import { createRequire } from "node:module";
import { join } from "node:path";

export const load = createRequire(join(process.env.NODE_MODULES, "any.js"));
const { chromium } = load("playwright-core");

const quiet =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run " +
  "--disable-background-networking " +
  "--disable-component-update --disable-sync --font-render-hinting=none --disable-lcd-text";

export const start = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM, args: quiet.split(" ") });

// Opens a page from disk and notes all that went wrong, and all that it asked for, itself apart.
export async function open(
  browser,
  file,
  { hash = "", width = 1280, scheme = "light", ...more } = {},
) {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    reducedMotion: "reduce",
    ...more,
  });
  const page = await context.newPage();
  page.troubles = [];
  page.requests = [];
  page.on(
    "console",
    (message) =>
      ["error", "warning"].includes(message.type()) && page.troubles.push(message.text()),
  );
  page.on("pageerror", (error) => page.troubles.push(String(error)));
  page.on(
    "dialog",
    (dialog) => page.troubles.push(`dialog ${dialog.message()}`) && dialog.dismiss(),
  );
  page.on("request", (request) => page.requests.push(request.url()));
  await page.goto(`file://${encodeURI(file)}${hash && `#${hash}`}`);
  await page.waitForSelector("#again", { state: "attached" });
  return page;
}
