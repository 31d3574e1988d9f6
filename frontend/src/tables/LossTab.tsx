import { X } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { PARTS } from '@/images/SampleStrip';
import { Segments } from '@/panels/Segments';
import type { Frame } from '@/protocol/frames';
import { useGlass } from '@/state/glass';
import { useLatest, useWatch } from '@/state/latest';
import { chooseSample, look, useLooking } from '@/state/looking';
import { short } from './choosing';
import { reveal, unmark } from './marks';
import { classesOf, lossPoints, lossRows, namesIn, type Things } from './scores';
import { useScored } from './use_scored';

const SHOWN = [
  ['all', 'All'],
  ['wrong', 'Wrong'],
  ['right', 'Right'],
] as const;
const AT_ONCE = 25;

/** The examples of a part with their losses as bars, the worst first; or those of one cell of the matrix. */
export function LossTab({ things }: { things: Things }) {
  const judged = useLooking((state) => state.judged);
  const filter = useLooking((state) => state.filter);
  const [show, setShow] = useState<(typeof SHOWN)[number][0]>('all');
  const [first, setFirst] = useState(0);
  const cell = filter.truth !== null;
  const scores = useScored({ kind: 'scores', part: judged });
  const classes = scores ? classesOf(scores) : null;
  // Values are neither right nor wrong: the server refuses to sort them so.
  const sorted = classes !== null && classes.length > 0;
  const { truth, predicted } = filter;
  const view = {
    kind: 'losses',
    part: judged,
    count: AT_ONCE,
    first,
    ...(sorted ? { show: cell ? 'all' : show, truth, predicted } : {}),
  } as const;
  const newest = useScored(classes === null ? null : view);
  const resting = useRef(false);
  const text = JSON.stringify(view);
  const held = useRef<{ frame: Frame | undefined; of: string }>({ frame: undefined, of: '' });
  // Nothing moves under the pointer: while it rests on the rows, they stay.
  if (!resting.current || held.current.of !== text) held.current = { frame: newest, of: text };
  const { frame } = held.current;
  const names = namesIn(classes ?? [], things);
  const told = cell ? `${names[truth ?? 0] ?? truth} taken for ${names[predicted ?? 0] ?? predicted}` : '';
  return (
    <>
      <Segments
        label={things === 'rows' ? 'Rows judged' : 'Points judged'}
        value={judged}
        options={PARTS}
        onChange={(part) => {
          setFirst(0);
          look({ judged: part });
        }}
      />
      {cell ? (
        <Button className="chip" onPress={unmark} aria-label={`${told}: show all again`}>
          {told} <X size={14} aria-hidden />
        </Button>
      ) : (
        sorted && (
          <Segments
            label={things === 'rows' ? 'Rows shown' : 'Points listed'}
            value={show}
            options={SHOWN}
            onChange={(next) => {
              setFirst(0);
              setShow(next);
            }}
          />
        )
      )}
      {frame ? (
        <Rows
          frame={frame}
          things={things}
          first={first}
          onFirst={setFirst}
          onRest={(rests) => {
            resting.current = rests;
          }}
        />
      ) : (
        <p className="small quiet">Looking: the losses come with the first step.</p>
      )}
    </>
  );
}

interface RowsProps {
  frame: Frame;
  things: Things;
  first: number;
  onFirst: (first: number) => void;
  onRest: (rests: boolean) => void;
}

function Rows({ frame, things, first, onFirst, onRest }: RowsProps) {
  const { session } = useGlass();
  const judged = useLooking((state) => state.judged);
  useWatch(things === 'points' ? { kind: 'data' } : null);
  const xy = useLatest({ kind: 'data' }, () =>
    session.tensors.numbers(session.run.store.getState().run ?? '', 'data', `${judged}.xy`),
  );
  const { rows, columns, total, mean } = things === 'rows' ? lossRows(frame) : lossPoints(frame, xy);
  const one = things.slice(0, -1);
  const most = Math.max(1e-12, ...rows.map(({ loss }) => (Number.isFinite(loss) ? loss : 0)));
  const counted = `${total.toLocaleString('en-GB')} ${total === 1 ? one : things}`;
  return (
    <>
      <p className="small quiet number" role="status">
        {counted}
        {total > 0 &&
          `, the worst first${mean === null ? '' : `; mean loss of the part ${short(Number(mean.toPrecision(3)))}`}`}
        .
      </p>
      {rows.length > 0 && (
        <div className="loss-scroll" onPointerEnter={() => onRest(true)} onPointerLeave={() => onRest(false)}>
          <table
            className="loss-rows number small"
            aria-label={`${things === 'rows' ? 'Rows' : 'Points'} with their losses`}
          >
            <thead>
              <tr>
                <th scope="col">{things === 'rows' ? 'Row' : 'Point'}</th>
                <th scope="col">Loss</th>
                <th scope="col">Truth</th>
                <th scope="col">Said</th>
                {columns.map((name) => (
                  <th key={name} scope="col" title={name}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ index, row, loss, truth, said, right, cells }) => (
                <tr key={index} data-wrong={right === false || undefined}>
                  <th scope="row">
                    <button
                      type="button"
                      className="loss-row"
                      aria-label={`Show ${one} ${row ?? index + 1} in the picture`}
                      onClick={() => {
                        reveal(judged);
                        chooseSample(judged, index);
                      }}
                    >
                      {row ?? index + 1}
                    </button>
                  </th>
                  <td className="loss-cell">
                    <span
                      className="loss-bar"
                      aria-hidden
                      style={{ inlineSize: `${(100 * Math.min(loss, most)) / most}%` }}
                    />
                    <span>{short(Number(loss.toPrecision(3)))}</span>
                  </td>
                  <td>{truth}</td>
                  <td>{said}</td>
                  {cells.map((cell, at) => (
                    <td key={columns[at]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {total > AT_ONCE && (
        <div className="field-pair">
          <Button className="button" isDisabled={first === 0} onPress={() => onFirst(Math.max(0, first - AT_ONCE))}>
            Worse
          </Button>
          <Button className="button" isDisabled={first + AT_ONCE >= total} onPress={() => onFirst(first + AT_ONCE)}>
            Better
          </Button>
        </div>
      )}
    </>
  );
}
