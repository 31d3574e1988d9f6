import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { applyChange } from '@/editor/changes';
import { DEFAULT_DATA, DEFAULT_SPEC } from '@/editor/defaults';
import type { OwnPoint, RunSpec } from '@/protocol/names';
import { ProblemError } from '@/protocol/problem';
import { continues, createFrom, isDrawn } from '@/state/continuing';
import { world } from './world';

const CELLS: RunSpec = {
  ...DEFAULT_SPEC,
  data: {
    ...{ kind: 'cells', samples: 40, validation_fraction: 0, test_fraction: 0.2, seed: 0, augment: [] },
    corrections: [],
  },
};
const corrected = (mask: string, spec = CELLS): RunSpec => ({
  ...spec,
  data: { ...spec.data, augment: [], corrections: [{ source: 3, mask }] },
});

describe('continues', () => {
  it('when only masks were corrected, live values aside', () => {
    expect(continues(CELLS, corrected('0*4'))).toBe(true);
    expect(continues(corrected('0*4'), corrected('1*4'))).toBe(true);
    const slower = { ...CELLS, training: { ...CELLS.training, l2: 0.1 } };
    expect(continues(CELLS, corrected('0*4', slower))).toBe(true);
  });

  it('not when anything else changed, or nothing', () => {
    expect(continues(CELLS, CELLS)).toBe(false);
    const batches = { ...CELLS, training: { ...CELLS.training, batch_size: 7 } };
    expect(continues(CELLS, corrected('0*4', batches))).toBe(false);
    expect(continues(DEFAULT_SPEC, DEFAULT_SPEC)).toBe(false);
  });
});

describe('points that were drawn', () => {
  const drawn = (...points: OwnPoint[]): RunSpec => ({
    ...DEFAULT_SPEC,
    data: { ...DEFAULT_DATA, kind: 'points', classes: 2, points },
  });

  it('go on with what was learned, also from those of a built-in set', () => {
    expect(continues(DEFAULT_SPEC, drawn([0, 0, 1]))).toBe(true);
    expect(continues(drawn([0, 0, 1]), drawn([0, 0, 1], [1, 1, 0]))).toBe(true);
    expect(isDrawn(DEFAULT_SPEC, drawn([0, 0, 1]))).toBe(true);
    expect(isDrawn(DEFAULT_SPEC, drawn())).toBe(false);
  });

  it('begin anew where the network gets or says something else, or nothing was drawn', () => {
    const one = drawn([0, 0, 1]);
    const told = {
      ...one,
      data: { ...DEFAULT_DATA, ...one.data, features: ['x' as const], points: [[1, 1, 0] as const] },
    };
    expect(continues(one, told)).toBe(false);
    const wider = applyChange(drawn([1, 1, 0]), { type: 'set_units', node: 'h1', units: 7 });
    expect(continues(one, wider)).toBe(false);
    expect(continues(one, { ...one, data: { ...one.data, test_fraction: 0.3 } })).toBe(false);
    expect(continues(one, DEFAULT_SPEC)).toBe(false);
  });

  it('wait for the hand to rest, and then train on', async () => {
    vi.useFakeTimers();
    const { controller, created, project, train } = world();
    await controller.begin();
    train('r1');
    for (const at of [1, 2, 3]) {
      project.getState().commit(drawn([at, at, 1]));
      await vi.advanceTimersByTimeAsync(300);
    }
    expect(created).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(700);
    expect(created).toHaveLength(2);
    expect(created.at(-1)?.from).toBe('r1');
    vi.useRealTimers();
  });
});

describe('createFrom', () => {
  const record = world().record('r2', CELLS, 'created');
  const asked: (string | undefined)[] = [];
  const rest = (refusal: string) => ({
    createRun: (_spec: RunSpec, _start?: boolean, from?: string) => {
      asked.push(from);
      const refused = from !== undefined && refusal !== '';
      return refused ? Promise.reject(new ProblemError({ code: refusal, detail: 'No.' })) : Promise.resolve(record);
    },
  });
  beforeEach(() => void asked.splice(0));

  it('starts with what the other run has learned', async () => {
    expect(await createFrom(rest(''), CELLS, { started: true, from: 'r1' })).toEqual({ record, problem: null });
    expect(asked).toEqual(['r1']);
  });

  const without = ['weights', 'no_such_run', 'no_weights', 'ended'];
  it.each(without)('starts anew where there are no weights to take, and says why: %s', async (code) => {
    const { problem } = await createFrom(rest(code), CELLS, { started: true, from: 'r1' });
    expect(problem?.code).toBe(code);
    expect(asked).toEqual(['r1', undefined]);
  });

  it('does not try again what fails for another reason', async () => {
    await expect(createFrom(rest('unreachable'), CELLS, { started: true, from: 'r1' })).rejects.toThrow('No.');
    expect(asked).toEqual(['r1']);
  });
});

describe('a corrected mask', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('trains on from the present weights, also twice in a row, and undone goes back to the run before', async () => {
    const { controller, created, project, run, settled, train } = world();
    project.getState().load(CELLS);
    await controller.begin();
    train('r1');
    project.getState().commit(corrected('0*4'));
    await settled();
    expect(created.at(-1)?.from).toBe('r1');
    project.getState().commit(corrected('1*4'));
    await settled();
    expect(created.at(-1)?.from).toBe('r2');
    project.getState().undo();
    project.getState().undo();
    await settled();
    expect(run.store.getState().run).toBe('r1');
  });

  it('has nothing to go on from before anything was learned', async () => {
    const { controller, created, project, settled } = world();
    project.getState().load(CELLS);
    await controller.begin();
    project.getState().commit(corrected('0*4'));
    await settled();
    expect(created.at(-1)?.from).toBeUndefined();
  });
});
