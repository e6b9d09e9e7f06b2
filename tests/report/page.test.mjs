// What a reader sees of a report, checked in a browser; run by test_page.py. Environment, beside
// that of browser.mjs: FOLDER with the pages and the results they are made from, APPROVED with
// pictures, UPDATE to approve what is drawn.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { load, open, start } from "./browser.mjs";

const { FOLDER, APPROVED, UPDATE } = process.env;
const path = (...names) => join(FOLDER, ...names);
const pages = { run: path("run.html"), study: path("study.html"), hostile: path("hostile.html") };
const widths = [390, 768, 1280];
const long = "a-policy-with-a-name-so-long-that-it-fits-into-no-label-at-all";

let browser;
before(async () => (browser = await start()));
after(() => browser.close());

// A table of the result's folder, which the program wrote and the page has not touched. No cell
// holds a comma.
function rowsOf(folder, name) {
  const [header, ...lines] = readFileSync(path(folder, `${name}.csv`), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  return lines.map((cells) => Object.fromEntries(header.map((column, i) => [column, cells[i]])));
}

// What the button of a figure saves.
async function download(page, id) {
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.click(`#${id} .more button:text("Download CSV")`),
  ]);
  const [header, ...lines] = readFileSync(await saved.path(), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  return lines.map((cells) => Object.fromEntries(header.map((column, i) => [column, cells[i]])));
}

const near = (a, b) => Math.abs(a - b) <= 1e-5 * Math.abs(b) + 1e-12; // six digits

for (const [name, file] of Object.entries(pages)) {
  test(`the page of a ${name} loads with no error and asks for nothing`, async () => {
    const page = await open(browser, file);
    assert.deepEqual(page.troubles, []);
    assert.equal(page.requests.length, 1, page.requests.join(" "));
    const empty = await page.$$eval(
      "figure:not([hidden]) .picture",
      (all) => all.filter((one) => !one.querySelector("svg")).length,
    );
    assert.equal(empty, 0, "figures without a picture");
    await page.context().close();
  });
}

test("every chart there is data for is drawn", async () => {
  const drawn = async (file) => {
    const page = await open(browser, file);
    const ids = await page.$$eval("figure:not([hidden])", (all) => all.map((one) => one.id));
    await page.context().close();
    return ids;
  };
  const ofRun =
    "capacity actors policies ledger nothing regimes differences difference stages exceedance " +
    "additionality giants revenue payments published scores";
  assert.deepEqual(await drawn(pages.run), ofRun.split(" "));
  assert.deepEqual(await drawn(pages.study), "heat lines outcomes regret preferred".split(" "));
});

test("the policy of the page lets nothing else run or be fetched", async () => {
  const page = await open(browser, pages.run);
  const ran = await page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
    const fetched = await fetch("https://example.org/").then(
      () => true,
      () => false,
    );
    return Boolean(window.ran) || fetched;
  });
  assert.equal(ran, false);
  assert.ok(
    page.troubles.some((text) => text.includes("Content Security Policy")),
    page.troubles.join(),
  );
  await page.context().close();
});

// What the button saves must be what the program wrote, to the six digits that a page keeps.
const same = [
  {
    id: "capacity",
    table: "summary",
    keys: ["policy", "date", "actor", "metric"],
    columns: ["mean", "p5", "p25", "p50", "p75", "p95"],
  },
  {
    id: "actors",
    table: "summary",
    keys: ["policy", "date", "actor", "metric"],
    columns: ["p5", "p25", "p50", "p75", "p95"],
  },
  {
    id: "regimes",
    table: "regimes",
    keys: ["policy", "date", "jurisdiction", "regime"],
    columns: ["share"],
  },
  {
    id: "exceedance",
    table: "exceedance",
    keys: ["policy", "date", "actor", "chip", "chips"],
    columns: ["probability"],
  },
  {
    id: "difference",
    table: "compare",
    keys: ["policy", "date", "actor", "metric"],
    columns: ["mean_difference", "ci_low", "ci_high"],
  },
  {
    id: "giants",
    table: "summary",
    keys: ["policy", "date", "actor", "metric"],
    columns: ["p5", "p50", "p95"],
  },
];

