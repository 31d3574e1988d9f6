import { describe, expect, it } from 'vitest';
import { createWatches } from '@/live/watches';
import type { Command } from '@/protocol/names';

/** Watches with a clock that stands until it is moved. */
function world() {
  const told: string[] = [];
  const waiting: { at: number; callback: () => void }[] = [];
  let clock = 1000;
  const tell = (run: string, command: Command): void => {
    const index = command.type === 'watch' && command.view.kind === 'maps' ? ` ${command.view.index}` : '';
    told.push(`${run} ${command.type}${index}`);
  };
  const watches = createWatches(tell, {
    now: () => clock,
    after: (milliseconds, callback) => void waiting.push({ at: clock + milliseconds, callback }),
  });
  const pass = (milliseconds: number): void => {
    clock += milliseconds;
    for (const { callback } of waiting.filter(({ at }) => at <= clock)) callback();
    waiting.splice(0, waiting.length, ...waiting.filter(({ at }) => at > clock));
  };
  return { told, watches, pass };
}

describe('createWatches', () => {
  it('tells a view again when its content changed, and the newest wins', () => {
    const { told, watches, pass } = world();
    const first = watches.watch('r', { kind: 'maps', index: 1 });
    pass(100);
    const second = watches.watch('r', { kind: 'maps', index: 2 });
    first();
    expect(told).toEqual(['r watch 1', 'r watch 2']);
    second();
    expect(told).toEqual(['r watch 1', 'r watch 2', 'r unwatch']);
  });

  it('tells what is the same only once', () => {
    const { told, watches } = world();
    watches.watch('r', { kind: 'maps', index: 1 });
    watches.watch('r', { kind: 'maps', index: 1 });
    expect(told).toEqual(['r watch 1']);
  });

  it('tells at most thirty times a second, and the last one always', () => {
    const { told, watches, pass } = world();
    let release = watches.watch('r', { kind: 'maps', index: 0 });
    for (let index = 1; index <= 100; index++) {
      const next = watches.watch('r', { kind: 'maps', index });
      release();
      release = next;
      pass(10);
    }
    pass(100);
    expect(told.length).toBeLessThanOrEqual(31);
    expect(told.at(-1)).toBe('r watch 100');
  });

  it('tells nothing more of a view that was let go while it waited', () => {
    const { told, watches, pass } = world();
    const first = watches.watch('r', { kind: 'maps', index: 1 });
    const second = watches.watch('r', { kind: 'maps', index: 2 });
    first();
    second();
    pass(100);
    expect(told).toEqual(['r watch 1', 'r unwatch']);
    watches.watch('r', { kind: 'maps', index: 3 });
    expect(told.at(-1)).toBe('r watch 3');
  });

  it('waits for the answer before it tells newer contents, and then tells only the newest', async () => {
    const told: number[] = [];
    const answers: (() => void)[] = [];
    const watches = createWatches(
      (_run, command) => {
        if (command.type !== 'watch' || command.view.kind !== 'maps') return undefined;
        told.push(command.view.index ?? 0);
        return new Promise<void>((resolve) => answers.push(resolve));
      },
      { now: () => 1000 * told.length, after: (_ms, callback) => callback() },
    );
    for (const index of [0, 1, 2, 3]) watches.watch('r', { kind: 'maps', index });
    expect(told).toEqual([0]);
    answers[0]?.();
    await Promise.resolve();
    expect(told).toEqual([0, 3]);
  });

  it('goes on when a telling was not answered well', async () => {
    const told: number[] = [];
    const watches = createWatches(
      (_run, command) => {
        if (command.type === 'watch' && command.view.kind === 'maps') told.push(command.view.index ?? 0);
        return Promise.reject(new Error('lost'));
      },
      { now: () => 1000 * told.length, after: (_ms, callback) => callback() },
    );
    watches.watch('r', { kind: 'maps', index: 0 });
    watches.watch('r', { kind: 'maps', index: 1 });
    await Promise.resolve();
    await Promise.resolve();
    expect(told).toEqual([0, 1]);
  });
});
