import { scan } from './axe';
import { expect, test } from './glass';
import { pictureOf } from './pixels';

test('axe finds nothing serious, wide or narrow, light or dark', async ({ glass, page }) => {
  await glass.open();
  expect(await scan(page)).toEqual([]);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Help' })).toBeVisible();
  expect(await scan(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await glass.unit('h1', 0).click();
  await glass.play();
  expect(await scan(page)).toEqual([]);
  await glass.button('Dark theme').click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(await scan(page)).toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  await expect(glass.button('Settings')).toBeVisible();
  expect(await scan(page)).toEqual([]);
  await glass.button('Settings').click();
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  expect(await scan(page)).toEqual([]);
});

test('a narrow page does not scroll sideways, and fingers can hit what they need', async ({ glass, page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await glass.open();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBe(360);
  for (const name of ['Play', 'Step', 'Reset', 'Settings', 'Undo', 'Help', 'Add unit to hidden layer 1']) {
    const box = await glass.button(name).boundingBox();
    expect.soft(Math.min(box?.width ?? 0, box?.height ?? 0), name).toBeGreaterThanOrEqual(44);
  }
});

test('edges flow while training, and stand still for those who want it so', async ({ glass, page }) => {
  const edges = page.locator('.diagram-canvas').first();
  // Without a learning rate no weight changes: what still moves is motion for its own sake.
  await glass.open('#lr=0');
  await glass.play();
  const flowing = (await pictureOf(edges)).print;
  await expect.poll(async () => (await pictureOf(edges)).print).not.toBe(flowing);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.reload();
  await expect(glass.button('Pause')).toBeVisible();
  await glass.untilDrawn();
  const still = (await pictureOf(edges)).print;
  for (let look = 0; look < 5; look += 1) {
    const { step } = await glass.record();
    await expect.poll(glass.step).toBeGreaterThan(step);
    expect((await pictureOf(edges)).print).toBe(still);
  }
});
