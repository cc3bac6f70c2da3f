// The HTML report in a real browser: accessible in every dress, closed to the outside, worked by keyboard, quick with many findings.
//
//     node report.mjs SHOP MANY [--screenshots FOLDER]
//
// SHOP is the report of the vulnerable shop, MANY one of some thousand findings.
// The browser is CHROMIUM, /usr/bin/chromium by default. It ends with 1 and says why if something is not as it must be.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 375, height: 740 };
const DRESSES = [
  { name: "light", viewport: DESKTOP, colorScheme: "light" },
  { name: "dark", viewport: DESKTOP, colorScheme: "dark" },
  { name: "phone", viewport: PHONE, colorScheme: "light" },
  { name: "phone in the dark", viewport: PHONE, colorScheme: "dark" },
];
// The browser looks for nothing by itself.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
// So long a filter may take on a machine that is busy with other things; it takes a tenth of it.
const GENEROUS = 4000;

const { shop, many, screenshots } = options(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), "browser-"));
const context = await chromium.launchPersistentContext(folder, {
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  headless: true,
  args: FLAGS,
  offline: true,
});
let failed = 0;
try {
  for (const dress of DRESSES) await check(`accessible: ${dress.name}`, () => accessible(dress));
  await check("nothing leaves the page and nothing gets in", closed);
  await check("filters and words choose findings", filters);
  await check("everything works by keyboard", keyboard);
  await check("a link to a finding opens it", link);
  await check("on paper everything is open and nothing is in the way", paper);
  await check("many findings open and filter without a pause", quick);
  await check("one of many findings is all there when it is opened", unfolds);
} finally {
  await context.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);

async function check(name, test) {
  try {
    const told = await test();
    console.log(`ok    ${name}${told ? `: ${told}` : ""}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}\n${error.message}`);
  }
}

// A page with a report, and what it says and asks for while it is open.
async function open(file, { viewport = DESKTOP, colorScheme = "light" } = {}) {
  const page = await context.newPage();
  const said = [];
  const asked = [];
  page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("requestfinished", (request) => asked.push(request.url()));
  page.on("requestfailed", (request) => {
    // What the policy of the page stops never leaves it.
    if (request.failure()?.errorText !== "csp") asked.push(request.url());
  });
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  const address = pathToFileURL(resolve(file)).href;
  await page.goto(address);
  return { page, said, asked, address };
}

async function accessible(dress) {
  const { page, said } = await open(shop, dress);
  const picture = async (name) => {
    if (screenshots) await page.screenshot({ path: join(screenshots, `${dress.name.replaceAll(" ", "-")}-${name}.png`) });
  };
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `the page is ${wide} pixels wider than the window`);
  assert.deepEqual(said, []);
  await picture("top");
  await violations(page, "as it opens");
  await page.click("#open");
  const closed = await page.locator(".finding details:not([open])").count();
  assert.equal(closed, 0, "some findings stay closed");
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wider <= 0, `with everything open, the page is ${wider} pixels wider than the window`);
  await page.locator(".finding").first().scrollIntoViewIfNeeded();
  await picture("finding");
  await violations(page, "with everything open");
  await page.click("#close");
  await page.selectOption("select[name=risk]", { index: 1 });
  await page.fill("input[name=words]", "sql");
  await settled(page);
  await picture("filtered");
  await violations(page, "with a filter");
  await page.close();
}

async function violations(page, when) {
  const loaded = await page.evaluate(() => typeof window.axe !== "undefined");
  if (!loaded) {
    const { readFileSync } = await import("node:fs");
    await page.evaluate(readFileSync(axe, "utf8"));
  }
  const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  const told = found.violations.map((violation) => {
    const nodes = violation.nodes.slice(0, 3).map((node) => `    ${node.html.slice(0, 200)}\n    ${node.failureSummary}`);
    return `  ${violation.id}: ${violation.help} (${violation.nodes.length} places)\n${nodes.join("\n")}`;
  });
  assert.equal(told.length, 0, `${when}:\n${told.join("\n")}`);
}

