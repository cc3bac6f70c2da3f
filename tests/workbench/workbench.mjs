// The review workbench in a real browser, worked as a reviewer works it.
//
//     node workbench.mjs ASSAY WORK [--screenshots FOLDER] [--only WORDS]
//
// WORK has the folders `shop`, the vulnerable shop, and `many`, an application of 10,000 findings; both are changed.
// The browser is CHROMIUM, /usr/bin/chromium by default. It ends with 1 and says why if something is not as it must be.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 375, height: 740 };
const DRESSES = [
  { name: "light", viewport: DESKTOP, colorScheme: "light" },
  { name: "dark", viewport: DESKTOP, colorScheme: "dark" },
  { name: "phone", viewport: PHONE, colorScheme: "light" },
  { name: "phone in the dark", viewport: PHONE, colorScheme: "dark" },
];
// The browser looks for nothing by itself.
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
// What pages ought to take, and what a test build on a busy machine may take.
const WANTED = 100;
const GENEROUS = 2000;

const text = (page, selector) => page.locator(selector).first().innerText();
const rows = (page) => page.locator("[data-row]").evaluateAll((list) => list.map((row) => row.dataset.row));
const state = (page, name) => page.locator(`[data-row="${name}"] .state`).innerText();

const { assay, work, screenshots, only } = options(process.argv.slice(2));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", headless: true, args: FLAGS });
let failed = 0;
const running = [];
try {
  const shop = await serve("shop");
  await check("by keyboard: findings are judged, alone and many at once", () => keyboard(shop));
  await check("without script: findings are judged by forms", () => scriptless(shop));
  await check("two at once: nothing is lost, and one chooses", () => conflicts(shop));
  await check("by hand: lines are selected and a finding recorded", () => byHand(shop));
  await check("a finding: owner, risk, comment, history, repair", () => finding(shop));
  await check("reports are made from what was said", () => reports(shop));
  for (const dress of DRESSES) await check(`accessible: ${dress.name}`, () => accessible(shop, dress));
  await check("after a repair: the finding is closed by itself, and one by hand follows its lines", () => rescan(shop));
  await check("a hostile project does nothing", hostile);
  await check("10,000 findings: every page is quick", quick);
} finally {
  await browser.close();
  for (const server of running) server.kill("SIGINT");
}
process.exit(failed ? 1 : 0);

async function check(name, test) {
  if (only && !name.includes(only)) return;
  try {
    const told = await test();
    console.log(`ok    ${name}${told ? `: ${told}` : ""}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}\n${error.stack}`);
    const left = browser.contexts().flatMap((context) => context.pages());
    if (left.length) await picture(left.at(-1), `failed-${failed}`);
  } finally {
    // What a failed test left open takes connections away from the next.
    for (const context of browser.contexts()) for (const page of context.pages()) await page.close();
  }
}

// Starts a workbench, and waits until its first scan is done.
async function serve(name) {
  const folder = join(work, name);
  const server = spawn(assay, ["review", folder, "--store", join(work, `${name}.db`), "--no-browser"], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, USER: "kim" } });
  running.push(server);
  let errors = "";
  server.stderr.on("data", (text) => (errors += text));
  const address = await new Promise((found, broken) => {
    let said = "";
    server.stdout.on("data", (text) => {
      said += text;
      const address = said.match(/http:\S+/);
      if (address) found(address[0]);
    });
    server.on("exit", (code) => broken(new Error(`assay review ended with ${code}: ${errors}`)));
  });
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce" });
  const page = await context.newPage();
  const begun = performance.now();
  await page.goto(address);
  await page.waitForSelector("h1:has-text('Overview')", { timeout: 300_000 });
  const took = performance.now() - begun;
  await page.close();
  return { folder, context, origin: new URL(address).origin, state: await context.storageState(), took };
}

// A page, and what it says.
async function open(server, path, context = server.context) {
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const said = [];
  page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(String(error)));
  const answer = await page.goto(server.origin + path);
  return { page, said, status: answer.status() };
}


