import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sameDocument } from '@/projects/merge';
import { nodesOf } from '@/projects/units';
import { ProblemError } from '@/protocol/problem';
import type { Document } from '@/protocol/projects';
import { edited } from './documents';
import { base, faster, page, server, wider, widest } from './saved';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('while all is well', () => {
  it('saves once after edits have settled, and says so', async () => {
    const { rest, state, saves } = server();
    const { edit, phase, kept } = page(rest);
    edit(wider);
    await pass(400);
    edit(widest);
    expect(phase()).toBe('unsaved');
    expect(kept.at(-1)).toBe(wider);
    await pass(1000);
    expect([phase(), saves(), state.version]).toEqual(['saved', 1, 2]);
    expect(sameDocument(state.document, widest)).toBe(true);
    expect(kept.at(-1)).toBe(null);
  });

  it('does not wait for ever while somebody never rests', async () => {
    const { rest, saves } = server();
    const { edit } = page(rest);
    for (let round = 0; round < 20; round += 1) {
      edit(round % 2 ? wider : widest);
      await pass(400);
    }
    expect(saves()).toBeGreaterThan(0);
  });

  it('saves nothing when an edit was taken back, or is none', async () => {
    const { rest, saves } = server();
    const { edit, phase } = page(rest);
    edit(wider);
    edit(edited());
    await pass(2000);
    expect([phase(), saves()]).toEqual(['saved', 0]);
  });

  it('saves what was edited while it was saving', async () => {
    const { rest, state } = server();
    const { edit, phase, autosave } = page(rest);
    edit(wider);
    const saved = autosave.flush();
    edit(faster);
    await saved;
    await pass(1000);
    expect(phase()).toBe('saved');
    expect(sameDocument(state.document, faster)).toBe(true);
  });

  it('saves nothing of what is only looked at', async () => {
    const { rest, asked } = server();
    const { edit, phase } = page(rest, false);
    edit(wider);
    await pass(9000);
    expect([phase(), asked]).toEqual(['readonly', []]);
  });
});

describe('while the server is away', () => {
  it('keeps everything, tries again more and more rarely, and saves when it is back', async () => {
    const { rest, state, fail, saves } = server();
    const { edit, phase, kept, autosave } = page(rest);
    fail('away');
    edit(wider);
    await pass(900);
    expect(phase()).toBe('offline');
    edit(faster);
    await pass(300);
    expect(kept.at(-1)).toBe(faster);
    await pass(60_000);
    expect(saves()).toBeLessThan(9);
    expect(phase()).toBe('offline');
    fail(null);
    autosave.retry();
    await pass(0);
    expect([phase(), kept.at(-1)]).toEqual(['saved', null]);
    expect(sameDocument(state.document, faster)).toBe(true);
  });

  it('asks nobody when only the answer was lost', async () => {
    const { rest, state, fail } = server();
    const { edit, phase } = page(rest);
    fail('answer_lost');
    edit(wider);
    await pass(900);
    expect([phase(), state.version]).toEqual(['offline', 2]);
    fail(null);
    await pass(3000);
    expect([phase(), state.version]).toEqual(['saved', 2]);
  });

  it.each([
    [503, 'offline'],
    [401, 'signed_out'],
    [422, 'refused'],
  ])('tells %i from the others', async (status, told) => {
    const { rest, fail } = server();
    const { edit, phase, kept } = page(rest);
    fail(status);
    edit(wider);
    await pass(900);
    expect([phase(), kept.at(-1)]).toEqual([told, wider]);
  });

  it('tries again with the next edit what was refused', async () => {
    const { rest, fail } = server();
    const { edit, phase } = page(rest);
    fail(422);
    edit(wider);
    await pass(900);
    fail(null);
    edit(widest);
    await pass(900);
    expect(phase()).toBe('saved');
  });
});

