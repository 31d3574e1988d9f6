import { describe, expect, test } from 'vitest';
import { NO_ARRAY, optionsFor, rolesIn, taken } from '@/images/array_roles';
import { EMPTY_FORM, foundText, isAnswered, optionsOf, suggested, type UploadForm, withFiles } from '@/images/upload';
import type { UploadQuestion } from '@/protocol/library';

const QUESTION: UploadQuestion = { upload: 'upload_1', detail: '', arrays: [], tables: [], suggested: {} };
const ARRAYS: UploadQuestion = {
  ...QUESTION,
  arrays: [
    { name: 'x', shape: [30, 8, 8], dtype: 'uint8', suits: ['images'] },
    { name: 'y', shape: [30], dtype: 'int64', suits: ['labels'] },
  ],
  suggested: { images: 'x', labels: 'y', channels: 'last' },
};
const TABLES: UploadQuestion = {
  ...QUESTION,
  tables: [{ name: 'labels.csv', columns: ['file', 'label'], rows: [['a.png', 'cat']] }],
};
const form = (values: Partial<UploadForm>): UploadForm => ({ ...EMPTY_FORM, ...values });

describe('what is sent', () => {
  test('nothing but what was chosen', () => {
    expect(optionsOf(EMPTY_FORM)).toEqual({});
    expect(optionsOf(form({ title: '  ', size: 'auto' }))).toEqual({});
    expect(optionsOf(form({ title: ' Cats ', colours: 'grey', size: '32', fit: 'crop' }))).toEqual({
      title: 'Cats',
      colours: 'grey',
      size: [32, 32],
      fit: 'crop',
    });
    expect(optionsOf(form({ images: 'x', labels: 'y', channels: 'first' }))).toEqual({
      images: 'x',
      labels: 'y',
      channels: 'first',
    });
  });
});

describe('files', () => {
  const zip = new File(['a'], 'pictures.zip');
  const csv = new File(['b'], 'Labels.CSV');

  test('a table goes beside the archive', () => {
    expect(withFiles(EMPTY_FORM, [csv, zip])).toMatchObject({ file: zip, table: csv });
    expect(withFiles(form({ file: zip }), [csv])).toMatchObject({ file: zip, table: csv });
    expect(withFiles(form({ file: zip, table: csv }), [])).toMatchObject({ file: zip, table: csv });
  });
});

describe('masks', () => {
  const images = new File(['a'], 'patient1.nii.gz');
  const masks = new File(['b'], 'patient1_seg.nii.gz');

  test('go beside the images where two files come, in either order', () => {
    expect(withFiles(EMPTY_FORM, [images, masks])).toMatchObject({ file: images, masksFile: masks });
    expect(withFiles(EMPTY_FORM, [masks, images])).toMatchObject({ file: images, masksFile: masks });
    expect(withFiles(form({ file: images, masksFile: masks }), [new File([], 'x.zip')]).masksFile).toBeNull();
  });

  test('are taken instead of labels, and labels instead of masks', () => {
    expect(taken('masks', 'segs')).toEqual({ masks: 'segs', labels: '' });
    expect(taken('labels', 'y')).toEqual({ labels: 'y', masks: '' });
    expect(taken('masks', NO_ARRAY)).toEqual({ masks: '' });
    expect(taken('groups', 'cases')).toEqual({ groups: 'cases' });
    expect(isAnswered(form({ images: 'x', masks: 'segs' }), ARRAYS)).toBe(true);
    expect(isAnswered(form({ images: 'x', masks: 'x' }), ARRAYS)).toBe(false);
    const both = { ...ARRAYS, suggested: { images: 'x', masks: 'segs', groups: 'cases' } };
    expect(suggested(form({ labels: 'y' }), both)).toMatchObject({ labels: 'y', masks: '', groups: 'cases' });
    expect(optionsOf(form({ images: 'x', masks: 'segs', groups: 'cases', window: 'group' }))).toEqual({
      images: 'x',
      masks: 'segs',
      groups: 'cases',
      window: 'group',
    });
  });

  test('are asked for where an array suits, what does not suit last', () => {
    const arrays = [...ARRAYS.arrays, { name: 'segs', shape: [30, 8, 8], dtype: 'int32', suits: ['masks' as const] }];
    expect(rolesIn(arrays, EMPTY_FORM).map(({ role }) => role)).toEqual(['images', 'masks', 'labels']);
    const [, role] = rolesIn(arrays, EMPTY_FORM);
    if (!role) throw new Error('no masks');
    expect(optionsFor(role, arrays).map(({ id }) => id)).toEqual([NO_ARRAY, 'segs', 'x', 'y']);
  });

  test('are told with their groups and the size of a pixel', () => {
    const set = { id: 'd', kind: 'upload', title: '', summary: '', samples: 420, classes: ['0', '1'], problems: [] };
    const masked = { ...set, shape: [64, 64, 1], task: 'segmentation' as const, groups: Array<number>(45).fill(9) };
    expect(foundText({ ...masked, spacing: [1.40625, 1.40625, 8] })).toBe(
      '420 images of 64 × 64 in grey, with masks of 2 classes, in 45 groups, pixels of 1.41 × 1.41 mm',
    );
  });
});

describe('questions', () => {
  test('start with what is meant, without undoing what was chosen', () => {
    expect(suggested(EMPTY_FORM, ARRAYS)).toMatchObject({ images: 'x', labels: 'y', channels: 'last' });
    expect(suggested(form({ images: 'other', channels: 'first' }), ARRAYS)).toMatchObject({
      images: 'other',
      labels: 'y',
      channels: 'first',
    });
  });

  test('are answered when every choice is made', () => {
    expect(isAnswered(EMPTY_FORM, QUESTION)).toBe(true);
    expect(isAnswered(form({ images: 'x' }), ARRAYS)).toBe(false);
    expect(isAnswered(form({ images: 'x', labels: 'x' }), ARRAYS)).toBe(false);
    expect(isAnswered(suggested(EMPTY_FORM, ARRAYS), ARRAYS)).toBe(true);
    expect(isAnswered(form({ labels: 'labels.csv', file_column: 'file' }), TABLES)).toBe(false);
    expect(isAnswered(form({ labels: 'labels.csv', file_column: 'file', label_column: 'label' }), TABLES)).toBe(true);
  });
});

test('what was found is told in a sentence', () => {
  const set = { id: 'd', kind: 'upload', title: '', summary: '', samples: 30, classes: ['a', 'b'], problems: [] };
  expect(foundText({ ...set, shape: [12, 8, 3] })).toBe('30 images of 12 × 8 in colour, 2 classes');
});
