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
