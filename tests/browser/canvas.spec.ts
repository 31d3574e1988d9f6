import { scan } from './axe';
import { BLOCK, Canvas, EMPTY, LENET, LENET_SPEC, RESIDUAL, told } from './canvas';
import { expect, type Glass, PATIENCE, test } from './glass';
import { pictureOf } from './pixels';

const learns = async (glass: Glass): Promise<void> => {
  await glass.play();
  await expect.poll(async () => (await glass.record()).metrics.train?.accuracy ?? 0, PATIENCE).toBeGreaterThan(0.5);
  await glass.pause();
};

test('builds LeNet with the mouse, and it learns', async ({ glass, page }) => {
  const canvas = new Canvas(glass);
  await canvas.open(EMPTY);
  await expect(glass.banner('Not ready to train')).toBeVisible();
  for (let press = 0; press < 3; press += 1) await glass.button('Zoom out').click();
  const board = await page.locator('.canvas-board').boundingBox();
  if (!board) throw new Error('no board');
  let before = 'in';
  for (const [index, { title, id, fields }] of LENET.entries()) {
    if (index < 2) {
      // The first two are dropped beside the network and wired by hand.
      const at = { x: 100 + 260 * index, y: board.height - 190 - 200 * index };
      await canvas.entry(title).dragTo(page.locator('.canvas-board .react-flow__pane'), { targetPosition: at });
      await canvas.draw(before, id);
    } else {
      await canvas.card(before).click({ position: { x: 12, y: 8 } });
      await canvas.entry(title).click();
    }
    await expect(canvas.card(id)).toHaveClass(/selected/);
    for (const [name, value] of Object.entries(fields)) await canvas.set(name, value);
    before = id;
  }
  await expect(glass.banner('Not ready to train')).toHaveCount(0);
  await expect(canvas.card('conv2')).toContainText('10 × 10 × 16');
  await expect(canvas.card('dense1')).toContainText('48.1 k learned');
  await canvas.untilRun(LENET_SPEC);

  await glass.button('Lay out').click();
  const maps = canvas.card('conv1').locator('canvas');
  await expect.poll(async () => (await pictureOf(maps)).colours, PATIENCE).toBeGreaterThan(4);
  const start = (await pictureOf(maps)).print;
  await learns(glass);
  await expect.poll(async () => (await pictureOf(maps)).print).not.toBe(start);

  // Back to where the layers stood, then to what the last of them was.
  await glass.button('Undo').click();
  await glass.button('Undo').click();
  await canvas.untilRun([...LENET_SPEC.slice(0, -1), 'dense 10 tanh']);
  await glass.button('Redo').click();
  await canvas.untilRun(LENET_SPEC);
});

test('builds LeNet with the keyboard alone, and it learns', async ({ glass, page }) => {
  const canvas = new Canvas(glass);
  await canvas.open(EMPTY);
  const { keyboard } = page;
  const tabTo = async (wanted: ReturnType<typeof page.locator>, back = false): Promise<void> => {
    for (let stop = 0; stop < 120; stop += 1) {
      if (await wanted.evaluate((element) => element.contains(document.activeElement))) return;
      await keyboard.press(back ? 'Shift+Tab' : 'Tab');
    }
    throw new Error(`the Tab key does not lead to ${wanted}`);
  };
  for (const { title, id, fields } of LENET) {
    await tabTo(canvas.search(), title !== LENET[0]?.title);
    await keyboard.press('Control+a');
    await keyboard.type(title);
    await keyboard.press('Enter');
    await expect(canvas.card(id)).toHaveClass(/selected/);
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === 'number') {
        await tabTo(glass.inspector().getByRole('spinbutton', { name, exact: true }));
        await keyboard.type(String(value));
        await keyboard.press('Enter');
      } else {
        await tabTo(glass.inspector().getByRole('button', { name: new RegExp(`${name}$`) }));
        await keyboard.press('Enter');
        const choices = page.getByRole('listbox', { name });
        await expect(choices).toBeVisible();
        await keyboard.type(value);
        await keyboard.press('Enter');
        await expect(choices).toHaveCount(0);
      }
    }
  }
  await canvas.untilRun(LENET_SPEC);
  await learns(glass);

  // From layer to layer along the wires, and away with one of them.
  await tabTo(canvas.card('dense3'), true);
  await keyboard.press('Home');
  await expect(canvas.card('in')).toBeFocused();
  for (const { id } of LENET.slice(0, 2)) {
    await keyboard.press('ArrowRight');
    await expect(canvas.card(id)).toBeFocused();
  }
  await keyboard.press('Delete');
  await expect(canvas.card('max_pool1')).toHaveCount(0);
  await expect(canvas.card('conv1')).toBeFocused();
  await canvas.untilRun(LENET_SPEC.filter((_, index) => index !== 2));
  await keyboard.press('Control+z');
  await canvas.untilRun(LENET_SPEC);
});

