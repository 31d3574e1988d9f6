import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, type Glass, PATIENCE, test } from './glass';
import { pictureOf } from './pixels';

const picture = (page: Page, node: string): Locator =>
  page.locator(`.react-flow__node[data-id="${node}"] canvas`).first();
const softmax = (page: Page): Locator => page.getByRole('region', { name: 'Softmax' }).locator('tbody');

/** Opens LeNet on the generated digits and waits until its maps are painted. */
async function openLenet(glass: Glass, page: Page): Promise<void> {
  await glass.open();
  await page.getByRole('button', { name: 'Templates' }).click();
  await page.getByRole('menuitem', { name: /^LeNet/ }).click();
  await expect(picture(page, 'conv1')).toBeVisible(PATIENCE);
  await expect.poll(async () => (await pictureOf(picture(page, 'conv1'))).colours, PATIENCE).toBeGreaterThan(20);
  await expect(softmax(page).getByRole('row')).toHaveCount(10);
}

/** Trains until it is right about most images, and pauses. */
async function train(glass: Glass): Promise<void> {
  await glass.play();
  await expect
    .poll(async () => (await glass.record()).metrics.test?.accuracy ?? 0, { timeout: 90_000 })
    .toBeGreaterThan(0.8);
  await glass.pause();
}

/** Draws a line over the paper, between places given as parts of its width and height. */
async function draw(page: Page, places: readonly (readonly [number, number])[]): Promise<void> {
  const box = await page.getByRole('application', { name: /Drawing area/ }).boundingBox();
  if (!box) throw new Error('no paper');
  const to = (place: readonly [number, number] | undefined) =>
    page.mouse.move(box.x + (place?.[0] ?? 0) * box.width, box.y + (place?.[1] ?? 0) * box.height, { steps: 6 });
  await to(places[0]);
  await page.mouse.down();
  for (const place of places.slice(1)) await to(place);
  await page.mouse.up();
}

