import { expect, test } from 'vitest';
import { bytesText, downloadFor, isMoving, namedSets, progressText, shareOf } from '@/images/downloads';
import { fromBase64, mosaic } from '@/images/mosaic';
import { ownFields, samplesRange, setTelling } from '@/images/set_fields';
import type { Download } from '@/protocol/library';
import type { CatalogEntry, ImageData } from '@/protocol/names';

const DOWNLOAD: Download = {
  id: 'bloodmnist',
  kind: 'medmnist',
  name: 'bloodmnist',
  title: 'Blood',
  shape: [28, 28, 3],
  classes: ['a', 'b'],
  state: 'loading',
  bytes: 2_500_000,
  total: 10_000_000,
  problem: null,
  licence: 'CC BY 4.0',
};
const DATA: ImageData = {
  kind: 'medmnist',
  samples: 100,
  validation_fraction: 0.2,
  test_fraction: 0.2,
  seed: 0,
  augment: [],
};

test('a download belongs to a kind, and to a name where there are several', () => {
  const all = [{ ...DOWNLOAD, id: 'mnist', kind: 'mnist', name: null }, DOWNLOAD];
  expect(downloadFor({ ...DATA, name: 'bloodmnist' }, all)?.id).toBe('bloodmnist');
  expect(downloadFor({ ...DATA, name: 'pathmnist' }, all)).toBeUndefined();
  expect(downloadFor({ ...DATA, kind: 'mnist' }, all)?.id).toBe('mnist');
  expect(downloadFor({ ...DATA, kind: 'shapes' }, all)).toBeUndefined();
});

test('a collection offers its sets by their titles', () => {
  const absent: Download = {
    ...DOWNLOAD,
    id: 'pathmnist',
    name: 'pathmnist',
    title: 'MedMNIST: Tissue',
    state: 'absent',
  };
  expect(namedSets('medmnist', [DOWNLOAD, absent, { ...DOWNLOAD, id: 'mnist', kind: 'mnist', name: null }])).toEqual([
    { id: 'bloodmnist', title: 'Blood', summary: 'Downloading' },
    { id: 'pathmnist', title: 'Tissue', summary: 'To be downloaded' },
  ]);
  expect(namedSets('shapes', [DOWNLOAD])).toEqual([]);
});

test('progress is told in numbers and words', () => {
  expect(shareOf(DOWNLOAD)).toBe(0.25);
  expect(shareOf({ ...DOWNLOAD, total: null })).toBeNull();
  expect(shareOf({ ...DOWNLOAD, bytes: 11_000_000 })).toBe(1);
  expect(progressText(DOWNLOAD)).toBe('2.5 MB of 10.0 MB');
  expect(progressText({ ...DOWNLOAD, total: null })).toBe('2.5 MB');
  expect(progressText({ ...DOWNLOAD, state: 'reading' })).toBe('Reading what has come');
  expect(isMoving(DOWNLOAD)).toBe(true);
  expect(isMoving({ ...DOWNLOAD, state: 'failed' })).toBe(false);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [170_052_171, '170 MB'],
  [3_200_000_000, '3.2 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

test('a mosaic puts images side by side and leaves the rest black', () => {
  const bytes = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  const all = mosaic({ bytes, count: 3, height: 2, width: 2, channels: 1 }, 2);
  expect([all.height, all.width, all.channels]).toEqual([4, 4, 1]);
  expect([...all.bytes]).toEqual([1, 2, 5, 6, 3, 4, 7, 8, 9, 10, 0, 0, 11, 12, 0, 0]);
  const coloured = mosaic({ bytes, count: 4, height: 1, width: 1, channels: 3 }, 2);
  expect([...coloured.bytes]).toEqual([...bytes]);
});

test('bytes come out of base64', () => {
  expect([...fromBase64('AAH/gA==')]).toEqual([0, 1, 255, 128]);
});

const ENTRY: CatalogEntry = {
  kind: 'shapes',
  title: 'Shapes',
  summary: '',
  equation: '',
  source: '',
  live: [],
  setup: ['noise'],
  schema: {
    properties: {
      kind: { const: 'shapes' },
      samples: { type: 'integer', minimum: 10, maximum: 60_000 },
      augment: { type: 'array' },
      colours: { type: 'string', enum: ['grey', 'rgb'], description: 'Which.' },
      noise: { type: 'number', minimum: 0, maximum: 1 },
      odd: { type: 'string' },
    },
  },
};

test('a set shows the fields that only it has', () => {
  expect(Object.keys(ownFields(ENTRY)?.schema.properties ?? {})).toEqual(['colours', 'noise', 'odd']);
  expect(ownFields({ ...ENTRY, schema: { properties: { kind: {}, samples: {} } } })).toBeNull();
  expect(ownFields({ ...ENTRY, schema: {} })).toBeNull();
  expect(samplesRange(ENTRY)).toEqual({ min: 10, max: 60_000 });
  expect(samplesRange(undefined)).toEqual({ min: 10, max: 100_000 });
});

test('a set is told in a few words', () => {
  expect(setTelling(10, [28, 28, 1])).toBe('28 × 28, 10 classes');
  expect(setTelling(2, [32, 48, 3])).toBe('32 × 48 RGB, 2 classes');
  expect(setTelling(3, [])).toBe('3 classes');
});