describe('when somebody else saved', () => {
  async function conflict(theirs: Document) {
    const world = server();
    const { edit, ...tab } = page(world.rest);
    world.meanwhile(theirs);
    edit(wider);
    await pass(1000);
    expect(tab.phase()).toBe('conflict');
    return { ...world, ...tab, edit };
  }

  it('overwrites nothing, and goes on editing without saving', async () => {
    const { state, edit, phase, kept } = await conflict(faster);
    edit(widest);
    await pass(60_000);
    expect([phase(), state.version, state.document, kept.at(-1)]).toEqual(['conflict', 2, faster, widest]);
  });

  it('merges what was edited on both sides', async () => {
    const { state, autosave, phase, shown } = await conflict(faster);
    autosave.merge(new Map());
    await pass(0);
    expect([phase(), state.version, shown]).toEqual(['saved', 3, ['merged']]);
    expect(nodesOf(state.document).get('h1')).toMatchObject({ units: 6 });
    expect(state.document.spec['training']).toMatchObject({ optimiser: { learning_rate: 0.3 } });
  });

  it('merges as chosen where edits collide', async () => {
    const { state, autosave } = await conflict(widest);
    autosave.merge(new Map([['node/h1/units', 'theirs']]));
    await pass(1000);
    expect(nodesOf(state.document).get('h1')).toMatchObject({ units: 8 });
  });

  it('asks again when they saved once more while it was decided', async () => {
    const { meanwhile, autosave, phase, state } = await conflict(faster);
    meanwhile(widest);
    autosave.merge(new Map());
    await pass(0);
    expect([phase(), state.document]).toEqual(['conflict', widest]);
  });

  it('takes theirs when told so', async () => {
    const { state, autosave, phase, screen, kept } = await conflict(faster);
    autosave.takeTheirs();
    await pass(1000);
    expect([phase(), screen.document, state.version, kept.at(-1)]).toEqual(['saved', state.document, 2, null]);
  });

  it('brings a page up to date where nothing was edited, and says so until something is', async () => {
    const { rest, meanwhile, saves } = server();
    const { autosave, edit, phase, screen, shown } = page(rest);
    meanwhile(faster);
    autosave.noticed(2);
    await pass(0);
    expect([phase(), sameDocument(screen.document, faster), shown]).toEqual(['saved', true, ['theirs']]);
    expect([autosave.store.getState().taken, autosave.acknowledged().version]).toEqual([true, 2]);
    await pass(5000);
    expect(saves()).toBe(0);
    edit(wider);
    expect(autosave.store.getState().taken).toBe(false);
  });

  it('takes nothing by itself while something waits to be saved, or is edited meanwhile', async () => {
    const { rest, meanwhile } = server();
    const { autosave, edit, phase, screen } = page(rest);
    meanwhile(faster);
    autosave.noticed(2);
    edit(wider);
    await pass(0);
    expect([phase(), screen.document]).toEqual(['unsaved', wider]);
    autosave.noticed(2);
    await pass(2000);
    expect([phase(), screen.document]).toEqual(['conflict', wider]);
  });

  it('only says so where the page may not change by itself', async () => {
    const { rest, meanwhile } = server();
    const { autosave, can, phase, screen } = page(rest);
    can.take = false;
    meanwhile(faster);
    autosave.noticed(2);
    await pass(0);
    expect([phase(), screen.document]).toEqual(['behind', base]);
    autosave.takeTheirs();
    expect([phase(), sameDocument(screen.document, faster)]).toEqual(['saved', true]);
  });

  it('never writes over what it cannot show', async () => {
    const { rest, state, meanwhile, saves } = server();
    const { autosave, can, edit, phase } = page(rest);
    can.show = false;
    meanwhile(faster);
    autosave.noticed(2);
    await pass(0);
    expect(phase()).toBe('behind');
    edit(wider);
    await pass(2000);
    expect(phase()).toBe('conflict');
    autosave.takeTheirs();
    autosave.merge(new Map());
    await pass(2000);
    expect([phase(), saves(), sameDocument(state.document, faster)]).toEqual(['conflict', 1, true]);
  });
});

it('is gone when somebody deleted it', async () => {
  const save = () =>
    Promise.reject(new ProblemError({ code: 'no_such_project', detail: 'No such project.', status: 404 }));
  const { edit, phase, kept } = page({ ...server().rest, save });
  edit(wider);
  await pass(1000);
  expect([phase(), kept.at(-1)]).toEqual(['gone', wider]);
});
