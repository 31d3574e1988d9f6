import { expect, PATIENCE, test } from './glass';
import { pictureOf } from './pixels';

test('several classes: a legend of classes with a marker of its own each', async ({ glass, page }) => {
  await glass.open('#data=spiral&classes=3&net=8.tanh,8.tanh&opt=adam&lr=0.01');
  const legend = page.getByRole('list', { name: 'Legend' });
  await expect(legend.locator('canvas')).toHaveCount(3);
  await expect(legend).toHaveText(/1\D*2\D*3/);
  const shapes: number[] = [];
  for (const mark of await legend.locator('canvas').all()) shapes.push((await pictureOf(mark)).shape);
  expect(new Set(shapes).size).toBe(3);
  await expect(page.locator('[data-unit^="out "]')).toHaveCount(3);
  await glass.play();
  await expect.poll(async () => (await glass.record()).metrics.train?.accuracy, PATIENCE).toBeGreaterThan(0.7);
  await expect(glass.number('Accuracy')).toHaveText(/%$/);
});

test('regression: a legend of values, at least as wide as those of the data', async ({ glass, page }) => {
  await glass.open('#data=multi_gaussian&net=8.tanh,6.tanh&opt=adam&lr=0.01');
  const legend = page.getByRole('img', { name: /^Legend: from −[\d.]+ over 0 to \+[\d.]+$/ });
  await expect(legend).toBeVisible();
  const surface = (await pictureOf(glass.surface())).print;
  await expect(page.getByRole('row', { name: 'Accuracy' })).toHaveCount(0);
  const start = (await glass.record()).metrics.train?.loss ?? 0;
  await glass.play();
  await expect.poll(async () => (await glass.record()).metrics.train?.loss, PATIENCE).toBeLessThan(start / 2);
  await expect.poll(async () => (await pictureOf(glass.surface())).print).not.toBe(surface);
  const reach = /[\d.]+$/.exec((await legend.getAttribute('aria-label')) ?? '');
  expect(Number(reach?.[0])).toBeGreaterThanOrEqual(1);
});
