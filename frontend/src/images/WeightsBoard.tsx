import { useEffect, useMemo, useRef, useState } from 'react';
import { learnedIn } from '@/diagram/numbers';
import { paintSigned } from '@/paint/signed_map';
import { WeightField } from '@/panels/WeightField';
import { useGlass, useProject } from '@/state/glass';
import { useLatest, useWatch } from '@/state/latest';
import { useLooking } from '@/state/looking';
import { useTheme } from '@/state/theme';
import { useClasses } from './ClassBars';
import { boardOf } from './drawing_board';
import { type FlatReader, type Grid, inputAt, reachOf } from './flat_weights';
import { createHandTurned } from './hand_turned';
import { InputCells } from './InputCells';
import { Knob } from './Knob';
import { KnobGrid } from './KnobGrid';
import { PhotocellTools } from './PhotocellTools';
import { ScaleBar } from './ScaleBar';
import { SumLine } from './SumLine';
import { TeachLine } from './TeachLine';
import { type Weighed, weigh } from './weighing';

interface WeightsBoardProps {
  reader: FlatReader;
  grid: Grid;
  unit: number;
  channel: number;
}

const RATE_HZ = 15;

/** Weights as an image of knobs, beside the image they weigh and what comes of each cell; below, what it adds up to. */
export function WeightsBoard({ reader, grid, unit, channel }: WeightsBoardProps) {
  const { session, project } = useGlass();
  const theme = useTheme();
  const names = useClasses();
  const { node } = reader;
  const drawing = useLooking((state) => state.drawing);
  const first = useProject(({ spec }) =>
    spec.network.nodes.some(({ id, kind }) => id === reader.source && kind === 'input'),
  );
  const [cell, setCell] = useState<number | null>(null);
  const turned = useMemo(() => createHandTurned(), []);
  const knobs = useRef<HTMLCanvasElement>(null);
  const input = useRef<HTMLCanvasElement>(null);
  const products = useRef<HTMLCanvasElement>(null);
  const weighed = useRef<Weighed | null>(null);
  const [shown, setShown] = useState<Weighed | null>(null);
  useWatch({ kind: 'weights' }, RATE_HZ);
  const bias = useLatest({ kind: 'weights' }, () =>
    learnedIn(session.tensors, session.run.store.getState().run).bias(node.id, unit),
  );

  useEffect(() => {
    const element = knobs.current;
    if (!element) return;
    const scales = { session, project, reader, grid, unit, turned };
    const at = { rows: grid.rows, columns: grid.columns, first: channel, step: grid.channels };
    const board = () => boardOf(null)?.version() ?? 0;
    let told = 0;
    return session.ticker.registerPainter({
      element,
      version() {
        const run = session.run.store.getState().run ?? '';
        const { tensors } = session;
        return (
          tensors.version(run, 'weights') +
          tensors.version(run, 'maps') +
          1e6 * turned.version() +
          (drawing ? 1e9 * board() : 0)
        );
      },
      paint() {
        const found = weigh(scales);
        weighed.current = found;
        if (!found) return;
        const reach = reachOf(found.weights);
        paintSigned(element, found.weights, at, { reach, signed: true, theme });
        if (products.current && found.products)
          paintSigned(products.current, found.products, at, { reach, signed: true, theme });
        if (input.current && found.image)
          paintSigned(input.current, found.image, at, { reach: reachOf(found.image), signed: false, theme });
        // What React writes follows at human speed.
        const now = performance.now();
        if (now - told < 90) return;
        told = now;
        setShown(found);
      },
    });
  }, [session, project, reader, grid, unit, channel, turned, theme, drawing]);

  // The last picture of a movement must not be the one that was left out.
  useEffect(() => {
    const timer = setInterval(() => setShown(weighed.current), 250);
    return () => clearInterval(timer);
  }, []);

  const at = (one: number): number => inputAt(grid, one, channel);
  function turn(one: number, value: number, before: number): void {
    turned.turn(at(one), value);
    project.getState().setWeight({ node: node.id, name: 'weight', index: [at(one), unit], value }, before);
  }
  const reach = shown ? reachOf(shown.weights) : 0;
  return (
    <div className="weights-board">
      <figure>
        <figcaption className="small">
          Weights w<sub>i</sub>
        </figcaption>
        <KnobGrid
          rows={grid.rows}
          columns={grid.columns}
          canvas={knobs}
          weightAt={(one) => weighed.current?.weights[at(one)] ?? null}
          reach={() => (weighed.current ? reachOf(weighed.current.weights) : 0)}
          onTurn={turn}
          onCell={setCell}
        />
        <ScaleBar reach={reach} signed />
      </figure>
      <div className="weights-side">
        <figure>
          <figcaption className="small">
            Input x<sub>i</sub>
          </figcaption>
          <InputCells grid={grid} canvas={input} drawn={drawing && first} />
        </figure>
        <figure>
          <figcaption className="small">
            x<sub>i</sub> · w<sub>i</sub>
          </figcaption>
          <canvas ref={products} className="big-image" role="img" aria-label="Input times weight, cell by cell" />
        </figure>
      </div>
      <SumLine weighed={shown} {...{ node, names }} />
      {first && <PhotocellTools grid={grid} />}
      {first && node.units === 1 && names.length === 2 && <TeachLine node={node} />}
      <Knob weighed={shown} {...{ grid, channel, cell, reach }} />
      {node.bias && (
        <div className="weights-bias">
          <span className="small quiet">Bias b: the threshold is −b</span>
          <WeightField label="Bias" at={{ node: node.id, name: 'bias', index: [unit] }} value={bias} />
        </div>
      )}
    </div>
  );
}
