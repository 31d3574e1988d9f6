import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, Glass, PATIENCE, test } from './glass';

const fileOf = (name: string): string => join(test.info().project.outputDir, 'states', `${name}.png`);

/** Takes a picture of a designed state, to be looked at. */
const keep = (page: Page, name: string) => page.screenshot({ path: fileOf(name) });

test('fresh, training, paused, inspected, finished, dark, narrow and help', async ({ glass, page }) => {
  await glass.open();
  await keep(page, 'fresh');
  await glass.play();
  await expect.poll(async () => (await glass.record()).metrics.train?.accuracy, PATIENCE).toBeGreaterThan(0.9);
  await keep(page, 'training');
  await glass.pause();
  await keep(page, 'paused');
  await glass.unit('h1', 1).click();
  await page.mouse.move(0, 0);
  await keep(page, 'unit');
  await glass.button('Inspect hidden layer 1').click();
  await keep(page, 'layer');
  await page.keyboard.press('Escape');
  await glass.button('Dark theme').click();
  await keep(page, 'dark');
  await glass.button('Help').click();
  await expect(page.getByRole('dialog', { name: 'Help' })).toBeVisible();
  await keep(page, 'help-dark');
  await page.keyboard.press('Escape');
  await glass.button('Light theme').click();
  await glass.button('Help').click();
  await keep(page, 'help');
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 360, height: 740 });
  await expect(glass.button('Settings')).toBeVisible();
  await keep(page, 'narrow');
  await page.screenshot({ path: fileOf('narrow-whole'), fullPage: true });
  await glass.button('Settings').click();
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  await keep(page, 'narrow-settings');
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 1280, height: 800 });
  const epoch = Math.floor((await glass.record()).epoch);
  await glass.set('Max epochs', epoch + 2);
  await glass.button('Play').click();
  await expect(glass.banner('Finished.')).toBeVisible(PATIENCE);
  await keep(page, 'finished');
});

test('compiling and diverged', async ({ glass, page }) => {
  await page.goto('/#data=plane&net=7.relu,5.relu&out=linear&loss=mse&lr=9');
  await glass.button('Play').click();
  // On a fast machine it is over before it can be seen.
  const either = glass.banner('Compiling.').or(glass.banner('Diverged'));
  await expect(either).toBeVisible(PATIENCE);
  await keep(page, (await glass.banner('Compiling.').isVisible()) ? 'compiling' : 'diverged');
  await expect(glass.banner('Diverged')).toBeVisible(PATIENCE);
  await keep(page, 'diverged');
});

test('several classes, regression, offline, and the projector', async ({ glass, page, browser, request, baseURL }) => {
  await glass.open('#data=spiral&classes=3&net=8.tanh,8.tanh&opt=adam&lr=0.01');
  await glass.play();
  await expect.poll(async () => (await glass.record()).metrics.train?.accuracy, PATIENCE).toBeGreaterThan(0.7);
  await keep(page, 'multiclass');
  glass.mayLose = true;
  await page.context().setOffline(true);
  await expect(glass.banner(/^(Reconnecting|Offline)\./)).toBeVisible(PATIENCE);
  await keep(page, 'offline');
  await page.context().setOffline(false);
  await expect(glass.banner(/^(Reconnecting|Offline)\./)).toHaveCount(0, PATIENCE);

  const hall = await browser.newContext({
    ...(baseURL === undefined ? {} : { baseURL }),
    viewport: { width: 1920, height: 1080 },
    deviceScaleFactor: 2,
  });
  const projector = new Glass(await hall.newPage(), request);
  await projector.open('#data=multi_gaussian&net=8.tanh,6.tanh&opt=adam&lr=0.01');
  await projector.play();
  await expect.poll(async () => (await projector.record()).metrics.train?.loss, PATIENCE).toBeLessThan(0.05);
  await keep(projector.page, 'projector');
  await projector.page.setViewportSize({ width: 1280, height: 800 });
  await keep(projector.page, 'regression');
  await hall.close();
});
