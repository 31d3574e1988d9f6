import { expect, PATIENCE, test } from './glass';

test('a divergence is explained, and its cure goes on', async ({ glass }) => {
  // A step takes rate x L2 = 3 times the weight away, so that it doubles with the other sign; at half the rate it halves.
  // With one input between -1 and 1, and one sample in a batch, only the step itself ever overflows.
  await glass.open('#net=none&features=sin_x&batch=1&l2=0.5&lr=6');
  await glass.button('Play').click();
  const banner = glass.banner('Diverged at step');
  await expect(banner).toBeVisible(PATIENCE);
  const { id, status, stop_reason } = await glass.record();
  expect(status).toBe('diverged');
  expect(stop_reason?.node).toBe('out');
  const step = stop_reason?.step ?? 0;
  await expect(banner).toContainText(`step ${step.toLocaleString('en-GB')}`);
  await expect(banner).toContainText(stop_reason?.node ?? 'nothing');
  await expect(banner).toContainText(stop_reason?.hint ?? 'nothing');
  await glass.button(/^Halve the learning rate/).click();
  await expect.poll(glass.status).toBe('running');
  await expect.poll(glass.step, PATIENCE).toBeGreaterThan(step + 100);
  await expect(banner).toHaveCount(0);
  expect(glass.id()).toBe(id);
  expect((await glass.record()).spec.training.optimiser.learning_rate).toBe(3);
});

test('a run says which rule has ended it', async ({ glass }) => {
  await glass.open();
  await glass.set('Max epochs', 3);
  await expect.poll(async () => (await glass.record()).spec.training.max_epochs).toBe(3);
  await glass.button('Play').click();
  await expect(glass.banner('Finished.')).toBeVisible(PATIENCE);
  const { epoch, stop_reason } = await glass.record();
  expect([epoch, stop_reason?.rule]).toEqual([3, 'max_epochs']);
  await expect(glass.banner('Finished.')).toContainText(stop_reason?.detail ?? 'nothing');

  await glass.set('Max epochs', 1_000_000);
  await glass.set('Stop below', 10);
  await glass.button('Play').click();
  await expect.poll(async () => (await glass.record()).stop_reason?.rule, PATIENCE).toBe('stop_below');
  await expect(glass.banner('Finished.')).toContainText('10');
});

test('knobs of training: a squash too many is mended, classes are weighed, patience takes the best weights back', async ({
  glass,
  page,
}) => {
  await glass.open('#out=tanh&noise=0.8&lr=0.3');
  const advice = glass.banner('May learn badly.');
  await expect(advice).toContainText('it can only say 27 % to 73 %', PATIENCE);
  await advice.getByRole('button', { name: 'Set activation to sigmoid' }).press('Enter');
  await expect(advice).toHaveCount(0, PATIENCE);

  await glass.choose('Clipping', 'By norm');
  await glass.set('Clip at', 5);
  await glass.choose('Schedule', 'Cosine');
  await expect(page.locator('.schedule-now')).toHaveText('now 0.3');
  await glass.set('L1', 0.001);
  await glass.button('Numbers of the loss').press('Enter');
  await expect(glass.button('Balance')).toBeEnabled(PATIENCE);
  await glass.button('Balance').press('Enter');
  await expect(glass.field('orange')).toHaveAccessibleDescription(
    /^How much orange counts, of which \d+ train\. Acts at once/,
  );
  await glass.set('blue', 2);
  await page.keyboard.press('Escape');
  await glass.set('Patience', 3);
  await expect
    .poll(async () => (await glass.record()).spec.training, PATIENCE)
    .toMatchObject({ clipping: { kind: 'norm', most: 5 }, schedule: { kind: 'cosine' }, l1: 0.001, patience: 3 });
  const { loss } = (await glass.record()).spec.training;
  expect(Reflect.get(loss, 'class_weights')).toEqual([expect.closeTo(1, 0), 2]);

  await glass.button('Play').click();
  await expect(glass.banner('Finished.')).toContainText('no better for 3 epochs', PATIENCE);
  const { stop_reason } = await glass.record();
  expect(stop_reason?.rule).toBe('early_stopping');
  const epochs = (stop_reason?.step ?? 0) / 30; // 300 train, 10 in a batch
  await expect(page.getByRole('img', { name: /^Curves of the loss/ })).toHaveAccessibleName(
    `Curves of the loss; best, back here at epoch ${epochs - 3}; stopped at epoch ${epochs}`,
  );
  await expect(page.locator('.penalty-line')).toHaveText(/^L1 and L2 add 0\.\d+ to the loss\. \d+ % of the weights/);
  await expect(glass.button('Penalty')).toHaveAttribute('aria-pressed', 'true');
});
