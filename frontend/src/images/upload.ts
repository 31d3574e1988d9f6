import type { UploadedSet, UploadOptions, UploadQuestion } from '@/protocol/library';
import type { ProblemError } from '@/protocol/problem';

/** What somebody has chosen in the dialogue, before it is sent. */
export interface UploadForm {
  file: File | null;
  /** A table of labels that is not in the archive. */
  table: File | null;
  /** Masks that are not in the file of the images. */
  masksFile: File | null;
  title: string;
  colours: 'auto' | 'grey' | 'rgb';
  /** `auto`, or the number of pixels along both sides. */
  size: string;
  fit: 'crop' | 'pad' | 'resize';
  images: string;
  labels: string;
  masks: string;
  groups: string;
  spacing: string;
  phase: string;
  window: 'auto' | 'set' | 'group';
  channels: 'auto' | 'first' | 'last';
  file_column: string;
  label_column: string;
}

export const EMPTY_FORM: UploadForm = {
  file: null,
  table: null,
  masksFile: null,
  title: '',
  colours: 'auto',
  size: 'auto',
  fit: 'resize',
  images: '',
  labels: '',
  masks: '',
  groups: '',
  spacing: '',
  phase: '',
  window: 'auto',
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
export const WINDOWS = [
  { id: 'auto', title: 'As suits them', summary: 'For each volume, but not for CT, whose numbers have a meaning' },
  { id: 'group', title: 'For each volume', summary: 'Black and white anew for each patient or volume, as suits MR' },
  { id: 'set', title: 'For all alike', summary: 'The same numbers black and white everywhere' },
];
export const CHANNELS = [
  { id: 'auto', title: 'Found out' },
  { id: 'last', title: 'Last', summary: 'height, width, channels' },
  { id: 'first', title: 'First', summary: 'channels, height, width' },
];

/** What the dialogue for files offers first; the server has the last word. */
export const TAKEN = ['.zip', '.npz', '.csv', '.nii', '.gz'];

const isTable = ({ name }: File): boolean => name.toLowerCase().endsWith('.csv');
const isMasks = ({ name }: File): boolean => /(mask|seg|label|truth|_gt|gt\.)/i.test(name);

/**
 * The form with files that were dropped or chosen: a table goes beside the file that is there, and so do masks where
 * two files come together.
 */
export function withFiles(form: UploadForm, files: readonly File[]): UploadForm {
  const table = files.find(isTable) ?? form.table;
  const others = files.filter((one) => !isTable(one));
  const masks = others.length > 1 ? (others.find(isMasks) ?? others[1]) : undefined;
  const file = others.find((one) => one !== masks);
  // Another file of images has masks of its own.
  return { ...form, table, file: file ?? form.file, masksFile: masks ?? (file ? null : form.masksFile) };
}

const ARRAYS = ['images', 'labels', 'masks', 'groups', 'spacing', 'phase'] as const;
const NAMES = [...ARRAYS, 'file_column', 'label_column'] as const;

/** The options of a form: what was left as it is is left out. */
export function optionsOf(form: UploadForm): UploadOptions {
  const side = Number(form.size);
  const options: UploadOptions = {};
  if (form.title.trim() !== '') options.title = form.title.trim();
  if (form.colours !== 'auto') options.colours = form.colours;
  if (Number.isInteger(side) && side > 0) options.size = [side, side];
  if (form.fit !== 'resize') options.fit = form.fit;
  if (form.channels !== 'auto') options.channels = form.channels;
  if (form.window !== 'auto') options.window = form.window;
  for (const name of NAMES) {
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
    labels: form.masks === '' ? pick(form.labels, options.labels) : '',
    masks: form.labels === '' ? pick(form.masks, options.masks) : '',
    groups: pick(form.groups, options.groups),
    spacing: pick(form.spacing, options.spacing),
    phase: pick(form.phase, options.phase),
    file_column: pick(form.file_column, options.file_column),
    label_column: pick(form.label_column, options.label_column),
    channels: form.channels === 'auto' ? (options.channels ?? 'auto') : form.channels,
  };
}

/** Whether it is said what is to be learned of the images, and that it is not the images themselves. */
const isLearnable = ({ images, labels, masks }: UploadForm): boolean =>
  (labels !== '' || masks !== '') && labels !== images && masks !== images;

/** Whether everything that was asked for is chosen. */
export const isAnswered = (form: UploadForm, { arrays, tables }: UploadQuestion): boolean =>
  (arrays.length === 0 || (form.images !== '' && isLearnable(form))) &&
  (tables.length === 0 || (form.labels !== '' && form.file_column !== '' && form.label_column !== ''));

/** What was made of the file, in a sentence. */
export function foundText({ samples, classes, task, groups = [], ...set }: UploadedSet): string {
  const [height = 0, width = 0, channels = 1] = set.shape;
  const colours = channels === 1 ? 'grey' : 'colour';
  const parts = [
    `${samples} images of ${height} × ${width} in ${colours}`,
    task === 'segmentation' ? `with masks of ${classes.length} classes` : `${classes.length} classes`,
    groups.length > 0 ? `in ${groups.length} groups` : '',
    set.spacing ? `pixels of ${set.spacing.slice(0, 2).map(mm).join(' × ')} mm` : '',
    set.phases ? 'end of diastole and of systole known' : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

const mm = (length: number): string => String(Number(length.toPrecision(3)));
