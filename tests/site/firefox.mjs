// Visits pages in Firefox. Reads {modules, firefox, pages, compare} as JSON; writes what each page complained of and
// what its widgets did at one step, and what the function `compare` of its page gives.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const read = async () => JSON.parse(Buffer.concat(await Array.fromAsync(process.stdin)).toString());
const { modules, firefox, pages, compare } = await read();
const place = createRequire(pathToFileURL(`${modules}/`)).resolve("puppeteer-core");
const { default: puppeteer } = await import(pathToFileURL(place));
const browser = await puppeteer.launch({ browser: "firefox", executablePath: firefox, headless: true });

async function stepped(page, mount) {
  const frame = () => mount.$eval("input[name='frame']", ({ value, max }) => [Number(value), Number(max)]);
  const [before, most] = await frame();
  await mount.$eval(".bw", (root) => root.focus());
  await page.keyboard.press(before < most ? "." : ",");
  for (let tries = 0; tries < 200; tries++) {
    if ((await frame())[0] !== before) return true;
    await new Promise((done) => setTimeout(done, 50));
  }
  return false;
}

async function visit(address) {
  const page = await browser.newPage(),
    complaints = [],
    widgets = {};
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (said) => ["error", "warn"].includes(said.type()) && complaints.push(said.text()));
  page.on("request", (asked) => /^https?:/.test(asked.url()) && complaints.push(asked.url()));
  await page.setViewport({ width: 1280, height: 800 });
  await page.goto(address, { waitUntil: "load" });
  for (const mount of await page.$$(".widget-mount")) {
    await mount.scrollIntoView();
    await page.waitForFunction((node) => node.dataset.mounted, { timeout: 60000 }, mount);
    const { id, mounted } = await mount.evaluate((node) => ({ id: node.id, mounted: node.dataset.mounted }));
    widgets[id] = mounted === "true" && (await stepped(page, mount));
  }
  await page.close();
  return { complaints, widgets };
}

async function network() {
  const page = await browser.newPage();
  await page.goto(compare.page);
  await page.addScriptTag({ path: compare.cases });
  const found = await page.evaluate(() => globalThis.compare({ cases: globalThis.CASES, without: "" }));
  await page.close();
  return found.map(({ worst, wasm, worker }) => ({ worst, wasm, worker }));
}

const found = { pages: {}, network: await network() };
for (const address of pages) found.pages[address] = await visit(address);
await browser.close();
process.stdout.write(JSON.stringify(found));