async function keyboard(server) {
  const { page, said } = await open(server, "/findings");
  const all = await rows(page);
  assert.ok(all.length > 20, `${all.length} findings`);
  const told = () => page.locator("[data-told]").filter({ hasText: /./ }).innerText();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  assert.equal(await page.evaluate(() => document.activeElement.closest("tr").dataset.row), all[0]);
  await page.keyboard.press("c");
  await page.waitForFunction(() => document.querySelector("[data-told]").textContent);
  assert.equal(await told(), "1 finding: confirmed.");
  assert.equal(await state(page, all[0]), "confirmed");
  await page.keyboard.press("j");
  await page.keyboard.press("f");
  await page.keyboard.type("only who develops it can call this; j and k are letters here");
  await page.keyboard.press("Enter");
  await page.waitForFunction((name) => document.querySelector(`[data-row="${name}"] .state`).textContent === "false alarm", all[1]);
  await page.keyboard.press("j");
  await page.keyboard.press("a");
  await page.keyboard.type("the partner retires this in spring");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("[data-alert]").textContent);
  assert.match(await text(page, "[data-alert]"), /until which day/, "without a day nothing is accepted");
  await page.fill("input[name=until]", "2099-03-31");
  await page.press("input[name=until]", "Enter");
  await page.waitForFunction((name) => document.querySelector(`[data-row="${name}"] .state`).textContent === "accepted risk", all[2]);
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  assert.equal(await text(page, "[data-many]"), "2 chosen:");
  await page.keyboard.press("o");
  await page.keyboard.type("ann");
  await page.fill("input[name=due]", "2099-01-15");
  await page.press("input[name=due]", "Enter");
  await page.waitForFunction((name) => document.querySelector(`[data-row="${name}"] [data-owner]`).textContent.startsWith("ann"), all[4]);
  await page.keyboard.press("?");
  assert.ok(await page.locator("dialog[open]").isVisible());
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.name), "words");
  assert.deepEqual(said.filter((line) => !line.includes("400")), []);
  // Everything was kept.
  await page.goto(server.origin + "/findings?state=all");
  assert.deepEqual(await Promise.all(all.slice(0, 4).map((name) => state(page, name))), ["confirmed", "false alarm", "accepted risk", "open"]);
  assert.match(await page.locator(`[data-row="${all[3]}"] [data-owner]`).innerText(), /^ann\s+by 2099-01-15$/);
  await page.goto(server.origin + "/findings?owner=ann");
  assert.equal((await rows(page)).length, 2);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/finding\//);
  await page.keyboard.press("j");
  await page.waitForURL((url) => url.pathname.endsWith(all[4]));
  await page.keyboard.press("u");
  await page.waitForURL(/\/findings\?owner=ann/);
  for (const [query, least] of [["risk=critical", 1], ["state=accepted", 1], ["area=injection", 2], ["path=shop%2Fadmin", 1], ["words=sql", 1], ["rule=nothing", 0]]) {
    await page.goto(`${server.origin}/findings?${query}`);
    const many = (await rows(page)).length;
    assert.ok(many >= least && many < all.length && (least || !many), `${query}: ${many}`);
  }
  await page.close();
  return `${all.length} findings to do`;
}

async function scriptless(server) {
  const context = await browser.newContext({ viewport: DESKTOP, javaScriptEnabled: false, storageState: server.state });
  const { page } = await open(server, "/findings?sort=place", context);
  const all = await rows(page);
  const names = all.slice(-3);
  for (const name of names) await page.check(`[data-row="${name}"] input[name=pick]`);
  await page.click("button[value=confirmed]");
  await page.waitForURL(/\/findings\?sort=place/);
  for (const name of names) assert.equal(await state(page, name), "confirmed");
  await page.check(`[data-row="${names[0]}"] input[name=pick]`);
  await page.click("details[data-ask=f] summary");
  await page.click("button[value=false-alarm]");
  assert.match(await text(page, "main"), /say why/i, "a reason is asked for");
  await page.goBack();
  await page.goto(`${server.origin}/finding/${names[0]}`);
  await page.check("input[name=state][value=confirmed]");
  await page.fill("input[name=owner]", "ben");
  await page.click("[data-judge] button.main");
  assert.equal(await page.inputValue("input[name=owner]"), "ben");
  await page.goto(`${server.origin}/code/run.py`);
  await page.fill("input[name=from]", "1");
  await page.click("[data-record] button");
  assert.equal(await page.inputValue("input[name=path]"), "run.py");
  await context.close();
}

