import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChange, type Change } from '@/editor/changes';
import { DEFAULT_DATA, DEFAULT_SPEC } from '@/editor/defaults';
import { decodeSpec, encodeSpec } from '@/editor/link';
import { MOST_LAYERS, MOST_UNITS, readStack } from '@/editor/stack';
import { classesOf, FACTS, mostShare, SUITS, taskOf } from '@/editor/task';
import type { OwnPoint } from '@/protocol/names';
import { featuresOf } from '@/protocol/spec';
import { anyChange } from './edits';

const after = (...changes: Change[]) => changes.reduce((spec, change) => applyChange(spec, change), DEFAULT_SPEC);

describe('applyChange', () => {
  it('keeps every set-up a stack whose output fits the data', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 25 }), (changes) => {
        const spec = after(...changes);
        const stack = readStack(spec.network);
        expect(stack).not.toBeNull();
        const layers = stack?.layers ?? [];
        const task = taskOf(spec.data, FACTS);
        expect(layers.at(-1)?.dense.units).toBe(task === 'multiclass' ? classesOf(spec.data) : 1);
        expect(layers.length).toBeLessThanOrEqual(MOST_LAYERS + 1);
        expect(layers.every((layer) => layer.dense.units >= 1 && layer.dense.units <= MOST_UNITS)).toBe(true);
        expect(new Set(spec.network.nodes.map((node) => node.id)).size).toBe(spec.network.nodes.length);
        expect(SUITS[task].losses).toContain(spec.training.loss.kind);
        expect(featuresOf(spec.data).length).toBeGreaterThan(0);
      }),
    );
  });

  it('never alters the set-up it is given', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 8 }), anyChange, (changes, last) => {
        const spec = after(...changes);
        const before = JSON.stringify(spec);
        applyChange(spec, last);
        expect(JSON.stringify(spec)).toBe(before);
      }),
    );
  });

  it('opens a template at the pace that was chosen', () => {
    const limited = after({ type: 'set_training', values: { updates_per_s: 10 } });
    const template = { ...DEFAULT_SPEC, training: { ...DEFAULT_SPEC.training, batch_size: 7, updates_per_s: null } };
    const opened = applyChange(limited, { type: 'open_template', spec: template });
    expect(opened.training).toMatchObject({ batch_size: 7, updates_per_s: 10 });
  });

  it('gives the very same object where nothing changes', () => {
    expect(after({ type: 'set_data_kind', kind: 'circles' })).toBe(DEFAULT_SPEC);
    expect(after({ type: 'remove_layer', node: 'out' })).toBe(DEFAULT_SPEC);
    expect(after({ type: 'set_units', node: 'out', units: 3 })).toBe(DEFAULT_SPEC);
  });

  it('lets output and loss follow the data', () => {
    const classes = after({ type: 'set_data_kind', kind: 'blobs' });
    expect(classes.network.nodes.at(-1)).toMatchObject({ units: 3, activation: 'softmax' });
    expect(classes.training.loss).toEqual({ kind: 'cross_entropy' });
    const values = applyChange(classes, { type: 'set_data_kind', kind: 'plane' });
    expect(values.network.nodes.at(-1)).toMatchObject({ units: 1, activation: 'linear' });
    expect(values.training.loss).toEqual({ kind: 'mse' });
    const back = applyChange(values, { type: 'set_data_kind', kind: 'xor' });
    expect(back.training.loss).toEqual({ kind: 'binary_cross_entropy' });
  });

  it('turns a spiral of three arms into a task of three classes', () => {
    const spec = after({ type: 'set_data_kind', kind: 'spiral' }, { type: 'set_classes', classes: 3 });
    expect(taskOf(spec.data, FACTS)).toBe('multiclass');
    expect(spec.network.nodes.at(-1)).toMatchObject({ units: 3, activation: 'softmax' });
  });

  it('takes points of one’s own away with their class', () => {
    const points: OwnPoint[] = [0, 1, 2].map((label) => [label, label, label]);
    const data = { ...DEFAULT_DATA, kind: 'points', classes: 3, points };
    const spec = after({ type: 'put_data', data, classes: 3 }, { type: 'set_classes', classes: 2 });
    expect(spec.data).toMatchObject({ classes: 2, points: points.slice(0, 2) });
    expect(spec.network.nodes.at(-1)).toMatchObject({ units: 1, activation: 'sigmoid' });
  });

  it('leaves what the learner chose for the output', () => {
    const spec = after(
      { type: 'set_layer', node: 'out', values: { activation: 'tanh' } },
      { type: 'set_loss', kind: 'mse' },
      { type: 'set_data_kind', kind: 'plane' },
    );
    expect(spec.network.nodes.at(-1)).toMatchObject({ activation: 'tanh' });
    expect(spec.training.loss).toEqual({ kind: 'mse' });
  });

  it('adds a layer like its neighbour and takes it away again', () => {
    const wide = after({ type: 'set_units', node: 'h2', units: 6 }, { type: 'add_layer', after: 'h2' });
    expect(wide.network.edges).toEqual([
      ['in', 'h1'],
      ['h1', 'h2'],
      ['h2', 'h3'],
      ['h3', 'out'],
    ]);
    expect(wide.network.nodes[3]).toMatchObject({ id: 'h3', units: 6 });
    expect(applyChange(wide, { type: 'remove_layer', node: 'h3' }).network).toEqual(
      after({ type: 'set_units', node: 'h2', units: 6 }).network,
    );
  });

  it('wires dropout in after its layer', () => {
    const spec = after({ type: 'set_dropout', node: 'h1', rate: 0.2 });
    expect(spec.network.edges[1]).toEqual(['h1', 'h1_drop']);
    expect(after({ type: 'set_dropout', node: 'h1', rate: 0 })).toBe(DEFAULT_SPEC);
  });

  it('keeps a dropout whose rate is set to nothing, so that its run goes on', () => {
    const spec = after({ type: 'set_dropout', node: 'h1', rate: 0.2 }, { type: 'set_dropout', node: 'h1', rate: 0 });
    expect(spec.network.nodes[2]).toEqual({ kind: 'dropout', id: 'h1_drop', rate: 0 });
    expect(decodeSpec(encodeSpec(spec))).toEqual({ spec, unread: [] });
  });

  it('keeps the learning rate when the optimiser changes', () => {
    const spec = after(
      { type: 'set_knob', knob: 'learning_rate', value: 0.3 },
      { type: 'set_optimiser', kind: 'momentum', knobs: { learning_rate: 0.01, momentum: 0.9 } },
    );
    expect(spec.training.optimiser).toEqual({ kind: 'momentum', learning_rate: 0.3, momentum: 0.9 });
  });
});

it('leaves a tenth of the points at least to learn from', () => {
  expect([0, 0.4, 0.45, 0.5, 0.7, 0.9].map(mostShare)).toEqual([0.5, 0.5, 0.45, 0.4, 0.2, 0]);
});
