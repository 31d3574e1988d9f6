import { type APIRequestContext, test as base, expect, type Locator, type Page } from '@playwright/test';
import type { RunRecord } from '../../frontend/src/protocol/names';
import { pictureOf, printsOf } from './pixels';
import { OwnServer } from './server';
import { readWeights } from './weights';

/** Compiling is what takes longest, and on a busy machine very long. */
export const PATIENCE = { timeout: 90_000 };

const isFollow = (said: unknown): said is { run: string } =>
  typeof said === 'object' && said !== null && 'type' in said && said.type === 'follow' && 'run' in said;

/** The page under test together with the REST API behind it. */
export class Glass {
  /** Whether the test takes the server away, which the browser itself then tells in the console. */
  mayLose = false;
  /** Whether the server refuses something in the test, which the browser itself then tells in the console. */
  mayRefuse = false;

  private followed = '';

  constructor(
    readonly page: Page,
    readonly request: APIRequestContext,
    readonly origin = '',
  ) {
    page.on('websocket', (socket) =>
      socket.on('framesent', ({ payload }) => {
        const said: unknown = typeof payload === 'string' ? JSON.parse(payload) : null;
        if (isFollow(said)) this.followed = said.run;
      }),
    );
  }

  /** Opens the page and waits until it shows the first pictures. */
  async open(hash = ''): Promise<void> {
    await this.page.goto(`${this.origin}/${hash}`);
    await this.untilDrawn();
  }

  async untilDrawn(): Promise<void> {
    await expect.poll(async () => (await pictureOf(this.unit('out', 0))).colours, PATIENCE).toBeGreaterThan(1);
    await expect(this.page.locator('.page[data-stale]')).toHaveCount(0, PATIENCE);
  }

  /** The id of the run that the page shows: the one it asked last to hear of. */
  id = (): string => this.followed;

  /** What the server says of a run. The page may be about to replace its own one, so that is looked up again. */
  async record(id?: string): Promise<RunRecord> {
    const found: RunRecord[] = [];
    await expect(async () => {
      const answer = await this.request.get(`${this.origin}/api/v1/runs/${id ?? this.id()}`);
      expect(answer.status()).toBe(200);
      found.push(await answer.json());
    }).toPass({ timeout: 10_000 });
    const [record] = found;
    if (!record) throw new Error('no run');
    return record;
  }

  step = async (): Promise<number> => (await this.record()).step;
  status = async (): Promise<string> => (await this.record()).status;

  /** What the server has saved of the run: every weight and bias. */
  async weights(): Promise<Map<string, number[]>> {
    const answer = await this.request.get(`${this.origin}/api/v1/runs/${this.id()}/checkpoint`);
    return answer.status() === 200 ? readWeights(await answer.body()) : new Map();
  }

  button = (name: string | RegExp): Locator => this.page.getByRole('button', { name, exact: true });
  field = (name: string): Locator => this.page.getByRole('spinbutton', { name, exact: true });
  dataSet = (name: string): Locator => this.page.getByRole('radio', { name, exact: true });
  unit = (node: string, unit: number): Locator => this.page.locator(`[data-unit="${node} ${unit}"] canvas`);
  unitPictures = (): Promise<number[]> => printsOf(this.page.locator('.unit canvas'));
  surface = (): Locator => this.page.locator('.big-canvas');
  inspector = (): Locator => this.page.getByRole('region', { name: 'Inspector' });
  banner = (text: string | RegExp): Locator => this.page.locator('.banner').filter({ hasText: text });
  number = (row: 'Loss' | 'Accuracy' | 'Dice'): Locator =>
    this.page.getByRole('row', { name: row }).getByRole('cell').first();

  async set(field: string, value: number): Promise<void> {
    await this.field(field).fill(String(value));
    await this.field(field).press('Enter');
  }

  /** Chooses one of a list, as with the mouse. */
  async choose(label: string, option: string): Promise<void> {
    await this.page.getByRole('button', { name: new RegExp(`${label}$`) }).click();
    await this.page
      .getByRole('option', { name: new RegExp(`^${option}`) })
      .first()
      .click();
  }

  async play(): Promise<void> {
    await this.button('Play').click();
    await expect.poll(this.step, PATIENCE).toBeGreaterThan(0);
  }

  async pause(): Promise<void> {
    await this.button('Pause').click();
    await expect.poll(this.status).toBe('paused');
  }

  /** Ends what the test began, so that the next one has the server to itself. */
  async clear(): Promise<void> {
    const page = await this.request.get(`${this.origin}/api/v1/runs`);
    const { items }: { items: RunRecord[] } = await page.json();
    for (const { id } of items) await this.request.delete(`${this.origin}/api/v1/runs/${id}`);
  }
}

/** Notes what a page must never do: faults in its console, and requests to other hosts. */
export function watchFor(page: Page): string[] {
  const troubles: string[] = [];
  page.on('pageerror', ({ message }) => troubles.push(`uncaught: ${message}`));
  page.on('console', (line) => {
    if (line.type() === 'error' || line.type() === 'warning') troubles.push(`console: ${line.text()}`);
  });
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (hostname !== '127.0.0.1' && protocol !== 'data:' && protocol !== 'blob:') troubles.push(request.url());
  });
  return troubles;
}

/** A test with the page of a real server; it fails where the page had troubles. Each of Playwright's workers has a server. */
export const test = base.extend<{ glass: Glass }, { laptop: OwnServer }>({
  laptop: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use) => {
      const server = await OwnServer.start();
      await use(server);
      await server.end();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ laptop }, use) => {
    await use(laptop.origin);
  },
  glass: async ({ page, request }, use) => {
    const troubles = watchFor(page);
    const glass = new Glass(page, request);
    await use(glass);
    const expected = (line: string): boolean =>
      (glass.mayLose && line.startsWith('console: WebSocket')) ||
      (glass.mayRefuse && line.startsWith('console: Failed to load resource'));
    expect(troubles.filter((line) => !expected(line))).toEqual([]);
    if (!page.isClosed()) await page.close();
    await glass.clear();
  },
});

export { expect };