async function conflicts(server) {
  const one = await open(server, "/findings?sort=title");
  const name = (await rows(one.page))[0];
  const two = await open(server, `/finding/${name}`);
  const three = await open(server, `/finding/${name}`);
  await two.page.check("input[name=state][value=confirmed]");
  await two.page.fill("textarea[name=reason]", "seen in the logs");
  await two.page.click("[data-judge] button.main");
  await three.page.check("input[name=state][value=false-alarm]");
  await three.page.fill("textarea[name=reason]", "cannot be reached");
  await three.page.click("[data-judge] button.main");
  assert.equal(await text(three.page, "h1"), "Somebody else was faster");
  const table = await text(three.page, "main table");
  assert.ok(table.includes("seen in the logs") && table.includes("cannot be reached"), table);
  await violations(three.page, "a conflict");
  await picture(three.page, "conflict");
  await three.page.click("text=Say mine instead");
  await three.page.waitForURL(/\/finding\//);
  assert.ok(await three.page.isChecked("input[name=state][value=false-alarm]"));
  // The list was loaded before all that.
  await one.page.keyboard.press("j");
  await one.page.keyboard.press("c");
  await one.page.waitForSelector("[data-alert] button");
  assert.match(await text(one.page, "[data-alert]"), /kim judged .* meanwhile: false alarm/);
  await one.page.click("text=Say mine instead");
  await one.page.waitForFunction(() => document.querySelector("[data-told]").textContent);
  assert.equal(await state(one.page, name), "confirmed");
  const history = await open(server, `/finding/${name}`);
  assert.match(await text(history.page, ".events"), /seen in the logs[\s\S]*cannot be reached/);
  for (const { page } of [one, two, three, history]) await page.close();
}

async function byHand(server) {
  const { page, said } = await open(server, "/code");
  await page.click("text=shop/");
  await page.click("text=orders.py");
  await page.waitForURL(/code\/shop\/orders\.py/);
  const lines = readFileSync(join(server.folder, "shop/orders.py"), "utf8").split("\n");
  const at = lines.findIndex((line) => line.startsWith("def ")) + 1;
  await page.click(`[data-line="${at}"]`);
  await page.click(`[data-line="${at + 2}"]`, { modifiers: ["Shift"] });
  assert.equal(await page.locator("tr.chosen").count(), 3);
  await picture(page, "selected");
  await page.keyboard.press("n");
  await page.waitForURL(/manual\/new/);
  assert.equal(await page.inputValue("input[name=from]"), String(at));
  assert.equal(await page.inputValue("input[name=to]"), String(at + 2));
  await page.fill("input[name=title]", "An order can be paid twice");
  await page.fill("textarea[name=description]", "Nothing locks the order between the check and the payment.");
  await page.selectOption("select[name=impact]", "high");
  await page.fill("input[name=cwe]", "362");
  await page.fill("textarea[name=repair]", "Lock the row before the state is read.");
  await page.click("button:has-text('Record')");
  await page.waitForURL(/\/finding\//);
  const name = page.url().split("/").pop();
  assert.equal(await text(page, "h1"), "An order can be paid twice");
  assert.match(await text(page, ".badges"), /high/);
  await picture(page, "by-hand");
  await page.goto(server.origin + "/findings?words=paid+twice");
  assert.deepEqual(await rows(page), [name]);
  await page.goto(server.origin + "/code/shop/orders.py");
  assert.match(await text(page, `#L${at} .margin`), /An order can be paid twice/);
  assert.deepEqual(said, []);
  await page.close();
  return `${at} to ${at + 2}`;
}

async function finding(server) {
  const { page, said } = await open(server, "/findings?state=open&words=cwe-89&risk=critical");
  await page.locator("[data-open]").first().click();
  await page.waitForURL(/\/finding\//);
  assert.ok((await page.locator("ol.trace > li").count()) >= 2, "the path has steps");
  await page.fill("input[name=owner]", "cleo");
  await page.fill("input[name=due]", "2099-02-01");
  await page.click("[data-judge] button.main");
  await page.fill("textarea[name=text]", "The <b>search</b> field is public.");
  await page.click("button:text-is('Write')");
  await page.waitForURL(/#history/);
  assert.match(await text(page, ".events"), /owner: cleo[\s\S]*The <b>search<\/b> field is public\./);
  const risk = () => text(page, "[data-outcome]");
  assert.equal(await risk(), "critical");
  await page.locator("#likelihood").focus();
  await page.keyboard.press("ArrowLeft");
  assert.equal(await risk(), "high", "the slider tells what it means");
  await page.click("text=Set the risk");
  assert.match(await text(page, "main"), /say why/i);
  await page.goBack();
  await page.locator("#likelihood").fill("2");
  await page.fill("textarea[name=rating-reason]", "behind the partner's network");
  await page.click("text=Set the risk");
  assert.match(await text(page, ".outcome"), /high\s+rated critical/);
  assert.match(await text(page, ".badges"), /high/);
  await page.click("[data-load]");
  await page.waitForFunction(() => !document.querySelector("[data-load]"), null, { timeout: 120_000 });
  assert.match(await text(page, "#diff"), /Proven|No repair/);
  await picture(page, "finding-with-repair", true);
  assert.deepEqual(said.filter((line) => !line.includes("400")), []);
  await page.close();
}

async function reports(server) {
  const { page, said } = await open(server, "/reports");
  const get = async (format) => {
    const answer = await page.request.get(`${server.origin}/reports/${format}`, { timeout: 60_000 });
    assert.equal(answer.status(), 200, format);
    assert.match(answer.headers()["content-disposition"], /^attachment; filename="/);
    return answer.body();
  };
  const formats = await page.locator(".offers a").evaluateAll((list) => list.map((link) => link.pathname.split("/").pop()));
  const sizes = [];
  for (const format of formats) sizes.push(`${format} ${Math.round((await get(format)).length / 1024)} kB`);
  const review = JSON.parse(await get("json"));
  const away = review.suppressed.filter((one) => one.by === "review");
  const accepted = away.find((one) => one.until === "2099-03-31");
  assert.deepEqual([accepted.who, accepted.reason], ["kim", "accepted risk: the partner retires this in spring"]);
  assert.ok(away.some((one) => one.reason.startsWith("false alarm: only who develops it")));
  const written = review.findings.find((one) => one.rule.startsWith("by-hand-"));
  assert.deepEqual([written.message, written.risk, written.cwe], ["Nothing locks the order between the check and the payment.", "high", [362]]);
  const rated = review.findings.find((one) => one.reason.includes("kim rated it in the review: behind the partner's network"));
  assert.equal(rated.risk, "high");
  const html = String(await get("html"));
  assert.ok(html.includes("An order can be paid twice") && html.includes("the partner retires this in spring"));
  assert.ok(html.includes("cleo") && html.includes("2099-02-01"), "the plan has owner and day");
  if (formats.includes("pdf")) assert.equal(String((await get("pdf")).subarray(0, 5)), "%PDF-");
  assert.deepEqual(said, []);
  await page.close();
  return sizes.join(", ");
}

// Every page, by name.
async function pages(server) {
  const { page } = await open(server, "/findings?state=all&words=cwe-89");
  const flow = await page.locator("[data-open]").first().getAttribute("href");
  await page.goto(server.origin + "/findings?state=all&area=by-hand");
  const written = await page.locator("[data-open]").first().getAttribute("href");
  await page.close();
  const all = {
    overview: "/", findings: "/findings", "all findings": "/findings?state=all", nothing: "/findings?words=nothing-has-this",
    finding: flow, "finding by hand": written, folder: "/code", inner: "/code/shop", file: "/code/shop/orders.py?line=12&to=14#L12", search: "/code?name=py",
    record: "/manual/new?path=shop/orders.py&from=12&to=14", unplaced: "/manual/new", reports: "/reports", missing: "/code/nowhere.py",
    routes: "/routes", settings: "/settings", dependencies: "/dependencies", plan: "/plan", calendar: "/plan?view=calendar", "to judge": "/plan?column=judge",
    "open routes": "/routes?open=1&changes=1", inspection: "/inspection", topic: "/inspection/authentication",
    lessons: "/lessons", lesson: "/lessons/sql-injection", audit: "/audit", people: "/people", scans: "/scan", errors: "/inspection/error-handling",
  };
  return all;
}

async function accessible(server, dress) {
  const context = await browser.newContext({ viewport: dress.viewport, colorScheme: dress.colorScheme, reducedMotion: "reduce", storageState: server.state });
  const without = [];
  const problems = [];
  for (const [name, path] of Object.entries(await pages(server))) {
    const { page, said, status } = await open(server, path, context);
    if (status === 404 && name !== "missing") {
      without.push(name);
      await page.close();
      continue;
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await picture(page, `${dress.name.replaceAll(" ", "-")}-${name.replaceAll(" ", "-")}`);
    try {
      assert.ok(wide <= 0, `${name} is ${wide} pixels wider than the window`);
      // The part that one is in can be seen, also where the parts do not fit beside each other.
      const hidden = await page.evaluate(() => {
        const here = document.querySelector(".bar nav [aria-current]")?.getBoundingClientRect();
        return here && (here.left < 0 || here.right > innerWidth);
      });
      assert.ok(!hidden, `${name}: where one is stands beyond the edge`);
      const quotes = await page.evaluate(() => [...document.querySelectorAll(".does, .lead, .message")].filter((one) => one.textContent.includes("`")).length);
      assert.equal(quotes, 0, `${name}: code stands in quotes`);
      assert.deepEqual(name === "missing" ? [] : said, [], name);
      await violations(page, name);
      for (const details of await page.locator("main details:not([data-ask])").all()) await details.evaluate((node) => (node.open = true));
      const ask = page.locator("details[data-ask]").nth(1);
      if (await ask.count()) {
        await ask.evaluate((node) => (node.open = true));
        await picture(page, `${dress.name.replaceAll(" ", "-")}-${name.replaceAll(" ", "-")}-asked`);
      }
      await violations(page, `${name}, opened`);
    } catch (error) {
      problems.push(error.message);
    }
    await page.close();
  }
  await context.close();
  assert.equal(problems.length, 0, problems.join("\n"));
  return without.length ? `there is no ${without.join(", ")}` : "";
}

async function violations(page, when) {
  if (!(await page.evaluate(() => typeof window.axe !== "undefined"))) await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  const told = found.violations.map((violation) => {
    const nodes = violation.nodes.slice(0, 3).map((node) => `    ${node.html.slice(0, 200)}\n    ${node.failureSummary}`);
    return `  ${violation.id}: ${violation.help} (${violation.nodes.length} places)\n${nodes.join("\n")}`;
  });
  assert.equal(told.length, 0, `${when}:\n${told.join("\n")}`);
}

async function rescan(server) {
  const file = join(server.folder, "run.py");
  const { page } = await open(server, "/findings?state=all&path=run.py");
  const before = await rows(page);
  assert.ok(before.length > 0, "run.py has a finding");
  const source = readFileSync(file, "utf8");
  const repaired = source.replaceAll(/debug\s*=\s*True/g, "debug=False").replaceAll("0.0.0.0", "127.0.0.1");
  assert.notEqual(repaired, source);
  writeFileSync(file, repaired);
  const orders = join(server.folder, "shop/orders.py");
  writeFileSync(orders, "# moved\n# by two lines\n" + readFileSync(orders, "utf8"));
  await page.goto(server.origin + "/");
  // It is noticed that files changed, and one scans again.
  await page.locator("[data-notice-text]", { hasText: "Files changed" }).waitFor({ timeout: 60_000 });
  await page.locator("form[action='/scan'] button:visible").first().click();
  for (let tries = 0; tries < 120; tries += 1) {
    await page.goto(server.origin + "/");
    if (/Scan 2,/.test(await text(page, "main"))) break;
    await page.waitForTimeout(1000);
  }
  await page.goto(server.origin + "/findings?state=repaired");
  const closed = await rows(page);
  const gone = before.filter((name) => closed.includes(name));
  assert.ok(gone.length > 0, `none of ${before} among ${closed}`);
  await page.goto(`${server.origin}/finding/${gone[0]}`);
  assert.match(await text(page, "main"), /no longer found/);
  assert.match(await text(page, ".events"), /→ repaired/);
  await picture(page, "repaired");
  await page.goto(server.origin + "/findings?state=all&area=by-hand");
  const place = (await text(page, ".what .place")).match(/:(\d+)$/)[1];
  const first = readFileSync(orders, "utf8").split("\n").findIndex((line) => line.startsWith("def ")) + 1;
  assert.equal(Number(place), first, "the finding by hand moved with its lines");
  // What was said stays.
  await page.goto(server.origin + "/findings?state=accepted");
  assert.equal((await rows(page)).length, 1);
  await page.close();
  return `${gone.length} of ${before.length} closed`;
}

async function hostile() {
  const folder = join(work, "hostile");
  const bad = "<img src=x onerror=ran=1><script>ran=2</script>{{7*7}}";
  mkdirSync(join(folder, "a<img src=x onerror=ran=3>"), { recursive: true });
  const code = `from flask import Flask, request\nimport os\napp = Flask(__name__)\n# ${bad} \u202e evil\n@app.get("/x${bad.replaceAll('"', "")}")\ndef view():\n    """</code></pre>${bad}"""\n    return str(os.system(request.args["${bad}"]))\n`;
  writeFileSync(join(folder, "app.py"), code);
  writeFileSync(join(folder, "a<img src=x onerror=ran=3>", "b'\"&<script>ran=4</script>.py".replaceAll("/", "-")), code.replace("app =", "app2 =").replaceAll("@app.", "@app2."));
  const server = await serve("hostile");
  const { page, said } = await open(server, "/findings?state=all");
  const visit = async (path) => {
    const answer = await page.goto(server.origin + path);
    assert.ok(answer.status() < 500, `${path}: ${answer.status()} ${await text(page, "main")}`);
    assert.equal(await page.evaluate(() => window.ran), undefined, path);
    assert.equal(await page.locator("main img, main script").count(), 0, path);
  };
  const links = new Set(["/", "/findings?state=all", `/findings?words=${encodeURIComponent(bad)}&path=${encodeURIComponent(bad)}`, "/code", `/manual/new?path=${encodeURIComponent(bad)}&from=1`, "/reports", "/routes", "/settings", "/dependencies", "/plan"]);
  for (const start of ["/findings?state=all", "/code", "/code/" + encodeURIComponent("a<img src=x onerror=ran=3>")]) {
    await visit(start);
    for (const link of await page.locator("main a[href^='/']").evaluateAll((list) => list.map((one) => one.getAttribute("href")))) links.add(link);
  }
  for (const link of links) await visit(link);
  // The workbench opens no file: what is not in the review is not there.
  for (const path of ["/code/../../../etc/passwd", "/code/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/code//etc/passwd", "/code/.git/config"]) {
    const answer = await page.request.get(server.origin + path, { maxRedirects: 0 });
    assert.ok([400, 404].includes(answer.status()), `${path}: ${answer.status()}`);
    assert.ok(!(await answer.text()).includes("root:"), path);
  }
  assert.deepEqual(said.filter((line) => !/404/.test(line)), []);
  await page.close();
  return `${links.size} pages`;
}

async function quick() {
  const server = await serve("many");
  const { page } = await open(server, "/findings");
  const first = await page.locator("[data-open]").first().getAttribute("href");
  const all = await text(page, "[data-shown]");
  const paths = { overview: "/", findings: "/findings", words: "/findings?words=sql+part12", path: "/findings?path=part1&sort=place", last: "/findings?page=99999", finding: first, folder: "/code", file: "/code/part0.py", reports: "/reports", routes: "/routes", settings: "/settings", dependencies: "/dependencies", plan: "/plan", inspection: "/inspection", lessons: "/lessons" };
  const times = [];
  for (const [name, path] of Object.entries(paths)) {
    const measured = [];
    let status;
    for (let turn = 0; turn < 5; turn += 1) {
      const begun = performance.now();
      const answer = await page.request.get(server.origin + path);
      await answer.body();
      measured.push(performance.now() - begun);
      status = answer.status();
    }
    if (status === 404) continue;
    assert.equal(status, 200, name);
    const time = measured.sort((one, other) => one - other)[2];
    times.push({ name, time });
    assert.ok(time < GENEROUS, `${name} took ${time} ms`);
  }
  // Judging a hundred at once.
  await page.check("[data-pick-all]");
  const begun = performance.now();
  await page.click("button[value=confirmed]");
  await page.waitForFunction(() => document.querySelector("[data-told]").textContent);
  times.push({ name: "judge 100", time: performance.now() - begun });
  await page.close();
  const slow = times.filter(({ time }) => time > WANTED).map(({ name }) => name);
  const told = times.map(({ name, time }) => `${name} ${Math.round(time)} ms`).join(", ");
  return `${all}; ready ${(server.took / 1000).toFixed(1)} s after the start; ${told}${slow.length ? `; over ${WANTED} ms: ${slow.join(", ")}` : ""}`;
}

async function picture(page, name, fullPage = false) {
  if (screenshots) await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage });
}

function options(given) {
  const take = (name) => {
    const at = given.indexOf(name);
    return at < 0 ? undefined : given.splice(at, 2)[1];
  };
  const [screenshots, only] = [take("--screenshots"), take("--only")];
  const [assay, work] = given;
  if (!assay || !work) {
    console.error("node workbench.mjs ASSAY WORK [--screenshots FOLDER] [--only WORDS]");
    process.exit(2);
  }
  if (screenshots) mkdirSync(screenshots, { recursive: true });
  return { assay, work, screenshots, only };
}
