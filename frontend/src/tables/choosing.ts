import type { TableColumn, TablePreview } from '@/protocol/library';
import type { DescribedTable, TableData } from '@/protocol/names';

/** What a column is used for. */
export type Role = 'input' | 'target' | 'group' | 'out';

/** What somebody chose of a table; inputs are chosen by the server until one is changed. */
export interface TableChoice {
  target: string;
  learn: 'auto' | 'classes' | 'values';
  columns: readonly string[];
  group_by: string;
  missing: 'drop' | 'mean' | 'most_frequent';
  split: TableData['split'];
  standardise: boolean;
  validation_fraction: number;
  test_fraction: number;
}

export const choiceOf = (data: TableData): TableChoice => ({
  target: data.target ?? '',
  learn: data.learn ?? 'auto',
  columns: data.columns,
  group_by: data.group_by ?? '',
  missing: data.missing ?? 'mean',
  split: data.split,
  standardise: data.standardise,
  validation_fraction: data.validation_fraction,
  test_fraction: data.test_fraction,
});

/** How a table starts that was just brought. */
export const freshTable = (dataset: string): TableData => ({
  kind: 'table',
  dataset,
  samples: 10_000,
  validation_fraction: 0.2,
  test_fraction: 0.2,
  seed: 0,
  split: 'stratified',
  standardise: true,
  columns: [],
  target: '',
  learn: 'auto',
  group_by: '',
  missing: 'mean',
});

/** What a column is used for at the moment; `chosen` is what the server made of the choice, null before it is known. */
export function roleOf(name: string, choice: TableChoice, chosen: DescribedTable | null, target: string): Role {
  if (name === (choice.target || chosen?.target || target)) return 'target';
  if (name === choice.group_by) return 'group';
  const inputs = choice.columns.length > 0 ? choice.columns : (chosen?.columns.map((one) => one.name) ?? []);
  return inputs.includes(name) ? 'input' : 'out';
}

/** The choice after a column was given another role. What was to be learned before becomes an input where it can. */
export function withRole(
  choice: TableChoice,
  name: string,
  role: Role,
  { columns, target, chosen }: { columns: readonly TableColumn[]; target: string; chosen: DescribedTable | null },
): TableChoice {
  const before = choice.target || chosen?.target || target;
  const inputs = (next: (name: string) => boolean): string[] =>
    columns.map((one) => one.name).filter((one) => next(one));
  const isInput = (one: string): boolean => roleOf(one, choice, chosen, target) === 'input';
  const group_by = choice.group_by === name ? '' : choice.group_by;
  const kept = (choice.columns.length > 0 ? inputs((one) => isInput(one) && one !== name) : []) satisfies string[];
  if (role === 'target') return { ...choice, target: name, learn: 'auto', columns: kept, group_by };
  if (role === 'group') return { ...choice, group_by: name, columns: kept };
  if (name === before) return choice;
  const wanted = inputs((one) => (one === name ? role === 'input' : isInput(one)));
  return { ...choice, group_by, columns: wanted };
}

/** Why a column cannot be an input; null where it can. */
export function unusable(column: TableColumn): string | null {
  if (column.usable) return null;
  return column.distinct === 0 ? 'empty' : 'too many different texts';
}

/** A column in a few words: `numbers 4.3 to 7.9`, `3 texts`, `rows counted`. */
export function columnTelling({ kind, distinct, counting, low, high }: TableColumn): string {
  if (counting) return 'counts the rows';
  if (distinct === 0) return 'empty';
  const several = distinct > 10_000 ? 'more than 10,000' : distinct.toLocaleString('en-GB');
  if (kind === 'text') return `${several} ${distinct === 1 ? 'text' : 'texts'}`;
  return low === null || high === null ? 'numbers' : `${short(low)} to ${short(high)}`;
}

/** A number of a table as people read it: three or four digits. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e7) return minus(value.toLocaleString('en-GB'));
  if (size >= 1e6 || size < 1e-3) return minus(value.toExponential(2));
  return minus(String(Number(value.toPrecision(4))));
}
const minus = (text: string): string => text.replace('-', '−');

/** How many rows each class has, as shares of the largest; the classes that are too rare to learn from come with a word. */
export function balance(classes: readonly string[], counts: readonly number[]) {
  const most = Math.max(1, ...counts);
  return classes.map((name, at) => ({ name, count: counts[at] ?? 0, share: (counts[at] ?? 0) / most }));
}

/** What the network learns, in words, and how often each class is there. */
export function targetTelling(preview: TablePreview, chosen: DescribedTable): string {
  const column = preview.columns.find(({ name }) => name === chosen.target);
  if (chosen.classes.length === 0) return `Values of ${chosen.target}${column ? `, ${columnTelling(column)}` : ''}`;
  return `${chosen.classes.length} classes in ${chosen.target}`;
}

export const DELIMITERS = [
  { id: 'comma', title: 'Comma', sign: ',' },
  { id: 'semicolon', title: 'Semicolon', sign: ';' },
  { id: 'tab', title: 'Tab', sign: '\t' },
  { id: 'bar', title: 'Bar |', sign: '|' },
  { id: 'space', title: 'Spaces', sign: ' ' },
] as const;

/** The name of a delimiter by its sign; `auto` of one that is not known. */
export const delimiterOf = (sign: string | undefined): (typeof DELIMITERS)[number]['id'] | 'auto' =>
  DELIMITERS.find((one) => one.sign === sign)?.id ?? 'auto';

/** Files that are tables. */
export const isTableFile = ({ name }: Pick<File, 'name'>): boolean =>
  /\.(csv|tsv|tab|txt|data|dat)(\.gz)?$/i.test(name);

/** Of files that were dropped together the one to learn from, and the one to test with where its name says so. */
export function tablesAmong<T extends Pick<File, 'name'>>(files: readonly T[]): { file: T | null; test: T | null } {
  const tables = files.filter(isTableFile);
  const test = tables.length > 1 ? (tables.find(({ name }) => /test/i.test(name)) ?? null) : null;
  return { file: tables.find((one) => one !== test) ?? null, test };
}
