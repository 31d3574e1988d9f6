import { describe, expect, test } from 'vitest';
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
