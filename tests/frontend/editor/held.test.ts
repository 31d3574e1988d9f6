import { describe, expect, it } from 'vitest';
import { applyChange } from '@/editor/changes';
import { DEFAULT_SPEC } from '@/editor/defaults';
import {
  carried,
  heldWeights,
  isHeld,
  isHeldEntry,
  kernelEntry,
  unitEntry,
  weightEntry,
  withHeld,
} from '@/editor/held';
import { decodeSpec, encodeSpec } from '@/editor/link';
import { readSetUp, writeSetUp } from '@/editor/setup_file';
import { difference, levelled, withLive } from '@/state/difference';
import { NO_DRAWING } from '@/state/drawing';

const UNIT = unitEntry('h1', 2);
const WEIGHT = weightEntry('h2', 0, 1);
const HELD = withHeld(DEFAULT_SPEC, [UNIT, WEIGHT], true);

describe('what is held at zero', () => {
  it('is named as the server names it, once and in order', () => {
    expect([UNIT, WEIGHT]).toEqual(['h1.units.2', 'h2.weight.0.1']);
    expect(HELD.network.held).toEqual([UNIT, WEIGHT]);
    expect(withHeld(HELD, [UNIT], true)).toBe(HELD);
    expect(withHeld(HELD, [UNIT], false).network.held).toEqual([WEIGHT]);
    expect(isHeld(HELD.network, UNIT)).toBe(true);
    expect(heldWeights(HELD.network.held ?? []).get('h2')).toEqual([{ input: 0, unit: 1 }]);
  });

  it('acts live, the first time too, and needs no new run', () => {
    expect(difference(DEFAULT_SPEC, HELD)).toEqual({
      kind: 'live',
      changes: [
        { path: `network.held.${UNIT}`, value: 1 },
        { path: `network.held.${WEIGHT}`, value: 1 },
      ],
    });
    const one = withHeld(HELD, [UNIT], false);
    expect(difference(HELD, one)).toEqual({ kind: 'live', changes: [{ path: `network.held.${UNIT}`, value: 0 }] });
    const nothing = { ...HELD, network: { ...HELD.network, held: [] } };
    expect(difference(DEFAULT_SPEC, nothing)).toEqual({ kind: 'same' });
  });

  it('is heard from other tabs, and levelled with the run', () => {
    const heard = withLive(DEFAULT_SPEC, { path: `network.held.${UNIT}`, value: 1 });
    expect(heard.network.held).toEqual([UNIT]);
    expect(withLive(heard, { path: `network.held.${UNIT}`, value: 1 })).toBe(heard);
    expect(levelled(heard, HELD).network.held).toEqual(HELD.network.held);
  });

  it('goes along in links and files', () => {
    expect(encodeSpec(HELD)).toContain('held=h1.units.2,h2.weight.0.1');
    expect(decodeSpec(`#${encodeSpec(HELD)}`)).toEqual({ spec: HELD, unread: [] });
    const odd = decodeSpec(`#${encodeSpec(DEFAULT_SPEC)}&held=h9.units.0`);
    expect(odd.unread).toEqual(['held']);
    const read = readSetUp(writeSetUp({ spec: HELD, drawing: NO_DRAWING }), null);
    expect(typeof read === 'string' ? read : read.spec.network.held).toEqual(HELD.network.held);
    const broken = { ...HELD, network: { ...HELD.network, held: ['nothing'] } };
    expect(readSetUp(JSON.stringify(broken), null)).toContain('spec.network.held[0]');
  });

  it('stays through edits where the layer and what leads to it stay as they were', () => {
    const after = (change: Parameters<typeof applyChange>[1]) =>
      carried(HELD, applyChange(HELD, change)).network.held ?? [];
    expect(after({ type: 'set_layer', node: 'h1', values: { activation: 'relu' } })).toEqual([UNIT, WEIGHT]);
    expect(after({ type: 'set_dropout', node: 'h1', rate: 0.2 })).not.toContain(WEIGHT);
    expect(after({ type: 'set_units', node: 'h2', units: 5 })).toEqual([UNIT]);
    expect(after({ type: 'set_units', node: 'h1', units: 1 })).toEqual([]);
    expect(after({ type: 'remove_layer', node: 'h1' })).toEqual([]);
    expect(after({ type: 'toggle_feature', feature: 'x2' })).toEqual([]);
    expect(after({ type: 'set_training', values: { l2: 0.1 } })).toEqual([UNIT, WEIGHT]);
  });
});

it('names a weight of a kernel by row, column, input and filter', () => {
  expect(kernelEntry('conv', [1, 2], 0, 15)).toBe('conv.weight.1.2.0.15');
  expect(isHeldEntry(kernelEntry('conv', [1, 2], 0, 15))).toBe(true);
});
