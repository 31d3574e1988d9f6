import { useEffect, useRef, useState } from 'react';
import { signed } from '@/editor/fields/ladder';
import { NumberBox } from '@/editor/fields/NumberBox';
import { Track } from '@/editor/fields/Track';
import { useGlass } from '@/state/glass';
import type { WeightEdit } from '@/state/project';

const REACH = 5;
/** How long a number set by hand stays on show: by then the network has answered with its own. */
const SETTLE_MS = 600;

/** What was set a moment ago; null once it has settled. */
function useDraft(): [number | null, (value: number) => void] {
  const [draft, setDraft] = useState<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const put = (value: number): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setDraft(null), SETTLE_MS);
    setDraft(value);
  };
  return [draft, put];
}

interface WeightFieldProps {
  label: string;
  at: Omit<WeightEdit, 'value'>;
  value: number | undefined;
}

/**
 * A learned number to set by hand: it acts at once, also while the network trains. Meanwhile the hand is followed, not
 * the network, whose answer comes a little later.
 */
export function WeightField({ label, at, value }: WeightFieldProps) {
  const { project } = useGlass();
  const [draft, setDraft] = useDraft();
  const now = draft ?? value;
  const set = (next: number | null) => {
    if (next === null || now === undefined) return;
    setDraft(next);
    project.getState().setWeight({ ...at, value: next }, now);
  };
  const shown = now !== undefined && Number.isFinite(now) ? Number(now.toFixed(3)) : null;
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
