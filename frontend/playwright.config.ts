import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

const port = 8765;
const origin = `http://127.0.0.1:${port}`;

/** Each worker of Playwright reads this file again, so the folder is made once and passed on. */
function dataFolder(): string {
  const folder = process.env['GLASSNET_TEST_DATA'] ?? mkdtempSync(join(tmpdir(), 'glassnet-browser-'));
  process.env['GLASSNET_TEST_DATA'] = folder;
  return folder;
}

export default defineConfig({
  testDir: '../tests/browser',
  outputDir: 'test-results',
  forbidOnly: true,
  fullyParallel: false,
  workers: 1,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['../tests/browser/summary.ts']],
  use: {
    baseURL: origin,
    actionTimeout: 15_000,
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env['GLASSNET_CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: [
      '../.venv/bin/glassnet serve --host 127.0.0.1',
      `--port ${port} --workers 1 --no-browser --data-dir "${dataFolder()}"`,
    ].join(' '),
    url: `${origin}/api/v1/health`,
    timeout: 60_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
  },
});
