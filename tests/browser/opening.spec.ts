import { expect, test } from './glass';
import { pictureOf, printsOf } from './pixels';

test('shows the network and its answer before anything is trained', async ({ glass, page }) => {
  await glass.open();
  for (const unit of await page.locator('.unit canvas').all()) {
    await expect.poll(async () => (await pictureOf(unit)).colours).toBeGreaterThan(8);
  }
  expect(await glass.step()).toBe(0);
  expect(await glass.status()).toBe('created');

  const withPoints = await pictureOf(glass.surface());
  await page.getByRole('button', { name: 'Train points' }).click();
  await expect.poll(async () => (await pictureOf(glass.surface())).print).not.toBe(withPoints.print);
  // Without the points, all colours left are those of the surface and its axes.
  expect((await pictureOf(glass.surface())).colours).toBeGreaterThan(20);

  const edges = page.locator('.diagram-canvas').first();
  expect((await pictureOf(edges)).colours).toBeGreaterThan(10);
  const sets = await printsOf(page.locator('.thumbnail'));
  expect(new Set(sets).size).toBe(sets.length);
  expect(sets.length).toBeGreaterThanOrEqual(8);
});
