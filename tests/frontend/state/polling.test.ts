import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProblemError } from '@/protocol/problem';
import { createPolling } from '@/state/polling';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A page that can be looked away from. */
function page() {
  const listeners = new Set<EventListenerOrEventListenerObject>();
  return {
    hidden: false,
    addEventListener: (_: string, listener: EventListenerOrEventListenerObject) => void listeners.add(listener),
    removeEventListener: (_: string, listener: EventListenerOrEventListenerObject) => void listeners.delete(listener),
    turn(hidden: boolean) {
      this.hidden = hidden;
      for (const listener of listeners) if (typeof listener === 'function') listener(new Event('visibilitychange'));
    },
    heard: () => listeners.size,
  };
}

test('it asks at once, then again after each answer, and tells the newest', async () => {
  let count = 0;
  const ask = vi.fn(async () => ++count);
  const polling = createPolling(ask, 1000, page());
  polling.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(polling.store.getState()).toEqual({ value: 1, problem: null });
  await vi.advanceTimersByTimeAsync(2000);
  expect(polling.store.getState().value).toBe(3);
  polling.stop();
  await vi.advanceTimersByTimeAsync(5000);
  expect(ask).toHaveBeenCalledTimes(3);
});

test('an answer that takes long is waited for: questions never pile up', async () => {
  const answers: (() => void)[] = [];
  const ask = vi.fn(() => new Promise<number>((resolve) => answers.push(() => resolve(7))));
  const polling = createPolling(ask, 100, page());
  polling.start();
  await vi.advanceTimersByTimeAsync(5000);
  expect(ask).toHaveBeenCalledTimes(1);
  answers[0]?.();
  await vi.advanceTimersByTimeAsync(100);
  expect(ask).toHaveBeenCalledTimes(2);
  polling.stop();
});

test('a failure keeps what was known, and the next questions come more slowly until one is answered', async () => {
  let fails = false;
  const ask = vi.fn(async () => {
    if (fails) throw new ProblemError({ code: 'unreachable', detail: 'Away.' });
    return 'known';
  });
  const polling = createPolling(ask, 1000, page());
  polling.start();
  await vi.advanceTimersByTimeAsync(0);
  fails = true;
  await vi.advanceTimersByTimeAsync(1000);
  expect(polling.store.getState()).toMatchObject({ value: 'known', problem: { detail: 'Away.' } });
  await vi.advanceTimersByTimeAsync(1999);
  expect(ask).toHaveBeenCalledTimes(2);
  fails = false;
  await vi.advanceTimersByTimeAsync(1);
  expect(polling.store.getState()).toEqual({ value: 'known', problem: null });
  await vi.advanceTimersByTimeAsync(1000);
  expect(ask).toHaveBeenCalledTimes(4);
  polling.stop();
});

test('a page that nobody sees asks nothing, and asks at once when it is seen again', async () => {
  const ask = vi.fn(async () => 1);
  const tab = page();
  const polling = createPolling(ask, 1000, tab);
  polling.start();
  await vi.advanceTimersByTimeAsync(0);
  tab.turn(true);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(ask).toHaveBeenCalledTimes(1);
  tab.turn(false);
  await vi.advanceTimersByTimeAsync(0);
  expect(ask).toHaveBeenCalledTimes(2);
  polling.stop();
  expect(tab.heard()).toBe(0);
});

test.each([
  ['no_such_class', 404],
  ['role', 403],
  ['sign_in', 401],
])(
  'what is not there, or not for whoever asks, is not asked for again until it is wanted: %s',
  async (code, status) => {
    const ask = vi.fn(async () => {
      throw new ProblemError({ code, detail: 'Not for you.', status });
    });
    const polling = createPolling(ask, 100, page());
    polling.start();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ask).toHaveBeenCalledTimes(1);
    polling.again();
    await vi.advanceTimersByTimeAsync(0);
    expect(ask).toHaveBeenCalledTimes(2);
    polling.stop();
  },
);

test('the answer to a question that was overtaken is not taken for the newest', async () => {
  const answers: ((value: string) => void)[] = [];
  const polling = createPolling(() => new Promise<string>((resolve) => answers.push(resolve)), 1000, page());
  polling.start();
  polling.again();
  answers[1]?.('new');
  await vi.advanceTimersByTimeAsync(0);
  answers[0]?.('old');
  await vi.advanceTimersByTimeAsync(0);
  expect(polling.store.getState().value).toBe('new');
  polling.stop();
});
