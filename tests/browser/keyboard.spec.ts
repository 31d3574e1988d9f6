import type { Locator } from '@playwright/test';
import { expect, type Glass, PATIENCE, test } from './glass';
import { pictureOf } from './pixels';

const MOST_STOPS = 80;

/** Goes on with the Tab key until the focus is on, or within, what is looked for. */
async function tabTo({ page }: Glass, wanted: Locator): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press('Tab');
    if (await wanted.evaluate((element) => element.contains(document.activeElement))) return;
  }
  throw new Error(`the Tab key does not lead to ${wanted}`);
}

test('everything is done by keyboard alone', async ({ glass, page }) => {
  await glass.open();
  await tabTo(glass, page.getByRole('radiogroup', { name: 'Data set' }));
  const chosen = page.getByRole('radiogroup', { name: 'Data set' }).getByRole('radio', { checked: true });
  const before = await chosen.getAttribute('value');
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await glass.record()).spec.data.kind).not.toBe(before);
  expect((await glass.record()).spec.data.kind).toBe(await chosen.getAttribute('value'));

  await tabTo(glass, glass.button('Add unit to hidden layer 1'));
  await page.keyboard.press('Enter');
  await expect(glass.unit('h1', 4)).toBeVisible();
  await glass.untilDrawn();

  await page.reload();
  await glass.untilDrawn();
  await tabTo(glass, glass.button('Play'));
  await page.keyboard.press('Space');
  await expect.poll(glass.step, PATIENCE).toBeGreaterThan(0);
  await page.keyboard.press('Space');
  await expect.poll(glass.status).toBe('paused');

  await tabTo(glass, page.getByRole('tree', { name: 'Network' }));
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(glass.inspector().getByRole('heading')).toHaveText('Hidden layer 1, unit 2');
  const picture = (await pictureOf(glass.unit('h1', 1))).print;
  await tabTo(glass, glass.inspector().getByRole('spinbutton', { name: 'Bias' }));
  await page.keyboard.type('-1.5');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await pictureOf(glass.unit('h1', 1))).print).not.toBe(picture);
  await expect.poll(async () => (await glass.weights()).get('h1.bias')?.[1], PATIENCE).toBe(-1.5);
  await tabTo(glass, glass.inspector().getByRole('button', { name: 'Close' }));
  await page.keyboard.press('Escape');
  await expect(glass.inspector().getByRole('heading')).toHaveText(/^How to read it/);
});
