import { scan } from './axe';
import { Canvas } from './canvas';
import { expect, PATIENCE, test } from './glass';
import { diceIn, lectureFile, Masks } from './masks';

const LONG = { timeout: 90_000 };

test('the file of the lecture is brought, split by case and learned; a cut skip shows in the masks', async ({
  glass,
  page,
}) => {
  const masks = new Masks(glass);
  await glass.open();
  await glass.dataSet('Images').click();
  await glass.button('Your own images').click();
  const chooser = page.waitForEvent('filechooser');
  await glass.button('Choose a file').click();
  await (await chooser).setFiles({ name: 'hearts.npz', mimeType: 'application/zip', buffer: lectureFile() });
  await glass.button('Upload').click();
  await expect(page.getByText('Which array')).toBeVisible(PATIENCE);
  await glass.choose('Images', 'images');
  await glass.choose('Masks', 'segs');
  await glass.choose('Groups', 'caseIndices');
  await glass.button('Go on').click();
  await expect(page.getByText('60 images of 64 × 64 in grey, with masks of 2 classes, in 10 groups')).toBeVisible(
    PATIENCE,
  );
  await glass.button('Use them').click();

  // A network is asked for, as the one that is there says nothing of pixels.
  const dialogue = page.getByRole('dialog', { name: 'U-Net' });
  await expect(dialogue).toBeVisible();
  for (const [name, value] of [
    ['Depth', 2],
    ['Channels', 4],
    ['Convolutions', 1],
  ] as const) {
    await dialogue.getByRole('spinbutton', { name, exact: true }).fill(String(value));
    await page.keyboard.press('Enter');
  }
  await expect(glass.button('Open')).toBeEnabled(PATIENCE);
  await glass.button('Open').click();
  const canvas = new Canvas(glass);
  await expect(canvas.card('skip1')).toBeVisible(PATIENCE);
  await expect(page.getByRole('switch', { name: 'Keep each group together' })).toBeChecked();
  for (const [name, counts] of [
    ['Images', ['36', '12', '12']],
    ['Groups', ['6', '2', '2']],
  ] as const) {
    await expect(page.getByRole('row', { name: new RegExp(`^${name}`) }).getByRole('cell')).toHaveText([...counts]);
  }

  await glass.button('Play').click();
  await expect.poll(glass.step, LONG).toBeGreaterThan(0);
  await expect.poll(async () => diceIn(await glass.record()), LONG).toBeGreaterThan(0.9);
  await glass.pause();
  await expect(glass.number('Dice')).toHaveText(/^0\.[89]/);
  await expect(masks.tiles()).toHaveCount(6, PATIENCE);

  await masks.show('One');
  await page.getByRole('radio', { name: 'Probability' }).click();
  await expect(masks.dice()).toHaveText(/^Dice/);
  const run = glass.id();
  const whole = await masks.still(masks.print);
  const dice = await masks.dice().innerText();
  await glass.button('Cut at skip1').click();
  await expect.poll(masks.print, PATIENCE).not.toBe(whole);
  await glass.button('Cut at skip1').click();
  await expect.poll(masks.print, PATIENCE).toBe(whole);
  await expect(masks.dice()).toHaveText(dice);
  expect(glass.id()).toBe(run);
  expect(await glass.status()).toBe('paused');
  expect(await scan(page, '.output-panel')).toEqual([]);
});
