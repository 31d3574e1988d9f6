import { expect, PATIENCE, test } from './glass';
import { pictureOf } from './pixels';

test('a live value acts on the run in training; another edit goes on in a new run', async ({ glass }) => {
  await glass.open();
  await glass.play();
  const id = glass.id();
  await glass.set('Learning rate', 0.07);
  await expect.poll(async () => (await glass.record(id)).spec.training.optimiser.learning_rate).toBe(0.07);
  const { status, step } = await glass.record(id);
  expect(status).toBe('running');
  await expect.poll(glass.step).toBeGreaterThan(step);
  expect(glass.id()).toBe(id);

  await glass.button('Add unit to hidden layer 1').click();
  await expect.poll(glass.id).not.toBe(id);
  await expect.poll(glass.step, PATIENCE).toBeGreaterThan(0);
  expect(await glass.status()).toBe('running');
  expect((await glass.record()).spec.training.optimiser.learning_rate).toBe(0.07);
  await expect.poll(async () => (await glass.record(id)).status).toBe('paused');

  await glass.button('Undo').click();
  await expect.poll(glass.id).toBe(id);
  await expect.poll(glass.status).toBe('running');
  expect(await glass.step()).toBeGreaterThanOrEqual(step);
});

test('weights and biases are set by hand, undone and redone', async ({ glass, page }) => {
  await glass.open();
  const bias = async () => (await glass.weights()).get('h1.bias')?.[0];
  const unit = glass.unit('h1', 0);
  const start = (await pictureOf(unit)).print;
  const answer = (await pictureOf(glass.surface())).print;
  await unit.click();
  await expect(glass.inspector().getByRole('heading')).toHaveText('Hidden layer 1, unit 1');
  await glass.inspector().getByRole('spinbutton', { name: 'Bias' }).fill('2.5');
  await glass.inspector().getByRole('spinbutton', { name: 'Bias' }).press('Enter');
  await expect.poll(async () => (await pictureOf(unit)).print).not.toBe(start);
  await expect.poll(bias, PATIENCE).toBe(2.5);
  await expect.poll(async () => (await pictureOf(glass.surface())).print).not.toBe(answer);
  await glass.button('Undo').click();
  await expect.poll(async () => (await pictureOf(unit)).print).toBe(start);
  await expect.poll(bias).toBe(0);
  await glass.button('Redo').click();
  await expect.poll(bias).toBe(2.5);

  // An edge of its own: halfway between the feature x and the first unit.
  const [from, to] = [await glass.unit('in', 0).boundingBox(), await unit.boundingBox()];
  if (!from || !to) throw new Error('nothing is drawn');
  const between = (a: number, b: number): number => a + (b - a) / 2;
  const at = [between(from.x + from.width, to.x), between(from.y + from.height / 2, to.y + to.height / 2)] as const;
  await page.mouse.move(...at);
  await expect(page.locator('.edge-label')).toHaveText(/^weight [+−]/);
  await page.mouse.click(...at);
  await expect(glass.inspector().getByRole('heading')).toHaveText(/^Weight from feature . to hidden layer 1, unit/);
  const old = (await glass.weights()).get('h1.weight') ?? [];
  await glass.inspector().getByRole('spinbutton', { name: 'Weight' }).fill('-3');
  await glass.inspector().getByRole('spinbutton', { name: 'Weight' }).press('Enter');
  const changed = async () =>
    ((await glass.weights()).get('h1.weight') ?? []).filter((weight, index) => weight !== old[index]);
  await expect.poll(changed).toEqual([-3]);
  expect(await glass.step()).toBe(0);
});
