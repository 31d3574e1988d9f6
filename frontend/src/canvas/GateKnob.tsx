import { Scissors } from 'lucide-react';
import { type CSSProperties, memo } from 'react';
import { useDesign } from '@/editor/edit';
import { throughOf, toggled, WIDEST_GATE } from '@/editor/gates';
import { nodeOf } from '@/editor/graph';
import { useProject } from '@/state/glass';
import { useMayChange } from '@/state/permits';

interface PartStyle extends CSSProperties {
  '--part': string;
}

/** How much a gate lets through, on its card: a slider, and scissors that cut the connection or join it again. */
export const GateKnob = memo(function GateKnob({ id }: { id: string }) {
  const design = useDesign();
  const through = useProject(({ spec }) => {
    const node = nodeOf(spec.network, id);
    return node ? throughOf(node) : 1;
  });
  const set = (value: number, key?: string): void =>
    design({ type: 'set_field', node: id, name: 'factor', value }, key);
  const may = useMayChange('network');
  const cut = through === 0;
  const style: PartStyle = { '--part': String(through / WIDEST_GATE) };
  return (
    <div className="gate-knob nokey" data-cut={cut || undefined}>
      <span className="gate-name">{id}</span>
      <span className="gate-through number">{cut ? 'cut' : `× ${through}`}</span>
      <input
        type="range"
        className="track nodrag"
        aria-label={`What ${id} lets through`}
        aria-valuetext={cut ? 'cut' : `times ${through}`}
        min={0}
        max={WIDEST_GATE}
        step={0.05}
        value={through}
        disabled={!may}
        style={style}
        onChange={(event) => set(event.target.valueAsNumber, `${id}.factor`)}
      />
      <button
        type="button"
        className="gate-cut nodrag"
        aria-label={`Cut at ${id}`}
        aria-pressed={cut}
        disabled={!may}
        title={cut ? 'Join it again (X)' : 'Cut the connection (X)'}
        onClick={() => set(toggled(through))}
      >
        <Scissors size={18} aria-hidden />
      </button>
    </div>
  );
});
