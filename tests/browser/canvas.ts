import type { Locator } from '@playwright/test';
import type { RunSpec } from '../../frontend/src/protocol/names';
import { expect, type Glass, PATIENCE } from './glass';

/** A set-up in a link, as a page that is left writes it. */
export const linkTo = (spec: object, drawing?: object): string => {
  const file = { format: 'glassnet', version: 1, spec, ...(drawing ? { drawing } : {}) };
  return `#j=${Buffer.from(JSON.stringify(file)).toString('base64url')}`;
};

const TRAINING = {
  loss: { kind: 'cross_entropy' },
  optimiser: { kind: 'adam', learning_rate: 0.002, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  batch_size: 32,
  updates_per_s: null,
};
const DIGITS = { kind: 'digits28', samples: 600, validation_fraction: 0.1, test_fraction: 0.1, seed: 0, augment: [] };

/** Digits, and nothing yet that reads them. */
export const EMPTY = { network: { nodes: [{ kind: 'input', id: 'in' }], edges: [] }, data: DIGITS, training: TRAINING };

/** A small network that trains, with a block around which a wire leads. */
export const RESIDUAL = {
  network: {
    nodes: [
      { kind: 'input', id: 'in' },
      { kind: 'conv2d', id: 'stem', filters: 4 },
      { kind: 'conv2d', id: 'conv1', filters: 4 },
      { kind: 'conv2d', id: 'conv2', filters: 4 },
      { kind: 'add', id: 'add1' },
      { kind: 'global_avg_pool', id: 'pool' },
      { kind: 'dense', id: 'out', units: 10, activation: 'softmax' },
    ],
    edges: [
      ['in', 'stem'],
      ['stem', 'conv1'],
      ['conv1', 'conv2'],
      ['conv2', 'add1'],
      ['stem', 'add1'],
      ['add1', 'pool'],
      ['pool', 'out'],
    ],
  },
  data: DIGITS,
  training: TRAINING,
};

/** The part of it that repeats. */
export const BLOCK = { id: 'block1', name: 'Residual', copies: [['conv1', 'conv2', 'add1']], folded: false };

/** The lecture's LeNet, each layer by its title in the palette and the fields that are not as usual. */
export const LENET: { title: string; id: string; fields: Record<string, number | string> }[] = [
  { title: 'Conv 2-D', id: 'conv1', fields: { Filters: 6, Kernel: 5 } },
  { title: 'Max pool 2-D', id: 'max_pool1', fields: {} },
  { title: 'Conv 2-D', id: 'conv2', fields: { Filters: 16, Kernel: 5, Padding: 'Valid' } },
  { title: 'Max pool 2-D', id: 'max_pool2', fields: {} },
  { title: 'Flatten', id: 'flatten1', fields: {} },
  { title: 'Dense', id: 'dense1', fields: { Units: 120, Activation: 'ReLU' } },
  { title: 'Dense', id: 'dense2', fields: { Units: 84, Activation: 'ReLU' } },
  { title: 'Dense', id: 'dense3', fields: { Units: 10, Activation: 'Softmax' } },
];

/** What became of it, in the words of the specification. */
export const LENET_SPEC = [
  'input',
  'conv2d 6 5 same',
  'max_pool2d',
  'conv2d 16 5 valid',
  'max_pool2d',
  'flatten',
  'dense 120 relu',
  'dense 84 relu',
  'dense 10 softmax',
];

/** The layers of a chain in the order of reading, each with the fields that matter here. */
export function told({ network }: RunSpec): string[] {
  const next = new Map(network.edges);
  const byId = new Map(network.nodes.map((node) => [node.id, node]));
  const found: string[] = [];
  for (let node = network.nodes.find(({ kind }) => kind === 'input'); node && found.length < 50; ) {
    const { kind } = node;
    const names =
      kind === 'dense' ? ['units', 'activation'] : kind === 'conv2d' ? ['filters', 'kernel', 'padding'] : [];
    found.push([kind, ...names.map((name) => String(Reflect.get(node ?? {}, name)))].join(' '));
    node = byId.get(next.get(node.id) ?? '');
  }
  return found;
}

/** The canvas of the page under test. */
export class Canvas {
  constructor(private readonly glass: Glass) {}

  async open(spec: object, drawing?: object): Promise<void> {
    await this.glass.page.goto(`/${linkTo(spec, drawing)}`);
    await expect(this.card('in')).toBeVisible(PATIENCE);
  }

  card = (id: string): Locator => this.glass.page.locator(`.react-flow__node[data-id="${id}"]`);
  cards = (): Locator => this.glass.page.locator('.react-flow__node-layer');
  wire = (from: string, to: string): Locator => this.glass.page.locator(`.react-flow__edge[data-id="${from}>${to}"]`);
  entry = (title: string): Locator => this.glass.page.getByRole('button', { name: `Add ${title}`, exact: true });
  search = (): Locator => this.glass.page.getByRole('searchbox', { name: 'Search layers' });

  /** The middle of something, once it stands still: a card grows with what it shows. */
  async centre(of: Locator): Promise<{ x: number; y: number }> {
    let before = '';
    await expect(async () => {
      const now = JSON.stringify(await of.boundingBox());
      const still = now === before;
      before = now;
      expect(still).toBe(true);
    }).toPass({ intervals: [250] });
    const box = await of.boundingBox();
    if (!box) throw new Error(`${of} is not on the page`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** Puts the pointer on a wire, a tenth of its way along: there nothing lies over it. */
  async pointAt(from: string, to: string): Promise<void> {
    const at = await this.wire(from, to)
      .locator('.react-flow__edge-interaction')
      .evaluate((path) => {
        if (!(path instanceof SVGGeometryElement)) throw new Error('no path');
        const on = path.getPointAtLength(path.getTotalLength() / 10);
        const { x, y } = on.matrixTransform(path.getScreenCTM() ?? undefined);
        return { x, y };
      });
    await this.glass.page.mouse.move(at.x, at.y);
  }

  /** Drags from the right of one layer to the left of another. */
  async draw(from: string, to: string): Promise<void> {
    const { mouse } = this.glass.page;
    const start = await this.centre(this.card(from).locator('.port.source'));
    const end = await this.centre(this.card(to).locator('.port.target'));
    await mouse.move(start.x, start.y);
    await mouse.down();
    await mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 });
    await mouse.move(end.x, end.y, { steps: 4 });
    await mouse.up();
    await expect(this.wire(from, to)).toHaveCount(1);
  }

  /** Sets a field of the layer in the inspector: a number, or a choice by its title. */
  async set(name: string, value: number | string): Promise<void> {
    if (typeof value === 'string') {
      await this.glass
        .inspector()
        .getByRole('button', { name: new RegExp(`${name}$`) })
        .click();
      await this.glass.page
        .getByRole('option', { name: new RegExp(`^${value}`) })
        .first()
        .click();
    } else {
      const field = this.glass.inspector().getByRole('spinbutton', { name, exact: true });
      await field.fill(String(value));
      await field.press('Enter');
    }
  }

  /** Waits until the page has a run of this network, and what it is. */
  async untilRun(wanted: string[]): Promise<void> {
    await expect
      .poll(async () => (this.glass.id() ? told((await this.glass.record()).spec) : []), PATIENCE)
      .toEqual(wanted);
  }
}