async function scan(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

test('feature maps change while it trains, and the prediction follows what one draws', async ({ glass, page }) => {
  await openLenet(glass, page);
  const before = await pictureOf(picture(page, 'conv2'));
  await train(glass);
  expect((await pictureOf(picture(page, 'conv2'))).print).not.toBe(before.print);

  const sample = { softmax: await softmax(page).innerText(), maps: (await pictureOf(picture(page, 'conv1'))).print };
  await page.getByRole('button', { name: 'Draw', exact: true }).click();
  await expect(page.locator('.verdict')).toHaveText('an image of yours');
  // What is out of sight is not painted.
  await softmax(page).scrollIntoViewIfNeeded();
  await expect.poll(() => softmax(page).innerText()).not.toBe(sample.softmax);
  const empty = await softmax(page).innerText();
  await page.getByRole('application', { name: /Drawing area/ }).scrollIntoViewIfNeeded();
  await draw(page, [
    [0.5, 0.15],
    [0.5, 0.85],
  ]);
  await expect(page.locator('.prediction-class')).toHaveText('1');
  await expect.poll(async () => (await pictureOf(picture(page, 'conv1'))).print).not.toBe(sample.maps);
  await softmax(page).scrollIntoViewIfNeeded();
  await expect.poll(() => softmax(page).innerText()).not.toBe(empty);
});

test('a sample is covered with a brush that the arrow keys move', async ({ glass, page }) => {
  await openLenet(glass, page);
  await page.getByRole('button', { name: 'Draw', exact: true }).click();
  await page.getByRole('button', { name: 'From the sample' }).click();
  await page.getByRole('radio', { name: 'Grey', exact: true }).click();
  await expect(page.locator('.verdict')).toHaveText(/right|wrong/);
  const paper = page.getByRole('application', { name: /Drawing area/ });
  const before = (await pictureOf(paper.locator('canvas'))).print;
  await softmax(page).scrollIntoViewIfNeeded();
  const answer = await softmax(page).innerText();
  await paper.focus();
  await page.keyboard.press('Space');
  for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Space');
  await expect.poll(async () => (await pictureOf(paper.locator('canvas'))).print).not.toBe(before);
  await softmax(page).scrollIntoViewIfNeeded();
  await expect.poll(() => softmax(page).innerText()).not.toBe(answer);
  expect(await glass.status()).not.toBe('running');
});

test('a map is enlarged, read and left with the keyboard, and its kernels are shown', async ({ glass, page }) => {
  await openLenet(glass, page);
  await page
    .getByRole('button', { name: /^Enlarge 16 feature maps/ })
    .first()
    .focus();
  await page.keyboard.press('Enter');
  const lens = page.getByRole('group', { name: /^conv2, map/ });
  await expect(lens).toHaveAccessibleName('conv2, map 1 of 16');
  await page.keyboard.press('ArrowRight');
  await expect(lens).toHaveAccessibleName('conv2, map 2 of 16');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(lens.getByRole('status')).toHaveText(/^row \d+, column \d+: −?\d/);
  await expect(page.getByRole('table', { name: 'Filter 2, input 1' }).getByRole('cell')).toHaveCount(25);
  expect(await scan(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(lens).toHaveCount(0);
});

test('a cell of the confusion matrix leads to its images, and an image to its maps', async ({ glass, page }) => {
  await openLenet(glass, page);
  await train(glass);
  await page.getByRole('radio', { name: 'Confusion' }).click();
  const cell = page.getByRole('button', { name: /^3 taken for 3: [1-9]/ });
  await expect(cell).toBeVisible();
  expect(await scan(page)).toEqual([]);
  const [count] = (await cell.innerText()).match(/\d+/) ?? [];
  await cell.click();
  await expect(page.getByRole('button', { name: '3 taken for 3: show all again' })).toBeVisible();
  await expect(page.locator('.image-view').getByRole('status')).toHaveText(new RegExp(`^${count} image`));
  const pictures = page.getByRole('listbox', { name: 'Images', exact: true }).getByRole('option');
  await expect(pictures.first()).toHaveAccessibleName(/3 ?, recognised/);
  expect(await scan(page)).toEqual([]);
  await pictures.first().click();
  await expect(page.getByRole('img', { name: /^Validation image \d+: 3$/ })).toBeVisible();
  await expect(page.locator('.prediction-class')).toHaveText('3');
  await expect(page.getByRole('img', { name: 'Curves of the loss' })).toBeVisible();
});

test('images fit a narrow page, light and dark', async ({ glass, page }) => {
  await openLenet(glass, page);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.locator('.sample').scrollIntoViewIfNeeded();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  expect(await scan(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(await scan(page)).toEqual([]);
});

test('a picture file becomes an image of the size of the data', async ({ glass, page }) => {
  await openLenet(glass, page);
  await page.getByRole('button', { name: 'Draw', exact: true }).click();
  const paper = page.getByRole('application', { name: /Drawing area/ }).locator('canvas');
  const file = page.getByLabel('Picture to open');
  await file.setInputFiles({ name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await expect(page.getByRole('alert').filter({ hasText: 'no picture' })).toBeVisible();

  const before = (await pictureOf(paper)).print;
  const answered = await softmax(page).innerText();
  const drawn = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = 300;
    canvas.height = 200;
    const pen = canvas.getContext('2d');
    pen?.fillRect(0, 0, 300, 200);
    if (pen) pen.fillStyle = 'white';
    pen?.fillRect(140, 20, 25, 160);
    return canvas.toDataURL('image/png').split(',')[1] ?? '';
  });
  await file.setInputFiles({ name: 'one.png', mimeType: 'image/png', buffer: Buffer.from(drawn, 'base64') });
  await expect(page.getByText('no picture that the browser')).toBeHidden();
  await expect.poll(async () => (await pictureOf(paper)).print).not.toBe(before);
  await softmax(page).scrollIntoViewIfNeeded();
  await expect.poll(() => softmax(page).innerText()).not.toBe(answered);
});

test('a drawing stays while one looks at a map or at another tab', async ({ glass, page }) => {
  await openLenet(glass, page);
  await page.getByRole('button', { name: 'Draw', exact: true }).click();
  const paper = page.getByRole('application', { name: /Drawing area/ }).locator('canvas');
  await draw(page, [
    [0.5, 0.2],
    [0.5, 0.8],
  ]);
  const drawn = (await pictureOf(paper)).print;
  await picture(page, 'conv1').click();
  await page.keyboard.press('Escape');
  await expect.poll(async () => (await pictureOf(paper)).print).toBe(drawn);
  await page.getByRole('radio', { name: 'Confusion' }).click();
  await page.getByRole('radio', { name: 'Sample' }).click();
  await expect.poll(async () => (await pictureOf(paper)).print).toBe(drawn);
});