async function closed() {
  const { page, said, asked, address } = await open(shop);
  await page.click("#open");
  assert.deepEqual(asked, [address], "the page asks for more than itself");
  assert.deepEqual(said, [], "the page complains");
  // What a hole in the escaping would let in does not run, and reaches nobody.
  const blocked = await page.evaluate(async () => {
    const refused = new Set();
    document.addEventListener("securitypolicyviolation", (event) => refused.add(event.effectiveDirective));
    const script = document.createElement("script");
    script.textContent = "window.ran = 'script'";
    document.body.append(script);
    const image = document.createElement("img");
    image.setAttribute("onerror", "window.ran = 'handler'");
    image.src = "https://outside.example/x.png";
    document.body.append(image);
    const style = document.createElement("p");
    style.setAttribute("style", "background:url(https://outside.example/y)");
    document.body.append(style);
    const fetched = await fetch("https://outside.example/").then(() => true, () => false);
    await new Promise((done) => setTimeout(done, 300));
    return { ran: window.ran, fetched, refused: [...refused].sort() };
  });
  assert.equal(blocked.ran, undefined, "something ran");
  assert.equal(blocked.fetched, false);
  assert.deepEqual(blocked.refused, ["connect-src", "img-src", "script-src-attr", "script-src-elem", "style-src-attr"]);
  const out = asked.filter((url) => !url.startsWith("file:"));
  assert.deepEqual(out, [], "a request left the page");
  await page.close();
}

async function filters() {
  const { page } = await open(shop);
  const all = await page.locator(".finding").count();
  const shown = () => page.locator(".finding:not([hidden])");
  const told = () => page.textContent("#shown");
  assert.equal(await told(), `${all} of ${all} shown`);
  for (const risk of await page.locator("select[name=risk] option").allTextContents()) {
    if (risk === "all") continue;
    await page.selectOption("select[name=risk]", risk);
    await settled(page);
    const risks = await shown().evaluateAll((list) => list.map((one) => one.dataset.risk));
    assert.ok(risks.length > 0 && risks.every((one) => one === risk), `${risk}: ${risks}`);
    assert.equal(await told(), `${risks.length} of ${all} shown`);
  }
  await page.click("button[type=reset]");
  await settled(page);
  assert.equal(await told(), `${all} of ${all} shown`);
  await page.fill("input[name=words]", "SQL cwe-89");
  await settled(page);
  const rules = await shown().evaluateAll((list) => list.map((one) => one.dataset.text));
  assert.ok(rules.length > 0 && rules.every((text) => text.includes("cwe-89")), rules.join("\n"));
  await page.fill("input[name=words]", "<img src=x> nothing has this");
  await settled(page);
  assert.equal(await told(), `0 of ${all} shown`);
  await page.close();
  return `${all} findings`;
}

async function keyboard() {
  const { page } = await open(shop);
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.className || document.activeElement.localName);
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "skip", "the first stop is the link to the content");
  await page.keyboard.press("Enter");
  assert.equal(await focused(), "main");
  await page.keyboard.press("j");
  assert.equal(await focused(), "summary");
  const place = () => page.evaluate(() => document.activeElement.textContent);
  const first = await place();
  await page.keyboard.press("Enter");
  await page.waitForSelector("details[open]");
  const lesson = await page.locator("details[open] .text").count();
  assert.equal(lesson, 1, "an opened finding tells its lesson");
  await page.keyboard.press("j");
  assert.notEqual(await place(), first);
  await page.keyboard.press("k");
  assert.equal(await place(), first);
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.name), "words");
  await page.keyboard.type("j/k");
  assert.equal(await page.inputValue("input[name=words]"), "j/k", "letters are letters in a field");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("h1").count(), 1, "the form went nowhere");
  await page.close();
}

async function link() {
  const { page } = await open(shop);
  const target = await page.locator("ol a[href^='#f-']").first().getAttribute("href");
  await page.locator("ol a[href^='#f-']").first().click();
  await page.waitForFunction((id) => document.querySelector(id).querySelector("details").open, target);
  const top = await page.locator(target).evaluate((node) => node.getBoundingClientRect().top);
  assert.ok(top >= 0 && top < DESKTOP.height, `the finding is at ${top}`);
  await page.close();
}

