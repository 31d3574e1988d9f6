import { beforeEach, expect, it } from 'vitest';
import { keepScreen, readKept, select, show, useScreen } from '@/state/screen';

let stored: Map<string, string>;
let writes: number;
const storage = () => ({
  getItem: (key: string) => stored.get(key) ?? null,
  setItem(key: string, value: string) {
    writes += 1;
    stored.set(key, value);
  },
});

beforeEach(() => {
  useScreen.setState(useScreen.getInitialState());
  stored = new Map();
  writes = 0;
});

it('keeps the theme and how the data are looked at, and nothing else', () => {
  keepScreen(storage);
  show({ theme: 'dark', logScale: true, help: true, message: 'hello' });
  select({ kind: 'layer', node: 'h1' });
  show({ hovered: { node: 'h1', unit: 0 } });
  expect(writes).toBe(1);
  const kept = stored;
  stored = new Map();
  useScreen.setState(useScreen.getInitialState());
  stored = kept;
  keepScreen(storage);
  expect(useScreen.getState()).toMatchObject({ theme: 'dark', logScale: true, help: false, message: null });
});

it('takes the start for what cannot be read', () => {
  const start = readKept(null);
  expect(start).toMatchObject({ theme: 'system', showTrain: true, stepUnit: 'batch' });
  expect(readKept('{')).toEqual(start);
  expect(readKept('7')).toEqual(start);
  expect(readKept('{"theme":"pink","showTrain":"yes","stepUnit":"epoch"}')).toEqual({ ...start, stepUnit: 'epoch' });
});

it('goes on where a browser keeps nothing', () => {
  keepScreen(() => {
    throw new Error('refused');
  });
  expect(() => show({ theme: 'dark' })).not.toThrow();
});
