// Opens the real page, presses play and watches everything. Prints one line of JSON. Usage: node browser.mjs URL SECONDS
// Ages are taken from outside the page: from when the worker made a frame to when the page said it had painted it.
// Play counts from when the button goes down: what the driver does before that is not the page's.
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../frontend/package.json', import.meta.url));
const { chromium } = require('@playwright/test');

const [address, seconds] = [process.argv[2], Number(process.argv[3] ?? 8)];

function spy() {
  const log = { painted: [], plays: [] };
  window.benchmark = log;
  window.addEventListener('pointerdown', () => log.plays.push(Date.now()), { capture: true });
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...given) {
      super(...given);
      this.received = [];
      this.addEventListener('message', (event) => {
        if (typeof event.data === 'string') return;
        const view = new DataView(event.data);
        const header = JSON.parse(new TextDecoder().decode(new Uint8Array(event.data, 8, view.getUint32(0, true))));
        this.received.push({ made: header.made_ms, step: header.step });
      });
    }
    send(message) {
      const said = typeof message === 'string' ? JSON.parse(message) : {};
      if (said.type === 'painted') {
        for (const frame of this.received.splice(0)) log.painted.push({ ...frame, at: Date.now() });
      }
      super.send(message);
    }
  };
}

const browser = await chromium.launch({
  executablePath: process.env.GLASSNET_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
await page.addInitScript(spy);
await page.goto(address);
const play = page.getByRole('button', { name: 'Play', exact: true });
await play.waitFor();
await page.waitForFunction(() => window.benchmark.painted.length > 0, null, { timeout: 60_000 });

await play.click();
await page.waitForFunction(() => window.benchmark.painted.some((frame) => frame.step > 0), null, { timeout: 60_000 });
const first = await page.evaluate(() => window.benchmark.painted.find((frame) => frame.step > 0).at);

const pressed = await page.evaluate(() => window.benchmark.plays[0]);

const api = `${new URL(address).origin}/api/v1/runs`;
const run = (await (await page.request.get(api)).json()).items[0].id;
const full = { type: 'set_live', path: 'training.updates_per_s', value: null };
await page.request.post(`${api}/${run}/commands`, { data: full });
await page.waitForTimeout(4000);
const record = async () => (await page.request.get(`${api}/${run}`)).json();
const [before, began] = [await record(), Date.now()];
await page.evaluate(() => window.benchmark.painted.splice(0));
await page.waitForTimeout(1000 * seconds);
const [after, ended] = [await record(), Date.now()];
const painted = await page.evaluate(() => window.benchmark.painted);
await browser.close();

const spent = (ended - began) / 1000;
console.log(
  JSON.stringify({
    updates_per_s: (after.step - before.step) / spent,
    messages_per_s: painted.length / spent,
    ages_ms: painted.map((frame) => frame.at - frame.made),
    first_ms: first - pressed,
    spec: after.spec,
  }),
);
