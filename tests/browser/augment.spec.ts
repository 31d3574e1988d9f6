import type { RunRecord } from '../../frontend/src/protocol/names';
import { expect, type Glass, PATIENCE, test } from './glass';
import { npz } from './npz';
import { printsOf } from './pixels';

const augmentOf = ({ spec }: RunRecord): unknown => ('augment' in spec.data ? spec.data.augment : null);

/** What the two rows of the strip show: originals above, augmented below. */
async function rows(glass: Glass): Promise<[originals: string, augmented: string]> {
  const prints = await printsOf(glass.page.locator('.augment-image'));
  return [prints.slice(0, prints.length / 2).join(), prints.slice(prints.length / 2).join()];
}

async function openImages(glass: Glass): Promise<void> {
  await glass.open();
  await glass.dataSet('Images').click();
  await expect(glass.page.getByRole('radio', { name: /^Digits 28/ })).toBeChecked();
  await expect.poll(async () => (await glass.record()).spec.data.kind, PATIENCE).toBe('digits28');
}

async function add(glass: Glass, title: string): Promise<void> {
  await glass.button('Add augmentation').click();
  await glass.page.getByRole('menuitem', { name: new RegExp(`^${title}`) }).click();
}

test('augmentation follows the sliders while the run stays the same', async ({ glass }) => {
  await openImages(glass);
  await add(glass, 'Shift');
  await expect.poll(async () => augmentOf(await glass.record()), PATIENCE).toEqual([{ kind: 'shift', fraction: 0.1 }]);
  await expect(glass.page.locator('.augment-strip[data-empty]')).toHaveCount(0, PATIENCE);
  const run = glass.id();
  const before = await rows(glass);
  expect(before[0]).not.toBe(before[1]);
  await glass.page.getByRole('slider', { name: 'Shift' }).fill('0');
  await expect.poll(async () => (await rows(glass))[1], PATIENCE).toBe(before[0]);
  await glass.page.getByRole('slider', { name: 'Shift' }).fill('0.5');
  await expect.poll(async () => (await rows(glass))[1], PATIENCE).not.toBe(before[0]);
  expect((await rows(glass))[0]).toBe(before[0]);
  expect(augmentOf(await glass.record(run))).toEqual([{ kind: 'shift', fraction: 0.5 }]);
  expect(glass.id()).toBe(run);
});

test('augmentations are added, set and removed with the keyboard, and undone', async ({ glass }) => {
  const { page } = glass;
  await openImages(glass);
  await glass.button('Add augmentation').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('Enter');
  const degrees = page.getByRole('slider', { name: 'Rotate' });
  await degrees.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByText('16°')).toBeVisible();
  await expect.poll(async () => augmentOf(await glass.record()), PATIENCE).toEqual([{ kind: 'rotate', degrees: 16 }]);
  await glass.choose('Beyond the border', 'Mirrored');
  await expect.poll(async () => (await glass.record()).spec.data, PATIENCE).toMatchObject({ fill: 'reflect' });
  await glass.button('Remove Rotate').press('Enter');
  await expect.poll(async () => augmentOf(await glass.record()), PATIENCE).toEqual([]);
  await glass.button('Undo').click();
  await expect(degrees).toHaveValue('16');
});

test('points and images are found again as they were left', async ({ glass }) => {
  await openImages(glass);
  await add(glass, 'Flip');
  await glass.dataSet('Points').click();
  await expect(glass.dataSet('Circles')).toBeChecked();
  await glass.dataSet('Images').click();
  await expect(glass.page.getByRole('slider', { name: 'Flip: horizontal' })).toHaveValue('0.5');
});

test('images of one’s own are brought, with the arrays chosen by hand', async ({ glass }) => {
  const { page } = glass;
  await openImages(glass);
  const noise = (count: number) => Uint8Array.from({ length: count }, (_, k) => (k * 7919) % 251);
  const labels = Uint8Array.from({ length: 30 }, (_, k) => k % 3);
  const file = npz({
    first: { shape: [30, 12, 12], values: noise(4320) },
    second: { shape: [30, 12, 12], values: noise(4320).reverse() },
    odd: { shape: [30], values: labels.map((k) => Number(k > 0)) },
    kinds: { shape: [30], values: labels },
  });
  await glass.button('Your own images').click();
  const chooser = page.waitForEvent('filechooser');
  await glass.button('Choose a file').click();
  await (await chooser).setFiles({ name: 'mine.npz', mimeType: 'application/zip', buffer: file });
  await glass.button('Upload').click();
  await expect(page.getByText('Which array')).toBeVisible(PATIENCE);
  await glass.choose('Images', 'second');
  await glass.choose('Labels', 'kinds');
  await glass.button('Go on').click();
  await expect(page.getByText('30 images of 12 × 12 in grey, 3 classes')).toBeVisible(PATIENCE);
  await glass.button('Use them').click();
  await expect(page.getByRole('radio', { name: /^mine/ })).toBeChecked();
  await expect.poll(async () => (await glass.record()).spec.data.kind, PATIENCE).toBe('upload');
  await glass.button('Delete mine').click();
  await expect(glass.button('Delete mine for good')).toBeVisible();
});

test('a file that is no set of images is refused in words', async ({ glass }) => {
  const { page } = glass;
  await openImages(glass);
  await glass.button('Your own images').click();
  const chooser = page.waitForEvent('filechooser');
  await glass.button('Choose a file').click();
  await (await chooser).setFiles({ name: 'letter.zip', mimeType: 'application/zip', buffer: Buffer.from('Dear all') });
  glass.mayRefuse = true;
  await glass.button('Upload').click();
  await expect(page.getByRole('alert')).toContainText('no zip archive', PATIENCE);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});
