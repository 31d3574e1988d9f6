import { neat, type Taught } from './telling';

interface ChangeTableProps {
  taught: Taught;
  rate: number;
  /** What comes in: the names of the features. */
  names: readonly string[];
  /** The weights as they are now, the bias last. */
  now: readonly (number | undefined)[];
}

const inBrackets = (value: number): string => (value < 0 ? `(${neat(value)})` : neat(value));
const withSign = (value: number): string => (value > 0 && neat(value) !== '0' ? `+${neat(value)}` : neat(value));

/** Each weight's change with the numbers filled in: learning rate times error times input. */
export function ChangeTable({ taught, rate, names, now }: ChangeTableProps) {
  const { target, said, moved, plain } = taught;
  return (
    <table className="change-table number small" aria-label="What the sample changed">
      <thead>
        <tr>
          <th scope="col">Input</th>
          <th scope="col">{plain ? 'Δw = η · (y − ŷ) · x' : 'Its value x'}</th>
          <th scope="col">Δw</th>
          <th scope="col">w now</th>
        </tr>
      </thead>
      <tbody>
        {moved.map(({ input, change }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an input has no other name than its number
          <tr key={index} data-moved={neat(change) !== '0' || undefined}>
            <th scope="row">{names[index] ?? 'bias'}</th>
            <td>
              {plain ? `${neat(rate)} · (${neat(target)} − ${inBrackets(said)}) · ${inBrackets(input)}` : neat(input)}
            </td>
            <td>{withSign(change)}</td>
            <td>{neat(now[index] ?? Number.NaN)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
