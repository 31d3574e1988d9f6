import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Command } from '@/protocol/names';
import { createOutgoing } from '@/state/outgoing';

const live = (value: number): Command => ({ type: 'set_live', path: 'training.l2', value });

describe('createOutgoing', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('says the first at once and the last after the pause', () => {
    const said: Command[] = [];
    const outgoing = createOutgoing((_run, command) => said.push(command), 50);
    for (let value = 0; value < 10; value += 1) outgoing.say('l2', 'r1', live(value));
    expect(said).toEqual([live(0)]);
    vi.advanceTimersByTime(200);
    expect(said).toEqual([live(0), live(9)]);
  });

  it('says at most twenty a second of one value, and others beside it', () => {
    const said: Command[] = [];
    const outgoing = createOutgoing((_run, command) => said.push(command), 50);
    for (let at = 0; at < 1000; at += 5) {
      outgoing.say('l2', 'r1', live(at));
      vi.advanceTimersByTime(5);
    }
    expect(said.length).toBeLessThanOrEqual(21);
    outgoing.say('l1', 'r1', live(-1));
    expect(said.at(-1)).toEqual(live(-1));
  });

  it('sends what waits when asked to', () => {
    const said: Command[] = [];
    const outgoing = createOutgoing((_run, command) => said.push(command), 50);
    outgoing.say('l2', 'r1', live(1));
    outgoing.say('l2', 'r1', live(2));
    outgoing.flush();
    expect(said).toEqual([live(1), live(2)]);
    vi.advanceTimersByTime(200);
    expect(said).toHaveLength(2);
  });
});