async function paper() {
  const { page } = await open(shop);
  const pages = await page.pdf({ format: "A4" });
  assert.ok(pages.length > 10_000);
  const closed = await page.locator(".finding details:not([open])").count();
  assert.equal(closed, 0, "what is closed is not printed");
  await page.emulateMedia({ media: "print" });
  for (const hidden of ["nav", ".filter"]) assert.equal(await page.locator(hidden).isVisible(), false, hidden);
  await page.close();
}

async function quick() {
  const begun = performance.now();
  const { page } = await open(many);
  await page.waitForFunction(() => document.getElementById("shown").textContent.length > 0);
  const opened = performance.now() - begun;
  const all = await page.locator(".finding").count();
  const measured = await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const changes = { number: 0 };
    const watcher = new MutationObserver((list) => (changes.number += list.length));
    watcher.observe(document.body, { subtree: true, attributes: true, childList: true, characterData: true });
    const form = document.getElementById("filter");
    const steps = [];
    const act = async (name, change) => {
      changes.number = 0;
      const before = form.querySelector("#shown").textContent;
      const begun = performance.now();
      change();
      form.dispatchEvent(new Event("input", { bubbles: true }));
      while (form.querySelector("#shown").textContent === before && performance.now() - begun < 10_000) await frame();
      await frame();
      steps.push({ name, time: performance.now() - begun, changes: changes.number });
    };
    const risks = form.elements.risk;
    await act("by risk", () => (risks.value = risks.options[1].value));
    await act("all again", () => (risks.value = ""));
    await act("by words", () => (form.elements.words.value = "cwe-89 part1"));
    await act("by more words", () => (form.elements.words.value = "cwe-89 part12"));
    await act("none", () => (form.elements.words.value = "nothing-has-this"));
    return steps;
  });
  for (const step of measured) {
    // Each finding is shown or hidden once, and the line that tells how many changes.
    assert.ok(step.changes > 0 && step.changes <= all + 10, `${step.name}: ${step.changes} changes for ${all} findings`);
    assert.ok(step.time < GENEROUS, `${step.name} took ${step.time} ms`);
  }
  await page.close();
  const times = measured.map((step) => `${step.name} ${Math.round(step.time)} ms`);
  return `${all} findings; open ${Math.round(opened)} ms; ${times.join(", ")}`;
}

// What stands in one of many findings is text until somebody wants it.
async function unfolds() {
  const { page, said } = await open(many);
  const body = page.locator(".finding .body");
  assert.equal(await body.count(), 0, "the page is full before anybody opens anything");
  const first = page.locator(".finding").first();
  const text = await first.locator("noscript").textContent();
  await first.locator("summary").click();
  assert.equal(await body.count(), 1);
  assert.ok(await first.locator(".body pre mark").first().isVisible(), "the source text is not shown");
  assert.equal(await first.locator(".text").count(), 1, "an opened finding tells its lesson");
  const links = await first.locator(".body dd a").count();
  assert.ok(text.includes("<mark>") && links > 0, "what was folded is not what is shown");
  const target = await page.locator("ol a[href^='#f-']").first().getAttribute("href");
  await page.locator("ol a[href^='#f-']").first().click();
  await page.waitForFunction((id) => document.querySelector(id).querySelector("details[open] .body"), target);
  assert.deepEqual(said, [], "the page complains");
  await page.close();
}

// The filter waits until nobody types.
async function settled(page) {
  await page.waitForTimeout(150);
}

function options(given) {
  const at = given.indexOf("--screenshots");
  const screenshots = at < 0 ? undefined : given.splice(at, 2)[1];
  const [shop, many] = given;
  if (!shop || !many) {
    console.error("node report.mjs SHOP MANY [--screenshots FOLDER]");
    process.exit(2);
  }
  return { shop, many, screenshots };
}
