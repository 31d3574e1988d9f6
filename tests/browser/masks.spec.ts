import { scan } from './axe';
import { Canvas } from './canvas';
import { expect, type Glass, PATIENCE, test } from './glass';
import { CELLS, diceIn, Masks } from './masks';
import { coloured, rowsOf } from './pixels';

const images = (glass: Glass) => glass.page.getByRole('row', { name: /^Images/ }).getByRole('cell');
/** Whether each is at least as good as the one before, as far as two figures tell. */
const ascending = (dices: number[]) =>
  dices.length === 6 && dices.every((one, k) => one >= (dices[k - 1] ?? 0) - 0.011);
/** What a network has learned, without how it was trained. */
const learned = (weights: Map<string, number[]>) =>
  new Map([...weights].filter(([name]) => /^(conv1|conv2|out)\./.test(name)));

test('worst first, painted over, and a corrected mask joins the training set', async ({ glass, page }) => {
  const masks = new Masks(glass);
  await new Canvas(glass).open(CELLS);
  await expect(masks.tiles()).toHaveCount(6, PATIENCE);
  await expect(images(glass)).toHaveText(['36', '12', '12']);
  await glass.play();
  await expect.poll(async () => diceIn(await glass.record()), PATIENCE).toBeGreaterThan(0.7);
  await glass.pause();
  await expect(glass.number('Dice')).toHaveText(/^0\.[6-9]/);

  await page.getByRole('radio', { name: 'Worst first' }).click();
  await glass.button('Larger output').click();
  await expect.poll(async () => ascending(await masks.dices()), PATIENCE).toBe(true);
  const shown = await masks.still(() => masks.dices());
  expect(ascending(shown)).toBe(true);
  const [worst = 1] = shown;
  expect(worst).toBeLessThan(diceIn(await glass.record()));
  expect(await scan(page, '.output-panel')).toEqual([]);
  await masks.tiles().first().click();
  await expect(masks.viewer()).toBeVisible();
  await expect(masks.dice()).toHaveText(`Dice ${worst.toFixed(2)}`);
  const run = glass.id();

  await page.getByRole('radio', { name: 'Paint image' }).click();
  await masks.paint([
    [0.2, 0.2],
    [0.8, 0.8],
    [0.8, 0.2],
    [0.2, 0.8],
  ]);
  await expect(masks.dice()).not.toHaveText(`Dice ${worst.toFixed(2)}`);
  // In a small panel the image stays in sight while its controls are scrolled to.
  await glass.button('Smaller output').click();
  await page.getByRole('slider', { name: 'Level' }).focus();
  await expect(masks.viewer()).toBeInViewport({ ratio: 1 });
  await glass.button('Larger output').click();
  await glass.button('Discard what was painted').click();
  await expect(masks.dice()).toHaveText(`Dice ${worst.toFixed(2)}`);
  expect(glass.id()).toBe(run);

  await page.getByRole('radio', { name: 'Correct mask' }).click();
  await masks.paint([
    [0.1, 0.9],
    [0.9, 0.9],
  ]);
  await expect(masks.dice()).not.toHaveText(`Dice ${worst.toFixed(2)}`);
  expect(await scan(page, '.output-panel')).toEqual([]);
  const weights = learned(await glass.weights());
  expect(weights.size).toBe(6);
  await glass.button('Add to the training set').click();
  await expect(images(glass)).toHaveText(['37', '12', '11'], PATIENCE);
  await expect(page.getByRole('application', { name: /^Train image 37 / })).toBeVisible(PATIENCE);
  expect(glass.id()).not.toBe(run);
  await expect(masks.dice()).toHaveText(/^Dice/, PATIENCE);
  await expect(page.getByText('Your mask: this image now trains')).toBeVisible();
  await expect.poll(async () => learned(await glass.weights()), PATIENCE).toEqual(weights);
  await glass.play();
  await glass.pause();
  await glass.button('Undo').click();
  await expect.poll(glass.id, PATIENCE).toBe(run);
  await expect(images(glass)).toHaveText(['36', '12', '12'], PATIENCE);
  await masks.show('Regions');
  await expect(page.getByRole('rowheader', { name: /^cell/ })).toBeVisible(PATIENCE);
  await expect(page.getByRole('columnheader', { name: /^HD/ })).toBeVisible(PATIENCE);
  expect(await scan(page, '.output-panel')).toEqual([]);
});

test('augmentation moves image and mask together, and shows pairs of them', async ({ glass, page }) => {
  await new Canvas(glass).open(CELLS);
  const strip = page.locator('.augment-strip');
  await expect(strip.and(page.locator(':not([data-empty])'))).toBeVisible(PATIENCE);
  await strip.scrollIntoViewIfNeeded();
  const [originals, augmented] = [0, 1].map((row) => strip.locator('.augment-row').nth(row).locator('canvas'));
  if (!originals || !augmented) throw new Error('no rows');
  await expect.poll(async () => coloured(await rowsOf(originals.first())), PATIENCE).toBeGreaterThan(20);
  // All are flipped, so that the rims of the masks lie mirrored with what they outline.
  for (let k = 0; k < 6; k += 1) {
    const rows = await rowsOf(originals.nth(k));
    expect(await rowsOf(augmented.nth(k))).toEqual(rows.map((row) => row.toReversed()));
  }
});
