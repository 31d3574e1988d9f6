import { describe, expect, it } from 'vitest';
import { COALESCE_MS, emptyHistory, recorded, redone, undone } from '@/state/history';

const edit = (undo: number, redo: number, key: string, at_ms: number) => ({ undo, redo, key, at_ms });

describe('history', () => {
  it('goes back and forth again', () => {
    const history = recorded(recorded(emptyHistory<number>(), edit(0, 1, '', 0)), edit(1, 2, '', 1));
    const back = undone(history);
    expect(back?.part).toBe(1);
    expect(back && redone(back.history)?.part).toBe(2);
    expect(undone(emptyHistory())).toBeNull();
    expect(redone(history)).toBeNull();
  });

  it('takes the drag of a slider for one edit', () => {
    let history = emptyHistory<number>();
    for (let at = 0; at < 5; at += 1) history = recorded(history, edit(at, at + 1, 'noise', at * 100));
    expect(history.past).toHaveLength(1);
    expect(undone(history)?.part).toBe(0);
  });

  it('keeps edits apart that differ in kind or in time', () => {
    const one = recorded(emptyHistory<number>(), edit(0, 1, 'noise', 0));
    expect(recorded(one, edit(1, 2, 'samples', 1)).past).toHaveLength(2);
    expect(recorded(one, edit(1, 2, 'noise', COALESCE_MS)).past).toHaveLength(2);
  });

  it('forgets what was undone at the next edit', () => {
    const back = undone(recorded(emptyHistory<number>(), edit(0, 1, '', 0)));
    const history = back && recorded(back.history, edit(0, 5, '', 1));
    expect(history?.future).toEqual([]);
    expect(history?.past).toHaveLength(1);
  });
});
