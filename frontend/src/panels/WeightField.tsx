import { signed } from '@/editor/fields/ladder';
import { NumberBox } from '@/editor/fields/NumberBox';
import { Track } from '@/editor/fields/Track';
import { useGlass } from '@/state/glass';
import type { WeightEdit } from '@/state/project';

const REACH = 5;

interface WeightFieldProps {
  label: string;
  at: Omit<WeightEdit, 'value'>;
  value: number | undefined;
}

/** A learned number to set by hand: it acts at once, also while the network trains. */
export function WeightField({ label, at, value }: WeightFieldProps) {
  const { project } = useGlass();
  const set = (next: number | null) => {
    if (next !== null && value !== undefined) project.getState().setWeight({ ...at, value: next }, value);
  };
  const shown = value !== undefined && Number.isFinite(value) ? Number(value.toFixed(3)) : null;
  return (
    <div className="weight-field">
      <NumberBox bare label={label} hint="" value={shown} min={-1e6} max={1e6} step={0.1} empty="–" onChange={set} />
      <Track
        bare
        middle
        label={label}
        hint=""
        value={shown ?? 0}
        min={-REACH}
        max={REACH}
        step={0.05}
        text={signed(shown ?? 0)}
        onChange={set}
      />
    </div>
  );
}
