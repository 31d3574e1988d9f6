import { useEdit } from '@/editor/edit';
import { Track } from '@/editor/fields/Track';
import { useProject } from '@/state/glass';
import { grouped } from './grouped';

const STOPS = [1, 2, 5, 10, 30, 100, 300, 1000, 3000, 10_000, 100_000] as const;

/** From one update at a time to as fast as the server can. */
export function Speed() {
  const edit = useEdit();
  const speed = useProject((state) => state.spec.training.updates_per_s);
  const found = STOPS.findIndex((stop) => speed !== null && speed <= stop);
  const at = speed === null || found < 0 ? STOPS.length : found;
  return (
    <div className="speed">
      <Track
        label="Speed"
        hint="Slower: watch every update move the weights. Only the pace changes, never the result."
        value={at}
        min={0}
        max={STOPS.length}
        step={1}
        live
        text={speed === null ? 'full' : `${grouped(speed)}/s`}
        onChange={(next) => edit({ type: 'set_training', values: { updates_per_s: STOPS[next] ?? null } }, 'speed')}
      />
    </div>
  );
}
