import { expect, test } from './glass';
import { pictureOf } from './pixels';

test('steps by a sample, a batch and an epoch, and goes back to the start', async ({ glass, page }) => {
  await glass.open();
  const stepBy = async (title: string): Promise<void> => {
    await glass.button(/^By (sample|batch|epoch)$/).click();
    await page.getByRole('menuitemradio', { name: title }).click();
    await glass.button('Step').click();
  };
  const start = await glass.unitPictures();
  const { batch_size, ...rest } = (await glass.record()).spec.training;
  expect(rest.seed).toBe(0);

  const surface = (await pictureOf(glass.surface())).print;
  await stepBy('One sample');
  // The sample looked at is ringed; its batch is not full, so no weight has changed.
  await expect.poll(async () => (await pictureOf(glass.surface())).print).not.toBe(surface);
  expect(await glass.step()).toBe(0);
  for (let sample = 1; sample < batch_size; sample += 1) await glass.button('Step').click();
  await expect.poll(glass.step).toBe(1);

  await stepBy('One batch');
  await expect.poll(glass.step).toBe(2);
  await expect.poll(glass.unitPictures).not.toEqual(start);
  expect(await glass.status()).toBe('paused');

  await stepBy('One epoch');
  const { samples, validation_fraction, test_fraction } = (await glass.record()).spec.data;
  const batches = Math.ceil(Math.round(samples * (1 - validation_fraction - test_fraction)) / batch_size);
  await expect.poll(glass.step).toBe(batches);
  expect((await glass.record()).epoch).toBe(1);
  await glass.button('Step').click();
  await expect.poll(glass.step).toBe(2 * batches);
  await expect(page.locator('.counters dd').first()).toHaveText('000,002');

  const id = glass.id();
  await glass.button('Reset').click();
  await expect.poll(glass.step).toBe(0);
  await expect.poll(glass.unitPictures).toEqual(start);
  await expect(page.locator('.counters dd').first()).toHaveText('000,000');
  expect(glass.id()).toBe(id);

  await glass.button('New start weights').click();
  await expect.poll(async () => (await glass.unitPictures()).slice(2)).not.toEqual(start.slice(2));
  expect((await glass.unitPictures()).slice(0, 2)).toEqual(start.slice(0, 2));
  expect(await glass.step()).toBe(0);
});
