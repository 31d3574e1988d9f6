import { fieldsIn } from './units';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const words = (name: string): string => name.replaceAll('_', ' ');

const TITLES: Readonly<Record<string, string>> = {
  data: 'The data',
  'data/seed': 'Which points are drawn (seed)',
  'training/optimiser': 'Optimiser',
  'training/loss': 'Loss',
  'training/schedule': 'Learning rate schedule',
  'training/seed': 'Start weights (seed)',
  'training/updates_per_s': 'Speed',
  'training/max_epochs': 'Stop after epochs',
  'training/stop_below': 'Stop below a loss of',
  'training/patience': 'Stop early after epochs without a better validation loss',
  'training/min_delta': 'Least fall of the validation loss',
  'training/clipping': 'Gradient clipping',
  'training/l1': 'L1 penalty',
  'training/l2': 'L2 penalty',
};

/** What a unit of a document is called on the page. */
export function titleOf(name: string): string {
  const [group = '', first = '', second = ''] = name.split('/');
  const known = TITLES[name];
  if (known !== undefined) return known;
  if (group === 'node') return second === '' ? `Layer “${first}”` : `${capital(words(second))} of “${first}”`;
  if (group === 'inputs') return `What goes into “${first}”`;
  if (group === 'augment') return `Augmentation: ${words(first)}`;
  if (group === 'corrections') return `Mask of image ${first}`;
  if (group === 'place' || group === 'block') return 'Where things stand on the canvas';
  if (group === 'data') return `Data: ${words(first)}`;
  return capital(words(second === '' ? first : second));
}

/** The value of a unit in a few words. */
export function tellingOf(value: unknown): string {
  if (value === undefined) return 'removed';
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'nothing' : value.map(tellingOf).join(', ');
  if (typeof value !== 'object') return String(value);
  const { node, kind, mask } = fieldsIn(value);
  if (node !== undefined) return tellingOf(node);
  if (mask !== undefined) return 'drawn anew';
  const told = Object.entries(fieldsIn(value)).filter(
    ([name, one]) => name !== 'kind' && name !== 'id' && (typeof one === 'number' || typeof one === 'string'),
  );
  const more = told.slice(0, 3).map(([name, one]) => `${words(name)} ${one}`);
  return [typeof kind === 'string' ? words(kind) : '', ...more].filter((part) => part !== '').join(', ') || 'changed';
}

const MOST = 4;

/** Several changes as one sentence's worth. */
export function listOf(names: readonly string[]): string {
  const titles = [...new Set(names.map(titleOf))];
  const shown = titles.slice(0, MOST).join(', ');
  return titles.length > MOST ? `${shown} and ${titles.length - MOST} more` : shown;
}