test("numbers of the charts equal those of the files", async () => {
  const page = await open(browser, pages.run, {
    hash:
      "metric=effective_training_h100e&change=effective_serving_h100e&actor=big_firm&" +
      "each=effective_serving_h100e",
  });
  for (const { id, table, keys, columns } of same) {
    const name = (row) => keys.map((key) => row[key]).join();
    const known = new Map(rowsOf("run", table).map((row) => [name(row), row]));
    const rows = await download(page, id);
    assert.ok(rows.length > 10, `${id}: ${rows.length} rows`);
    for (const row of rows) {
      for (const column of columns) {
        const [shown, written] = [Number(row[column]), Number(known.get(name(row))?.[column])];
        assert.ok(
          near(shown, written),
          `${id} ${name(row)} ${column}: ${shown} instead of ${written}`,
        );
      }
    }
  }
  await page.context().close();
});

test("the ledger's layers add up to the files' ledger", async () => {
  const page = await open(browser, pages.run, { hash: "actor=big_firm" });
  const group = ({ stage, key, cause }) =>
    stage === "in_service"
      ? "in service"
      : key ||
        (cause === "supply"
          ? "supply"
          : ["cash", "money"].includes(cause)
            ? "money"
            : ["warehouse", "border", "transit", "cleared"].includes(stage)
              ? "on its way"
              : "other");
  const sums = new Map();
  for (const row of rowsOf("run", "need_ledger")) {
    if (row.actor !== "big_firm" || row.stage === "surplus") continue;
    const key = [row.policy, row.date, group(row)].join();
    sums.set(key, (sums.get(key) ?? 0) + Number(row.effective_h100e));
  }
  const rows = await download(page, "ledger");
  assert.ok(rows.length > 100);
  for (const row of rows) {
    const written = sums.get([row.policy, row.date, row.group].join()) ?? 0;
    assert.ok(
      Math.abs(Number(row.effective_h100e) - written) < 1e-4 * written + 1,
      JSON.stringify(row),
    );
  }
  await page.context().close();
});

test("what was shut while nothing had landed adds up to that none has", async () => {
  const page = await open(browser, pages.run);
  const sums = new Map();
  for (const { policy, date, probability } of await download(page, "nothing")) {
    const key = [policy, date].join();
    sums.set(key, (sums.get(key) ?? 0) + Number(probability));
  }
  const any = rowsOf("run", "exceedance").filter(
    (row) => row.actor === "all" && row.chip === "fast" && row.relation === "above",
  );
  const known = new Map(any.map((row) => [[row.policy, row.date].join(), Number(row.probability)]));
  assert.ok(sums.size >= 24);
  for (const [key, sum] of sums) {
    assert.ok(Math.abs(sum + known.get(key) - 1) < 1e-5, `${key}: ${sum} and ${known.get(key)}`);
  }
  await page.context().close();
});

test("the answer's figures and its table equal the files", async () => {
  const page = await open(browser, pages.run);
  const last = rowsOf("run", "summary").filter(
    (row) => row.policy === "baseline" && row.metric === "accessible_h100e" && row.month === "23",
  );
  const thousands = (value) => `${Number((Number(value) / 1000).toPrecision(3))}k`;
  const shown = await page.textContent(".card");
  const all = last.find((row) => row.actor === "all");
  assert.ok(
    shown.includes(thousands(all.p50)) &&
      shown.includes(`${thousands(all.p5)}–${thousands(all.p95)}`),
    shown,
  );
  const table = await page.textContent("#answer table");
  for (const row of last)
    assert.ok(table.includes(`${thousands(row.p50)} (`), `${row.actor} ${row.p50} in ${table}`);
  await page.context().close();
});

test("what the answer says was missing is what the files sum up to", async () => {
  const page = await open(browser, pages.run);
  const missing = rowsOf("run", "need_ledger").filter(
    (row) =>
      row.policy === "baseline" &&
      row.month !== "-1" &&
      !["in_service", "surplus"].includes(row.stage),
  );
  const sum = (rows) => rows.reduce((all, row) => all + Number(row.effective_h100e), 0);
  const share = (test) => {
    const percent = (100 * sum(missing.filter(test))) / sum(missing);
    return `${percent.toFixed(percent < 9.95 ? 1 : 0)}\u202f%`;
  };
  const cards = await page.$$eval(".card", (all) => all.map((one) => one.textContent));
  const supply = share((row) => row.cause === "supply" && !row.key);
  assert.ok(cards.includes(`${supply}of what was missing: supply, which bound most`), `${cards}`);
  const keys = [share((row) => row.key === "us"), share((row) => row.key === "cn")].join(" / ");
  const words = "of what was missing: the key of Westland / Eastland";
  assert.ok(cards.includes(`${keys}${words}`), `${keys} in ${cards}`);
  await page.context().close();
});

