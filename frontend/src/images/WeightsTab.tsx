import { useMemo, useState } from 'react';
import { NumberBox } from '@/editor/fields/NumberBox';
import { Segments } from '@/panels/Segments';
import { useOutline, useProject } from '@/state/glass';
import { flatReaders, gridOf } from './flat_weights';
import { WeightsBoard } from './WeightsBoard';

/** The weights of a unit that reads an image, as an image of their own. */
export function WeightsTab() {
  const network = useProject((state) => state.spec.network);
  const readers = useMemo(() => flatReaders(network), [network]);
  const [layer, setLayer] = useState('');
  const [chosen, setUnit] = useState(0);
  const [shown, setChannel] = useState(0);
  const reader = readers.find(({ node }) => node.id === layer) ?? readers[0];
  const shape = useOutline(({ outline }) => (reader ? outline?.nodes[reader.source]?.shape : undefined));
  const grid = gridOf(shape);
  if (!reader || !grid) return <p className="small quiet">Looking at the network…</p>;
  const unit = Math.min(chosen, reader.node.units - 1);
  const channel = Math.min(shown, grid.channels - 1);
  return (
    <>
      <div className="weights-choice">
        {readers.length > 1 && (
          <Segments
            label="Layer"
            value={reader.node.id}
            options={readers.map(({ node }) => [node.id, node.id] as const)}
            onChange={setLayer}
          />
        )}
        {reader.node.units > 1 && (
          <NumberBox
            label="Unit"
            hint="Each unit has a weight for every pixel: what it looks for."
            value={unit + 1}
            min={1}
            max={reader.node.units}
            step={1}
            whole
            onChange={(value) => value !== null && setUnit(value - 1)}
          />
        )}
        {grid.channels > 1 && (
          <NumberBox
            label="Map"
            hint="The channel of the image, or the feature map; the sum goes over all of them."
            value={channel + 1}
            min={1}
            max={grid.channels}
            step={1}
            whole
            onChange={(value) => value !== null && setChannel(value - 1)}
          />
        )}
      </div>
      <WeightsBoard {...{ reader, grid, unit, channel }} key={`${reader.node.id} ${grid.rows} ${grid.columns}`} />
    </>
  );
}
