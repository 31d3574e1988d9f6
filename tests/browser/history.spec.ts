import type { RunSpec } from '../../frontend/src/protocol/names';
import { expect, type Glass, PATIENCE, test } from './glass';

/** The parts of a set-up that the edits below change. */
const told = ({ network, data, training }: RunSpec) => ({
  data: data.kind,
  classes: 'features' in data ? data.classes : undefined,
  noise: 'features' in data ? data.noise : undefined,
  layers: network.nodes.filter(({ kind }) => kind === 'dense').length,
  output: network.nodes.flatMap((node) => (node.id === 'out' && node.kind === 'dense' ? [node.units] : []))[0],
  loss: training.loss.kind,
  rate: training.optimiser.learning_rate,
});

async function until(glass: Glass, wanted: ReturnType<typeof told>): Promise<void> {
  await expect.poll(async () => told((await glass.record()).spec), PATIENCE).toEqual(wanted);
}

test('undo and redo lead through every kind of edit', async ({ glass, page }) => {
  await glass.open();
  const start = told((await glass.record()).spec);
  const seen = [start];
  const edit = async (change: () => Promise<void>, wanted: Partial<ReturnType<typeof told>>): Promise<void> => {
    const next = { ...(seen.at(-1) ?? start), ...wanted };
    await change();
    await until(glass, next);
    seen.push(next);
  };
  await edit(() => glass.dataSet('Blobs').click({ force: true }), {
    data: 'blobs',
    classes: 3,
    output: 3,
    loss: 'cross_entropy',
  });
  await edit(() => glass.button('Add layer after hidden layer 1').click(), { layers: 4 });
  await edit(() => page.getByRole('slider', { name: 'Noise' }).press('ArrowRight'), { noise: 0.15 });
  await edit(() => glass.set('Learning rate', 0.2), { rate: 0.2 });
  await page.getByRole('slider', { name: 'Noise' }).focus();

  for (const wanted of seen.slice(0, -1).toReversed()) {
    await page.keyboard.press('Control+z');
    await until(glass, wanted);
  }
  await expect(glass.button('Undo')).toBeDisabled();
  for (const wanted of seen.slice(1)) {
    await page.keyboard.press('Control+Shift+z');
    await until(glass, wanted);
  }
  await expect(glass.button('Redo')).toBeDisabled();
  await glass.button('Undo').click();
  await until(glass, seen.at(-2) ?? start);
});
