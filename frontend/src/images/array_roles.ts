import type { Option } from '@/editor/fields/Choice';
import type { ArrayFound, ArrayRole } from '@/protocol/library';
import type { UploadForm } from './upload';

/** Stands for no array at all; no array is called so. */
export const NO_ARRAY = ':none';

interface RoleText {
  role: ArrayRole;
  label: string;
  hint: string;
  /** What no array means; where it is left out there must be one. */
  none?: string;
}

/** What arrays can be taken for, in the order in which one asks. */
export const ROLES: readonly RoleText[] = [
  { role: 'images', label: 'Images', hint: 'The array of the images: one after the other.' },
  {
    role: 'masks',
    label: 'Masks',
    hint: 'The array that says a class for each pixel. With masks there are no labels.',
    none: 'No masks',
  },
  { role: 'labels', label: 'Labels', hint: 'The array that says what is on each image.', none: 'No labels' },
  {
    role: 'groups',
    label: 'Groups',
    hint: 'Which images belong together, such as those of a patient: an id for each, or the first and last of each group. A group stays in one part.',
    none: 'No groups',
  },
  {
    role: 'spacing',
    label: 'Spacing',
    hint: 'The size of a pixel and the distance of slices in mm: then volumes are in millilitres.',
    none: 'Unknown',
  },
  {
    role: 'phase',
    label: 'Phase',
    hint: 'End of diastole (0, ED) or end of systole (1, ES): then there is an ejection fraction.',
    none: 'Unknown',
  },
];

const shapeText = ({ shape, dtype }: ArrayFound): string => `${shape.join(' × ')}, ${dtype}`;

/** The roles that are worth asking for: what some array suits, and what was chosen already. */
export const rolesIn = (arrays: readonly ArrayFound[], form: UploadForm): RoleText[] =>
  ROLES.filter(({ role }) => form[role] !== '' || arrays.some(({ suits }) => suits.includes(role)));

export function optionsFor({ role, none }: RoleText, arrays: readonly ArrayFound[]): Option[] {
  const some = arrays.map((one) => ({
    id: one.name,
    title: one.name,
    summary: shapeText(one),
    disabled: !one.suits.includes(role),
  }));
  const able = some.toSorted((a, b) => Number(a.disabled) - Number(b.disabled));
  return none === undefined ? able : [{ id: NO_ARRAY, title: none }, ...able];
}

/** What changes in the form when an array is taken for something: there are masks or labels, not both. */
export function taken(role: ArrayRole, id: string): Partial<UploadForm> {
  const name = id === NO_ARRAY ? '' : id;
  if (name !== '' && role === 'masks') return { masks: name, labels: '' };
  if (name !== '' && role === 'labels') return { labels: name, masks: '' };
  return { [role]: name };
}