test("training and serving capacity can be chosen, though no file sums them", async () => {
  const page = await open(browser, pages.run);
  const words = await page.$$eval("#choose-each-actors option", (all) =>
    all.map((one) => one.textContent),
  );
  for (const capacity of ["Accessible", "Training", "Serving"])
    assert.ok(words.includes(`${capacity} capacity`), `${capacity} in ${words}`);
  await page.context().close();
});

test("a heat map says which way is better, and for whom", async () => {
  const page = await open(browser, pages.study); // study.cfg: east maximises capacity
  assert.match(await page.textContent("#heat figcaption"), /More is better for east\./);
  await page.context().close();
});

test("where each number comes from can be seen and saved whole", async () => {
  const page = await open(browser, pages.run);
  const count = Number((await page.textContent("#provenance [role=status]")).match(/^\d+/)[0]);
  const shown = () => page.$$eval("#provenance tbody tr", (all) => all.length);
  assert.ok((await shown()) < count);
  await page.click("#provenance .more button:text('Show all')");
  assert.equal(await shown(), count);
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.click("#provenance .more button:text('Download CSV')"),
  ]);
  const text = readFileSync(await saved.path(), "utf8");
  assert.match(text, /chips\.fast\.price_usd,.*N40/);
  assert.ok(text.trim().split("\n").length > count);
  await page.context().close();
});

test("every layer that can be seen is named", async () => {
  const names = { us: "Westland", cn: "Eastland", other: "timing and other" };
  for (const hash of ["missing=fast", "missing=slow", "missing=plain"]) {
    const page = await open(browser, pages.run, { hash });
    for (const [id, column] of [
      ["nothing", "probability"],
      ["ledger", "effective_h100e"],
    ]) {
      if (await page.$(`#${id}[hidden]`)) continue;
      const panels = await page.$$eval(`#${id} .panels > div`, (all) =>
        all.map((one) => one.textContent),
      );
      const rows = await download(page, id);
      const totals = new Map();
      for (const row of rows) {
        const key = row.policy + row.date;
        totals.set(key, (totals.get(key) ?? 0) + Number(row[column]));
      }
      const high = Math.max(...totals.values());
      for (const row of rows) {
        const panel = panels.find((text) => text.startsWith(row.policy));
        if (Number(row[column]) > 0.02 * high)
          assert.ok(panel.includes(names[row.group] ?? row.group), `${id} ${row.group}: ${panel}`);
      }
    }
    await page.context().close();
  }
});

test("each step of each policy has its number, and payees their names", async () => {
  const page = await open(browser, pages.run, { hash: "stagechip=plain" });
  for (const chip of ["fast", "slow"]) {
    await page.selectOption("#choose-stagechip-stages", chip);
    const rows = await download(page, "stages");
    const of = (column) => new Set(rows.map((row) => row[column])).size;
    assert.equal(rows.length, of("policy") * of("date") * of("stage"), chip);
    const labels = await page.$$eval("#stages svg [aria-label=text] text", (all) => all.length);
    assert.equal(labels, rows.length, chip);
  }
  const payees = await page.textContent("#payments svg");
  assert.match(payees, /Westland \(treasury\)/);
  assert.match(payees, /Western Chips/);
  await page.context().close();
});

test("what chips add is drawn from the most to the least", async () => {
  const page = await open(browser, pages.run);
  const rows = await download(page, "additionality");
  const nets = rows.filter((row) => row.measure === "net").map((row) => Number(row.mean));
  assert.ok(nets.length > 1);
  assert.deepEqual(
    nets,
    nets.toSorted((a, b) => b - a),
  );
  await page.context().close();
});

test("a study too tells its values, their sources and the files it read", async () => {
  const page = await open(browser, pages.study);
  const rows = await download(page, "provenance");
  assert.ok(rows.some((row) => row.path === "chips.fast.price_usd" && row.source === "N40"));
  const identity = readFileSync(path("study", "identity.txt"), "utf8");
  const [, sum] = identity.match(/^file world\.cfg (\w+)$/m);
  assert.ok((await page.textContent("#again")).includes(`world.cfg (xxh64 ${sum})`));
  await page.context().close();
});

