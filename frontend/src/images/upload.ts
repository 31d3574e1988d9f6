import type { UploadedSet, UploadOptions, UploadQuestion } from '@/protocol/library';
import type { ProblemError } from '@/protocol/problem';

/** What somebody has chosen in the dialogue, before it is sent. */
export interface UploadForm {
  file: File | null;
  /** A table of labels that is not in the archive. */
  table: File | null;
  title: string;
  colours: 'auto' | 'grey' | 'rgb';
  /** `auto`, or the number of pixels along both sides. */
  size: string;
  fit: 'crop' | 'pad' | 'resize';
  images: string;
  labels: string;
  channels: 'auto' | 'first' | 'last';
  file_column: string;
  label_column: string;
}

export const EMPTY_FORM: UploadForm = {
  file: null,
  table: null,
  title: '',
  colours: 'auto',
  size: 'auto',
  fit: 'resize',
  images: '',
  labels: '',
  channels: 'auto',
  file_column: '',
  label_column: '',
};

/** Where the dialogue is. */
export type UploadStage =
  | { at: 'choosing'; problem: ProblemError | null }
  /** `share` is of the file, 0 to 1; 1 while the server reads what it has. */
  | { at: 'sending'; share: number }
  | { at: 'asked'; question: UploadQuestion; problem: ProblemError | null }
  | { at: 'done'; set: UploadedSet };

export const SIZES = [
  { id: 'auto', title: 'As they are', summary: 'Their own size where all agree and are small, else 64 × 64' },
  ...[28, 32, 64, 128].map((side) => ({ id: String(side), title: `${side} × ${side}` })),
];
export const COLOURS = [
  { id: 'auto', title: 'As they are', summary: 'Colour where there is any' },
  { id: 'grey', title: 'Grey', summary: 'One channel: quicker to learn from' },
  { id: 'rgb', title: 'Colour', summary: 'Red, green and blue' },
];
export const FITS = [
  { id: 'resize', title: 'Stretch', summary: 'The whole image, its sides changed' },
  { id: 'crop', title: 'Crop', summary: 'The middle of the image, undistorted' },
  { id: 'pad', title: 'Pad', summary: 'The whole image, with black beside it' },
];
export const CHANNELS = [
  { id: 'auto', title: 'Found out' },
  { id: 'last', title: 'Last', summary: 'height, width, channels' },
  { id: 'first', title: 'First', summary: 'channels, height, width' },
];

/** What the dialogue for files offers first; the server has the last word. */
export const TAKEN = ['.zip', '.npz', '.csv'];

/** The form with files that were dropped or chosen: a table goes beside the file that is there. */
export function withFiles(form: UploadForm, files: readonly File[]): UploadForm {
  const isTable = ({ name }: File): boolean => name.toLowerCase().endsWith('.csv');
  return { ...form, file: files.find((one) => !isTable(one)) ?? form.file, table: files.find(isTable) ?? form.table };
}

/** The options of a form: what was left as it is is left out. */
export function optionsOf(form: UploadForm): UploadOptions {
  const side = Number(form.size);
  const options: UploadOptions = {};
  if (form.title.trim() !== '') options.title = form.title.trim();
  if (form.colours !== 'auto') options.colours = form.colours;
  if (Number.isInteger(side) && side > 0) options.size = [side, side];
  if (form.fit !== 'resize') options.fit = form.fit;
  if (form.channels !== 'auto') options.channels = form.channels;
  for (const name of ['images', 'labels', 'file_column', 'label_column'] as const) {
    if (form[name] !== '') options[name] = form[name];
  }
  return options;
}

/** The form with what the server thinks is meant, where nothing was chosen. */
export function suggested(form: UploadForm, { suggested: options }: UploadQuestion): UploadForm {
  const pick = (chosen: string, meant: string | undefined): string => (chosen === '' ? (meant ?? '') : chosen);
  return {
    ...form,
    images: pick(form.images, options.images),
    labels: pick(form.labels, options.labels),
    file_column: pick(form.file_column, options.file_column),
    label_column: pick(form.label_column, options.label_column),
    channels: form.channels === 'auto' ? (options.channels ?? 'auto') : form.channels,
  };
}

/** Whether everything that was asked for is chosen. */
export const isAnswered = (form: UploadForm, { arrays, tables }: UploadQuestion): boolean =>
  (arrays.length === 0 || (form.images !== '' && form.labels !== '' && form.images !== form.labels)) &&
  (tables.length === 0 || (form.labels !== '' && form.file_column !== '' && form.label_column !== ''));

/** What was made of the file, in a sentence. */
export function foundText({ samples, classes, shape: [height = 0, width = 0, channels = 1] }: UploadedSet): string {
  const colours = channels === 1 ? 'grey' : 'colour';
  return `${samples} images of ${height} × ${width} in ${colours}, ${classes.length} classes`;
}
