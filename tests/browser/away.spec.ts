import { test as base } from '@playwright/test';
import { expect, Glass, PATIENCE } from './glass';
import { OwnServer } from './server';

const test = base.extend<{ server: OwnServer; glass: Glass }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  server: async ({}, use) => {
    const server = await OwnServer.start();
    await use(server);
    await server.end();
  },
  glass: async ({ page, request, server }, use) => {
    await use(new Glass(page, request, server.origin));
  },
});

test('a server that goes away is missed, and found again with the run', async ({ glass, server }) => {
  test.slow();
  await glass.open();
  await glass.play();
  const id = glass.id();
  await server.stop();
  await expect(glass.banner(/^(Reconnecting|Offline)\./)).toBeVisible(PATIENCE);
  await server.start();
  await expect(glass.banner(/^(Reconnecting|Offline)\./)).toHaveCount(0, PATIENCE);
  expect(glass.id()).toBe(id);
  await expect(glass.banner('restarted')).toContainText('The server was restarted; resumed at step', PATIENCE);
  const { step } = await glass.record();
  expect(step).toBeGreaterThan(0);
  await expect.poll(glass.step, PATIENCE).toBeGreaterThan(step);
  await expect(glass.button('Pause')).toBeVisible();
});

test('a worker that dies is replaced, and the run goes on', async ({ glass, server }) => {
  test.slow();
  await glass.open();
  await glass.play();
  const { id } = await glass.record();
  expect(server.killWorkers()).toBeGreaterThan(0);
  await expect(glass.banner('restarted')).toContainText('The worker was restarted; resumed at step', PATIENCE);
  const { step } = await glass.record(id);
  await expect.poll(glass.step, PATIENCE).toBeGreaterThan(step);
  expect(glass.id()).toBe(id);
  const shown = await glass.unitPictures();
  await glass.button('New start weights').click();
  await expect.poll(glass.unitPictures, PATIENCE).not.toEqual(shown);
});