test("each selector changes what is drawn, and the address keeps it", async () => {
  for (const file of [pages.run, pages.study]) {
    const page = await open(browser, file);
    const selects = await page.$$eval("select", (all) => all.map((one) => one.id));
    assert.ok(selects.length >= 5);
    for (const id of selects) {
      const inFigure = await page.$eval(`#${id}`, (select) => select.closest("figure")?.id);
      const picture = inFigure ? `#${inFigure} .picture` : "main";
      const before = await page.innerHTML(picture);
      const value = await page.$eval(`#${id}`, (select) => {
        const others = [...select.options].filter((option) => !option.selected);
        return others[Math.floor(others.length / 2)].value;
      });
      await page.selectOption(`#${id}`, value);
      assert.notEqual(await page.innerHTML(picture), before, `${id} = ${value} changes nothing`);
      assert.equal(await page.inputValue(`#${id}`), value);
    }
    const hash = new URL(page.url()).hash.slice(1);
    const again = await open(browser, file, { hash });
    for (const id of selects)
      assert.equal(await again.inputValue(`#${id}`), await page.inputValue(`#${id}`), id);
    assert.equal(await again.innerHTML("main"), await page.innerHTML("main"));
    assert.deepEqual([...page.troubles, ...again.troubles], []);
    await page.context().close();
    await again.context().close();
  }
});

test("hostile names are shown as the text they are", async () => {
  const page = await open(browser, pages.hostile);
  const title = readFileSync(path("hostile-title.txt"), "utf8");
  assert.equal(await page.textContent("h1"), title);
  assert.equal(await page.title(), title.replace(/\s+/g, " ").trim());
  const elements = await page.$$eval(
    "h1 *, img, iframe, main script, head script",
    (all) => all.length,
  );
  assert.equal(elements, 0);
  assert.equal(await page.evaluate(() => window.hostile), undefined);
  assert.ok((await page.textContent("#again")).includes("<img src=x onerror=hostile()>"));
  assert.deepEqual(page.troubles, []);
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.equal(wide, 0, "a long name makes the page wider than the window");
  await page.context().close();
});

// Words of a chart that reach beyond its picture would be cut.
const cutWords = (page) =>
  page.$$eval("figure:not([hidden]) .picture", (pictures) =>
    pictures.flatMap((picture) => {
      const box = picture.getBoundingClientRect();
      return [...picture.querySelectorAll("text")]
        .filter((text) => text.textContent.trim() && !text.closest("[aria-label=tip]"))
        .filter((text) => {
          const { left, right } = text.getBoundingClientRect();
          return left < box.left - 1 || right > box.right + 1;
        })
        .map((text) => `${picture.closest("figure").id}: ${text.textContent}`);
    }),
  );

// As somebody who turns the phone; charts are drawn again for the new width.
async function resize(page, width) {
  await page.setViewportSize({ width, height: 900 });
  await page.waitForFunction(() => {
    const svg = document.querySelector("#policies svg, #heat svg");
    return Number(svg.getAttribute("width")) === svg.closest(".picture").clientWidth;
  });
}

test("no word of a chart is cut, and no page is wider than its window", async () => {
  for (const file of [pages.run, pages.study]) {
    const page = await open(browser, file);
    for (const hash of ["", "detail=cause&scale=log&actor=small_firm"]) {
      await page.evaluate((chosen) => (location.hash = chosen), hash);
      for (const width of widths) {
        await resize(page, width);
        assert.deepEqual(await cutWords(page), [], `at ${width} pixels`);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `${over} pixels too wide at ${width}`);
      }
    }
    await page.context().close();
  }
});

test("on paper no chart is cut by its margin or by the end of a page", async () => {
  for (const file of [pages.run, pages.study]) {
    const page = await open(browser, file, { width: 688 });
    await page.emulateMedia({ media: "print", colorScheme: "light" });
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    assert.deepEqual(await cutWords(page), []);
    const tall = await page.$$eval("figure:not([hidden])", (all) =>
      all.filter((one) => one.offsetHeight > 1010).map((one) => one.id),
    ); // of A4 with margins of 14 mm
    assert.deepEqual(tall, []);
    const whole = await page.$$eval("figure", (all) =>
      all.every((one) => getComputedStyle(one).breakInside === "avoid"),
    );
    assert.ok(whole);
    assert.ok((await page.pdf({ format: "A4" })).length > 50000);
    await page.context().close();
  }
});

