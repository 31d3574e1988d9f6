import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_SPEC } from '@/editor/defaults';
import type { Misfit, Outline, RunSpec } from '@/protocol/names';
import { ProblemError } from '@/protocol/problem';
import { createOutline, DEBOUNCE_MS } from '@/state/outline';
import { createProject } from '@/state/project';

const FITS: Outline = { nodes: {}, problems: [], parameters: 3, flops: 4, runnable: true };
const MISFIT: Misfit = { code: 'shape', detail: 'No.', hint: 'Mend it.', where: '', node: 'h1', repair: null };
const seeded = (seed: number): RunSpec => ({ ...DEFAULT_SPEC, training: { ...DEFAULT_SPEC.training, seed } });

function world(answer: (spec: RunSpec) => Promise<Outline>) {
  const asked: number[] = [];
  const project = createProject(DEFAULT_SPEC);
  const rest = {
    outline(spec: RunSpec) {
      asked.push(spec.training.seed);
      return answer(spec);
    },
  };
  return { asked, project, outline: createOutline({ rest, project }) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the outline', () => {
  it('is asked for once after a burst of edits', async () => {
    const { asked, project, outline } = world(async () => FITS);
    for (const seed of [1, 2, 3]) project.getState().commit(seeded(seed));
    await vi.advanceTimersByTimeAsync(DEBOUNCE_MS);
    expect(asked).toEqual([3]);
    expect(outline.store.getState().outline).toBe(FITS);
    expect(await outline.missing(project.getState().spec)).toBeNull();
    expect(asked).toEqual([3]);
  });

  it('tells what keeps a network from being trained', async () => {
    const { outline } = world(async () => ({ ...FITS, problems: [MISFIT], runnable: false }));
    expect(await outline.missing(DEFAULT_SPEC)).toBe(MISFIT);
    const untold = world(async () => ({ ...FITS, runnable: false })).outline;
    expect((await untold.missing(DEFAULT_SPEC))?.detail).toContain('not finished');
  });

  it('stands in nobody’s way when the server cannot tell, and asks again', async () => {
    const { asked, outline } = world(() => Promise.reject(new ProblemError({ code: 'not_found', detail: 'No.' })));
    expect(await outline.missing(DEFAULT_SPEC)).toBeNull();
    expect(await outline.missing(DEFAULT_SPEC)).toBeNull();
    expect(asked).toEqual([0, 0]);
  });

  it('forgets an answer that comes after a newer question', async () => {
    let answer = (_: Outline): void => undefined;
    const late = new Promise<Outline>((done) => {
      answer = done;
    });
    const { outline } = world((spec) => (spec.training.seed === 1 ? late : Promise.resolve(FITS)));
    const first = outline.missing(seeded(1));
    await outline.missing(seeded(2));
    answer({ ...FITS, parameters: 99 });
    await first;
    expect(outline.store.getState().outline).toBe(FITS);
  });
});
