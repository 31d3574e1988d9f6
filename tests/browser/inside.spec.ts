import { scan } from './axe';
import { expect, test } from './glass';

const NET = '#data=circles&net=4.relu.drop0.5&out=sigmoid&opt=adam&lr=0.03&loss=binary_cross_entropy&batch=5&noise=0.1';
const HELD = 'Hold at zero: this unit';

test('looks into units, holds them at zero while the run goes on, and shows what dropout silences', async ({
  glass,
  page,
}) => {
  await glass.open(NET);
  const unit = page.locator('[data-unit="h1 1"]');
  const tag = unit.locator('.unit-tag');

  // A sample step: some units of some sample are dropped, and say so.
  await glass.button(/^By (sample|batch|epoch)$/).click();
  await page.getByRole('menuitemradio', { name: 'One sample' }).click();
  await expect(async () => {
    await glass.button('Step').click();
    await expect(page.locator('.unit[data-dropped]').first()).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 40_000 });
  await expect(page.locator('.unit[data-dropped] .unit-tag').first()).toHaveAttribute('data-value', 'dropped');

  // A sample by keyboard: its numbers at the units, v, φ(v) and y on the card, the sums of the batch under the curve.
  await page.keyboard.press('.');
  await glass.play();
  await page.keyboard.press('.');
  await expect(page.getByText(/^Training sample \d+ at/)).toBeVisible();
  await expect(tag).toHaveAttribute('data-value', /\d/);
  await unit.click();
  await expect(glass.inspector().locator('.sample-numbers')).toHaveText(/v2 = .*φ\(v2\) = .*y2 = /);
  await expect(glass.inspector().getByText(/of this batch’s sums are below zero/)).toBeVisible();
  await expect(glass.inspector().getByRole('img', { name: /^Activation over the sums/ })).toBeVisible();

  // Held at zero: the same run goes on, with the weights it has.
  const before = glass.id();
  await glass.button(HELD).click();
  await expect.poll(async () => (await glass.record()).spec.network.held).toEqual(['h1.units.1']);
  expect(glass.id()).toBe(before);
  await expect(unit).toHaveAttribute('data-held');
  await expect(tag).toHaveAttribute('data-value', '0');
  const step = await glass.step();
  await expect.poll(glass.step, { timeout: 30_000 }).toBeGreaterThan(step);
  await glass.button('Hold at zero: the weight from feature x').click();
  await expect.poll(async () => (await glass.record()).spec.network.held).toEqual(['h1.units.1', 'h1.weight.0.1']);
  await expect(page).toHaveURL(/held=h1\.units\.1,h1\.weight\.0\.1/);

  // By keyboard: X lets the unit go, undo brings it back.
  await unit.focus();
  await page.keyboard.press('x');
  await expect.poll(async () => (await glass.record()).spec.network.held).toEqual(['h1.weight.0.1']);
  await page.keyboard.press('Control+z');
  await expect(unit).toHaveAttribute('data-held');
  await expect(unit).toHaveAttribute('aria-label', /held at zero/);

  // Histograms of every layer, with the weight that is held counted at zero.
  await page.keyboard.press('h');
  await expect(page.getByRole('img', { name: /^Weights of h1: .* of 8 at zero, [1-9]/ })).toBeVisible({
    timeout: 20_000,
  });
  await expect(page.getByRole('row', { name: /h1/ }).getByRole('img')).toHaveCount(4);
  expect(await scan(page)).toEqual([]);
  await page.keyboard.press('Escape');
  expect(await scan(page)).toEqual([]);
  await expect(page.getByRole('heading', { name: /Histograms/ })).toHaveCount(0);
  expect(glass.id()).toBe(before);
});
