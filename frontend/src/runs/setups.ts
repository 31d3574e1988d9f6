import { minus } from '@/paint/numbers';

/** Names of a set-up that need more than spaces to be read. */
const WORDS: Readonly<Record<string, string>> = {
  l1: 'L1',
  l2: 'L2',
  max_epochs: 'most epochs',
  stop_below: 'stop below',
  updates_per_s: 'updates per second',
  optimiser: 'optimiser',
};

/** A path of a set-up in words: `training.optimiser.learning_rate` is “Training › optimiser › learning rate”. */
export function pathTitle(path: string): string {
  const words = path
    .split('.')
    .filter((part, index, all) => !(part === 'nodes' && all[index - 1] === 'network'))
    .map((part) => WORDS[part] ?? part.replaceAll('_', ' '));
  const title = words.join(' › ');
  return title.charAt(0).toUpperCase() + title.slice(1);
}

const MOST = 80;

/** A value of a set-up as it is read in a table. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') return minus(Number.isInteger(value) ? value.toLocaleString('en-GB') : `${value}`);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value.replaceAll('_', ' ');
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object'))
    return shortened(value.map(valueText).join(', '));
  return shortened(JSON.stringify(value));
}

const shortened = (text: string): string => (text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text);