test('shows a misfit on the layer while it is built, and mends it by one click', async ({ glass, page }) => {
  const canvas = new Canvas(glass);
  await canvas.open(EMPTY);
  await canvas.card('in').click({ position: { x: 12, y: 8 } });
  await canvas.entry('Dense').click();
  await expect(canvas.card('dense1').getByRole('alert')).toContainText('28 × 28 × 1');
  await expect(glass.banner('Not ready to train')).toBeVisible();
  const asked: string[] = [];
  page.on('request', (request) => request.method() === 'POST' && asked.push(new URL(request.url()).pathname));
  await canvas.card('dense1').getByRole('button', { name: 'Insert Flatten' }).click();
  await canvas.set('Units', 10);
  await canvas.set('Activation', 'Softmax');
  await canvas.untilRun(['input', 'flatten', 'dense 10 softmax']);
  await expect(canvas.card('dense1').getByRole('alert')).toHaveCount(0);
  await expect(glass.banner('Not ready to train')).toHaveCount(0);
  expect(asked.filter((path) => path === '/api/v1/runs').length).toBeLessThanOrEqual(3);
});

test('wires skip connections, tells shapes on wires, and keys begin and end a wire', async ({ glass, page }) => {
  const canvas = new Canvas(glass);
  await canvas.open(RESIDUAL);
  await expect(async () => {
    await canvas.pointAt('stem', 'add1');
    await expect(page.locator('.wire-shape')).toHaveText('28 × 28 × 4', { timeout: 500 });
  }).toPass(PATIENCE);
  await canvas.card('conv1').click({ position: { x: 12, y: 8 } });
  await canvas.card('conv1').press('c');
  await page.keyboard.press('ArrowRight');
  await expect(canvas.card('conv2')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(canvas.card('add1')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(canvas.wire('conv1', 'add1')).toHaveCount(1);
  await expect.poll(async () => (await glass.record()).spec.network.edges.length, PATIENCE).toBe(8);
  await page.keyboard.press('Control+z');
  await expect(canvas.wire('conv1', 'add1')).toHaveCount(0);

  await canvas.pointAt('stem', 'add1');
  await page.mouse.down();
  await page.mouse.up();
  await page.keyboard.press('Delete');
  await expect(canvas.wire('stem', 'add1')).toHaveCount(0);
  await expect(canvas.card('add1')).toHaveCount(1);
});

test('copies, groups, repeats and folds, and a reload finds all of it', async ({ glass, page }) => {
  const canvas = new Canvas(glass);
  await canvas.open(RESIDUAL);
  await canvas.card('conv1').click({ position: { x: 12, y: 8 } });
  for (const id of ['conv2', 'add1']) {
    await canvas.card(id).click({ position: { x: 12, y: 8 }, modifiers: ['Control'] });
  }
  await glass.button('Group').click();
  await glass.button('Fold Block 1').click();
  await expect(canvas.card('conv1')).toHaveCount(0);
  await canvas.set('Repeat', 3);
  await expect(canvas.card('block:block1')).toContainText('× 3');
  await expect
    .poll(async () => (await glass.record()).spec.network.nodes.filter(({ kind }) => kind === 'add').length, PATIENCE)
    .toBe(3);
  const { spec } = await glass.record();
  // Left before the address was written.
  const name = glass.inspector().getByRole('textbox', { name: 'Name' });
  await name.fill('Trunk');
  await name.press('Enter');
  await page.reload();
  await expect(canvas.card('block:block1')).toContainText('Trunk', PATIENCE);
  await expect(canvas.card('block:block1')).toContainText('× 3', PATIENCE);
  await expect.poll(async () => (await glass.record()).spec.network, PATIENCE).toEqual(spec.network);
  await glass.button('Unfold Trunk').click();
  await expect(canvas.card('conv1')).toBeVisible();

  const count = await canvas.cards().count();
  await canvas.card('stem').click({ position: { x: 12, y: 8 } });
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+v');
  await expect(canvas.cards()).toHaveCount(count + 1);
  await page.keyboard.press('Control+z');
  await expect(canvas.cards()).toHaveCount(count);
});

test('keeps a set-up in a file, and says what is wrong with one', async ({ glass, page }) => {
  const canvas = new Canvas(glass);
  await canvas.open(RESIDUAL);
  const choose = async (item: string): Promise<void> => {
    await glass.button('File').click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  const [download] = await Promise.all([page.waitForEvent('download'), choose('Save as a file')]);
  const path = await download.path();
  await canvas.card('stem').click({ position: { x: 12, y: 8 } });
  await page.keyboard.press('Delete');
  await expect(canvas.card('stem')).toHaveCount(0);
  const upload = page.locator('input[aria-label="File of a set-up"]');
  await upload.setInputFiles(path);
  await expect(canvas.card('stem')).toBeVisible();
  expect(told((await glass.record()).spec)[0]).toBe('input');
  const broken = Buffer.from(JSON.stringify({ network: { nodes: [{ kind: 'magic', id: 'm' }], edges: [] } }));
  await upload.setInputFiles({ name: 'broken.json', mimeType: 'application/json', buffer: broken });
  await expect(glass.banner('magic')).toContainText('broken.json');
});

test('stack and canvas edit the same network', async ({ glass, page }) => {
  await glass.open();
  const canvas = new Canvas(glass);
  await page.getByRole('radio', { name: 'Canvas' }).click();
  await canvas.card('h1').click({ position: { x: 12, y: 8 } });
  await canvas.set('Units', 6);
  await canvas.entry('Dense').click();
  await page.getByRole('radio', { name: 'Stack' }).click();
  await expect(glass.unit('h1', 5)).toBeVisible();
  await expect(glass.button('Inspect hidden layer 3')).toBeVisible();
  await glass.untilDrawn();
  await page.getByRole('radio', { name: 'Canvas' }).click();
  await canvas.card('h2').click({ position: { x: 12, y: 8 } });
  await canvas.entry('Batch norm').click();
  await expect(page.getByRole('radio', { name: 'Stack' })).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('radio', { name: 'Stack' })).toBeVisible();
});

test('axe finds nothing serious on the canvas, wide or narrow, light or dark', async ({ glass, page }) => {
  const canvas = new Canvas(glass);
  await canvas.open(RESIDUAL, { places: {}, blocks: [BLOCK] });
  await expect(page.locator('.page[data-stale]')).toHaveCount(0, PATIENCE);
  await canvas.card('conv1').click({ position: { x: 12, y: 8 } });
  await expect(glass.inspector().getByRole('spinbutton', { name: 'Kernel' })).toBeVisible();
  expect(await scan(page)).toEqual([]);
  await canvas.card('pool').click({ position: { x: 12, y: 8 } });
  await page.keyboard.press('Delete');
  await expect(canvas.card('out').getByRole('alert')).toBeVisible();
  expect(await scan(page, '.diagram-panel')).toEqual([]);
  await glass.button('Undo').click();
  await expect(page.locator('.page[data-stale]')).toHaveCount(0, PATIENCE);
  await glass.button('Dark theme').click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(await scan(page)).toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  await glass.button('Add a layer').click();
  await expect(canvas.entry('Flatten')).toBeVisible();
  expect(await scan(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
});
