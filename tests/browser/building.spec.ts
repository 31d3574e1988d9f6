import { expect, PATIENCE, test } from './glass';
import { pictureOf } from './pixels';

const shown = (loss: number): string => (loss < 0.001 ? loss.toExponential(1) : loss.toFixed(3));

test('builds a network for XOR by clicks alone, and it learns', async ({ glass, page }) => {
  await glass.open();
  await glass.dataSet('XOR').click({ force: true });
  await glass.button('Remove hidden layer 2').click();
  await glass.button('Add layer after hidden layer 1').click();
  await glass.button('Remove hidden layer 2').click();
  await glass.button('Add unit to hidden layer 1').click();
  await glass.button('Add unit to hidden layer 1').click();
  await glass.button('Add unit to hidden layer 1').click();
  await glass.button('Remove unit from hidden layer 1').click();
  await glass.button('Inspect hidden layer 1').click();
  await glass.choose('Activation', 'ReLU');
  await glass.choose('Optimiser', 'Adam');
  await expect
    .poll(async () => {
      const { network, data, training } = (await glass.record()).spec;
      const layers = network.nodes.map((node) =>
        node.kind === 'dense' ? `${node.units} ${node.activation}` : node.kind,
      );
      return [data.kind, training.optimiser.kind, ...layers];
    })
    .toEqual(['xor', 'adam', 'input', '6 relu', '1 sigmoid']);
  await glass.untilDrawn();
  const before = { surface: await pictureOf(glass.surface()), units: await glass.unitPictures() };

  await glass.play();
  await expect.poll(async () => (await glass.record()).metrics.test?.accuracy, PATIENCE).toBeGreaterThan(0.9);
  await expect.poll(async () => (await pictureOf(glass.surface())).print).not.toBe(before.surface.print);
  await glass.pause();

  const { step, epoch } = await glass.record();
  // What is told at the pause is measured a moment after it.
  await expect(async () => {
    const { train } = (await glass.record()).metrics;
    expect(train?.loss).toBeLessThan(0.4);
    await expect(glass.number('Loss')).toHaveText(shown(train?.loss ?? Number.NaN), { timeout: 500 });
    await expect(glass.number('Accuracy')).toHaveText(`${(100 * (train?.accuracy ?? 0)).toFixed(1)} %`, {
      timeout: 500,
    });
  }).toPass(PATIENCE);
  const units = await glass.unitPictures();
  expect(units.slice(0, 2)).toEqual(before.units.slice(0, 2));
  expect(units.slice(2).filter((print) => before.units.includes(print))).toEqual([]);

  // A pause is one: neither the server nor the page goes on counting.
  const counter = page.locator('.counters dd').first();
  await expect.poll(async () => Number((await counter.innerText()).replaceAll(',', ''))).toBe(Math.floor(epoch));
  await glass.set('Learning rate', 0.002);
  await expect.poll(async () => (await glass.record()).spec.training.optimiser.learning_rate).toBe(0.002);
  expect(await glass.step()).toBe(step);
});