test("all can be reached and used by keyboard, in the order of the page", async () => {
  const page = await open(browser, pages.run);
  const wanted = await page.$$eval(
    "a[href], select, summary, button, input, [tabindex='0']",
    (all) => all.filter((one) => one.checkVisibility()).length,
  );
  const seen = new Set();
  let place = -1;
  for (let i = 0; i < wanted; i++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const all = [
        ...document.querySelectorAll("a[href], select, summary, button, input, [tabindex='0']"),
      ];
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      return {
        at: all.indexOf(document.activeElement),
        outline: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
      };
    });
    assert.ok(at.at > place, `step ${i}: ${at.at} after ${place}`);
    assert.ok(at.outline, `step ${i}: focus cannot be seen`);
    place = at.at;
    seen.add(at.at);
  }
  assert.equal(seen.size, wanted);
  await page.focus(".skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "answer");
  await page.focus("#choose-policy");
  await page.keyboard.press("ArrowDown");
  await page.waitForFunction(() => location.hash.includes("policy="));
  assert.equal(
    await page.evaluate(() => document.activeElement.id),
    "choose-policy",
    "the focus is lost by a choice",
  );
  await page.focus("#ledger summary");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#ledger tbody tr");
  assert.ok((await page.$$("#ledger tbody tr")).length > 20);
  await page.context().close();
});

test("a pointer over a chart is told the numbers below it", async () => {
  const page = await open(browser, pages.run);
  await page.locator("#capacity svg").first().scrollIntoViewIfNeeded();
  const box = await page.locator("#capacity svg").first().boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const tip = page.locator("#capacity [aria-label=tip]").first();
  await tip.locator("text").first().waitFor();
  assert.match(await tip.textContent(), /20\d\d.*median .*H100e.*90 %/s);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test(
  "a reader of screens finds a sentence in numbers for each chart, and no rule of WCAG is " +
    "broken",
  async () => {
    const axe = readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");
    const rules = { run: {}, study: {}, dark: { runOnly: ["color-contrast"] } };
    for (const [look, only] of Object.entries(rules)) {
      const scheme = look === "dark" ? look : "light";
      const page = await open(browser, pages[look] ?? pages.run, { scheme });
      const labels = await page.$$eval("figure:not([hidden]) [role=img]", (all) =>
        all.map((one) => one.getAttribute("aria-label")),
      );
      for (const label of labels) assert.match(label, /\d/, label);
      await page.evaluate(axe);
      const broken = await page.evaluate(
        (options) => window.axe.run(document, { resultTypes: ["violations"], ...options }),
        only,
      );
      const words = broken.violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 90)).join(" | ")}`,
      );
      assert.deepEqual(words, [], look);
      await page.context().close();
    }
  },
);

// Pictures: a picture may differ from the approved one in a few pixels, by another version of the
// browser, not in more.
const pictures = [
  ...widths.map((width) => ({ file: "run", width, parts: ["answer", "ledger"] })),
  { file: "run", width: 768, parts: ["capacity", "nothing", "regimes", "exceedance"] },
  { file: "run", width: 768, scheme: "dark", parts: ["ledger"] },
  { file: "study", width: 768, parts: ["heat", "preferred"] },
];

// The share of a picture's pixels that differ from the approved one; all of them if its size does,
// or there is none.
function difference(name, drawn) {
  const { PNG } = load("pngjs");
  const pixelmatch = load("pixelmatch").default;
  if (!existsSync(join(APPROVED, name))) return 1;
  const read = (bytes) => PNG.sync.read(bytes);
  const [a, b] = [read(drawn), read(readFileSync(join(APPROVED, name)))];
  if (a.width !== b.width || a.height !== b.height) return 1;
  return (
    pixelmatch(a.data, b.data, null, a.width, a.height, { threshold: 0.15 }) / (a.width * a.height)
  );
}

test("pictures at three widths are those that were approved", async () => {
  const wrong = [];
  const opened = { run: await open(browser, pages.run), study: await open(browser, pages.study) };
  for (const { file, width, scheme = "light", parts } of pictures) {
    const page = opened[file];
    await page.emulateMedia({ colorScheme: scheme });
    await page.$eval("#controls", (bar) => (bar.style.position = "static")); // covers nothing
    await resize(page, width);
    for (const part of parts) {
      const name = `${file}-${part}-${width}${scheme === "dark" ? "-dark" : ""}.png`;
      const drawn = await page.locator(`#${part}`).screenshot();
      const share = difference(name, drawn);
      if (share <= 0.003) continue;
      writeFileSync(UPDATE ? join(APPROVED, name) : path(name), drawn);
      if (!UPDATE) wrong.push(`${name}: ${(100 * share).toFixed(2)} % of it differs`);
    }
  }
  for (const page of Object.values(opened)) await page.context().close();
  assert.deepEqual(wrong, []);
});

test("a policy with a long name is cut where there is no room, and whole in words", async () => {
  const page = await open(browser, pages.run, { width: 390 });
  const label = await page.textContent("#policies svg");
  assert.ok(label.includes("a-policy-with") && !label.includes(long), label);
  assert.ok((await page.textContent("#policies")).includes(long));
  await page.context().close();
});
