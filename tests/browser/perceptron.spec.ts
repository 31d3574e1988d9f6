import { scan } from './axe';
import { expect, PATIENCE, test } from './glass';

test('one unit learns sample by sample, by three rules, and never learns XOR; the Mark 1 turns its knobs', async ({
  glass,
  page,
}) => {
  const template = async (name: string) => {
    await glass.button('Templates').click();
    await page.getByRole('menuitem', { name }).click();
  };
  await glass.open();
  await template('Perceptron rule');
  await expect.poll(async () => (await glass.record()).spec.training.loss.kind, PATIENCE).toBe('perceptron');
  await expect(page.locator('.page[data-stale]')).toHaveCount(0, PATIENCE); // of zero weights the picture is of one colour

  // The first mistake: each weight gains learning rate · error · input, and the line is where the weights say.
  const changes = page.getByRole('table', { name: 'What the sample changed' });
  const lesson = glass.inspector().getByRole('status');
  await expect(async () => {
    await glass.button('Next sample').click();
    await expect(lesson).toContainText('A mistake', { timeout: 2_000 });
  }).toPass(PATIENCE);
  const rows = await changes.getByRole('row').allTextContents();
  expect(rows).toHaveLength(4);
  for (const row of rows.slice(1)) expect(row).toMatch(/0\.05 · \((0 − 1|1 − 0)\) · /);
  await expect(glass.inspector().getByText(/^1 mistake so far, at most 89$/)).toBeVisible();
  await expect(page.locator('.line-layer')).toBeVisible();
  expect(await scan(page, '.inspector')).toEqual([]);

  // Another rule from the same start, and back by undo; then points that no line parts.
  await page.getByRole('radio', { name: 'Delta rule' }).click();
  await expect.poll(async () => (await glass.record()).spec.training.loss.kind, PATIENCE).toBe('delta_rule');
  await page.keyboard.press('Control+z');
  await glass.button('Try XOR').click();
  await expect.poll(async () => (await glass.record()).spec.data.kind, PATIENCE).toBe('xor');
  await expect(glass.inspector().getByText(/^Not linearly separable: it will never converge/)).toBeVisible(PATIENCE);

  // The Mark 1: the image is drawn, a knob is turned by hand, and the sum answers; undo turns it back.
  await template('Mark 1 perceptron');
  await expect.poll(async () => (await glass.record()).spec.data.kind, PATIENCE).toBe('photocells');
  const knobs = page.getByRole('application', { name: 'Weights, 20 by 20 knobs' });
  const sum = page.locator('.weights-sum');
  await expect(sum).toContainText('= 0', PATIENCE);
  await glass.button('Draw').click();
  const paper = page.getByRole('application', { name: 'Drawing area, 20 by 20 pixels' });
  await paper.click();
  await expect(page.locator('.knob-line')).toBeVisible();
  const cell = 10 * 20 + 10;
  const weightOf = async () => (await glass.weights()).get('out.weight')?.[cell] ?? 0;
  await knobs.focus();
  await page.keyboard.press('+');
  await expect.poll(weightOf).toBeCloseTo(0.01, 6);
  await expect(page.locator('.knob-line')).toContainText('Row 11, column 11: wi = 0.010');
  await expect(sum).toContainText('Σ xiwi = 0.01> threshold 0→ 1, X');
  const box = await knobs.boundingBox();
  if (!box) throw new Error('the knobs are not on the page');
  const middle = [box.x + (10.5 / 20) * box.width, box.y + (10.5 / 20) * box.height] as const;
  await page.mouse.move(...middle);
  await page.mouse.down();
  await page.mouse.move(middle[0], middle[1] + 60, { steps: 4 });
  await page.mouse.up();
  await expect.poll(weightOf).toBeLessThan(0);
  await expect(sum).toContainText('→ 0, E');
  await page.keyboard.press('Control+z');
  await expect.poll(weightOf).toBeGreaterThanOrEqual(0);
  expect(await scan(page, '.output-panel')).toEqual([]);

  // Learned instead: the image taught last is the one that is weighed.
  await glass.button('Back to the sample').click();
  await expect(async () => {
    await glass.button('Teach one image').click();
    await expect(page.locator('.teach-line')).toContainText('A mistake', { timeout: 2_000 });
  }).toPass(PATIENCE);
  await expect(page.locator('.weights-deeds')).toContainText('Train image');
});
