import type { ReactNode } from 'react';
import { useHold } from '@/editor/edit';
import { NumberBox } from '@/editor/fields/NumberBox';
import { nodeOf } from '@/editor/graph';
import { isHeld, kernelEntry } from '@/editor/held';
import { css, signedRgb } from '@/paint/colour';
import { readableOn } from '@/paint/contrast';
import { short } from '@/paint/numbers';
import { useGlass, useProject } from '@/state/glass';
import { useLatest } from '@/state/latest';
import { useMayChange } from '@/state/permits';
import { useTheme } from '@/state/theme';
import { kernelAt, kernelsIn } from './kernel_maps';

interface WeightProps {
  node: string;
  entry: string;
  value: string;
  /** Where it is, in words. */
  children: ReactNode;
}

/** A number of a kernel; one press holds it at zero, another lets it go. */
function Weight({ node, entry, value, children }: WeightProps) {
  const hold = useHold();
  const held = useProject(({ spec }) => isHeld(spec.network, entry));
  const plain = useProject(({ spec }) => nodeOf(spec.network, node)?.kind === 'conv2d');
  const may = useMayChange('network');
  if (!plain) return value;
  return (
    <button
      type="button"
      className="kernel-hold"
      aria-pressed={held}
      title="Hold at zero, or let go"
      disabled={!may}
      onClick={() => hold([entry], !held)}
    >
      <span className="hidden-visually">Hold at zero: {children}, now </span>
      {value}
    </button>
  );
}

interface KernelTableProps {
  node: string;
  filter: number;
  input: number;
  inputs: number;
  onInput: (input: number) => void;
}

/** Larger kernels are read with the pointer: their numbers would not fit. */
const MOST_COLUMNS = 7;

/** One kernel in numbers, as it is multiplied with the pixels under it. */
export function KernelTable({ node, filter, input, inputs, onInput }: KernelTableProps) {
  const { session } = useGlass();
  const theme = useTheme();
  const text = useLatest({ kind: 'kernels', node }, () => {
    const frame = session.tensors.get(session.run.store.getState().run ?? '', `kernels:${node}`);
    const kernels = kernelsIn(frame, node);
    if (!kernels || kernels.columns > MOST_COLUMNS) return '[]';
    const rows = Array.from({ length: kernels.rows }, (_, row) =>
      Array.from({ length: kernels.columns }, (__, column) => kernelAt(kernels, filter, input, row, column)),
    );
    return rows.map((row) => row.map((value) => value.toPrecision(3)).join(' ')).join('\n');
  });
  if (text === '[]') return null;
  const rows = text.split('\n').map((row) => row.split(' ').map(Number));
  const reach = Math.max(...rows.flat().map(Math.abs)) || 1;
  return (
    <div className="kernel-numbers">
      {inputs > 1 && (
        <div className="kernel-input">
          <NumberBox
            label="Input map"
            hint="Each input map has a kernel of its own; their answers are summed."
            value={input + 1}
            min={1}
            max={inputs}
            step={1}
            whole
            onChange={(value) => value !== null && onInput(value - 1)}
          />
        </div>
      )}
      <table className="kernel-table number" aria-label={`Filter ${filter + 1}, input ${input + 1}`}>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row of a matrix is its number
            <tr key={index}>
              {row.map((value, column) => {
                const ground = signedRgb(value / reach, theme);
                return (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a column of a matrix is its number
                  <td key={column} style={{ background: css(ground), color: readableOn(ground) }}>
                    <Weight node={node} entry={kernelEntry(node, [index, column], input, filter)} value={short(value)}>
                      row {index + 1}, column {column + 1}
                    </Weight>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
