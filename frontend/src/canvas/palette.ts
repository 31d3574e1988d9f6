import type { CatalogEntry } from '@/protocol/names';

export interface PaletteGroup {
  title: string;
  entries: CatalogEntry[];
}

/** Families of layers by what they do, in the order in which a network uses them. */
const FAMILIES: [title: string, fits: RegExp][] = [
  ['Convolution', /conv/],
  ['Pooling and size', /pool|upsample/],
  ['Units', /^dense$/],
  ['Activation', /^(activation|softmax)$/],
  ['Normalising', /_norm$/],
  ['Dropout', /dropout/],
  ['Joining', /^(add|concat)$/],
  ['Form', /^(flatten|reshape)$/],
];

/** The layers of the catalogue in families; what fits none comes last. The input is there already. */
export function familiesOf(layers: readonly CatalogEntry[]): PaletteGroup[] {
  const left = layers.filter((entry) => entry.kind !== 'input');
  const groups: PaletteGroup[] = FAMILIES.map(([title, fits]) => ({
    title,
    entries: left.filter((entry) => fits.test(entry.kind)),
  }));
  const known = new Set(groups.flatMap(({ entries }) => entries));
  groups.push({ title: 'More', entries: left.filter((entry) => !known.has(entry)) });
  return groups.filter(({ entries }) => entries.length > 0);
}

/** The entries that a search finds, those whose name begins with it first. */
export function found(groups: readonly PaletteGroup[], text: string): PaletteGroup[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [...groups];
  const rank = ({ kind, title, summary }: CatalogEntry): number => {
    const names = [title.toLowerCase(), kind.replaceAll('_', ' '), kind];
    if (names.some((name) => name.startsWith(wanted))) return 0;
    if (names.some((name) => name.includes(wanted))) return 1;
    return summary.toLowerCase().includes(wanted) ? 2 : 3;
  };
  return groups
    .map(({ title, entries }) => {
      const all = title.toLowerCase().startsWith(wanted);
      const fits = entries.filter((entry) => all || rank(entry) < 3);
      return { title, entries: fits.toSorted((a, b) => rank(a) - rank(b)) };
    })
    .filter(({ entries }) => entries.length > 0)
    .toSorted((a, b) => best(a.entries) - best(b.entries));

  function best(entries: readonly CatalogEntry[]): number {
    return Math.min(...entries.map(rank));
  }
}
