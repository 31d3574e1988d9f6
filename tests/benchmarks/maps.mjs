// Opens a template of a network on images, trains it, and counts the page's animation frames while its feature maps
// change. Prints one line of JSON. Usage: node maps.mjs URL TEMPLATE SECONDS
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../frontend/package.json', import.meta.url));
const { chromium } = require('@playwright/test');

const [address, template, seconds] = [process.argv[2], process.argv[3], Number(process.argv[4] ?? 5)];

/** Counts what the worker's frames of the view `maps` carry: messages, and maps in the newest one. */
function spy() {
  const log = { messages: 0, maps: 0 };
  window.benchmark = log;
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', ({ data }) => {
        if (typeof data === 'string') return;
        const size = new DataView(data).getUint32(0, true);
        const header = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 8, size)));
        if (header.view !== 'maps') return;
        log.messages += 1;
        const maps = header.tensors.filter(({ shape }) => shape.length === 3);
        log.maps = maps.reduce((sum, { shape }) => sum + shape[0], 0);
      });
    }
  };
}

function frames(length_ms) {
  return new Promise((resolve) => {
    const begun = performance.now();
    let count = 0;
    const tick = (now) => {
      count += 1;
      if (now - begun < length_ms) requestAnimationFrame(tick);
      else resolve((1000 * count) / (now - begun));
    };
    requestAnimationFrame(tick);
  });
}

const browser = await chromium.launch({
  executablePath: process.env.GLASSNET_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
await page.addInitScript(spy);
await page.goto(address);
await page.getByRole('button', { name: 'Templates' }).click();
await page.getByRole('menuitem', { name: template }).click();
await page.getByRole('button', { name: 'Play', exact: true }).click();
await page.waitForFunction(() => window.benchmark.messages > 20, null, { timeout: 120_000 });
await page.evaluate(() => {
  window.benchmark.messages = 0;
});
const rate = await page.evaluate(frames, 1000 * seconds);
const log = await page.evaluate(() => window.benchmark);
await browser.close();
console.log(JSON.stringify({ frames_per_s: rate, maps: log.maps, messages_per_s: log.messages / seconds }));
