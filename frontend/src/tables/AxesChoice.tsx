import { useFacts } from '@/editor/edit';
import { Choice } from '@/editor/fields/Choice';
import { columnNames } from '@/editor/inputs';
import { Chip } from '@/panels/Chip';
import type { TableData } from '@/protocol/names';
import { useGlass } from '@/state/glass';
import { useLatest } from '@/state/latest';
import { useLooking } from '@/state/looking';
import { useAxes } from './axes';
import { tablePlane } from './plane';

/** Which two columns the picture shows, and where all others are held. */
export function AxesChoice({ data, children }: { data: TableData; children: React.ReactNode }) {
  const facts = useFacts();
  const names = columnNames(data, facts);
  const { x, y, atRow } = useAxes();
  const chosen = useLooking((state) => state.chosen);
  const { session } = useGlass();
  const drawn = useLatest({ kind: 'data' }, () => {
    const plane = tablePlane(session.tensors, session.run.store.getState().run ?? '');
    return plane ? JSON.stringify([plane.x.name, plane.y.name]) : '[]';
  });
  const found: string[] = JSON.parse(drawn);
  const known = [[x, y], found].find(
    ([one = '', two = '']) => one !== two && [one, two].every((n) => names.includes(n)),
  );
  const [across = '', up = ''] = known ?? names;
  if (names.length < 2) return <div className="axes-held">{children}</div>;
  const options = names.map((name) => ({ id: name, title: name }));
  return (
    <div className="axes-choice">
      <Choice
        label="Across"
        hint="The column from left to right. All columns that are not shown are held where they are."
        value={across}
        options={options}
        onChange={(id) => useAxes.setState({ x: id, y: id === up ? across : up })}
      />
      <Choice
        label="Up"
        hint="The column from bottom to top."
        value={up}
        options={options}
        onChange={(id) => useAxes.setState({ x: id === across ? up : across, y: id })}
      />
      <div className="small quiet axes-held">
        {names.length > 2 && `Others held at ${atRow && chosen ? 'the chosen row' : 'their mean'}`}
        {names.length > 2 && chosen && (
          <Chip label="Hold at this row" on={atRow} onChange={(on) => useAxes.setState({ atRow: on })} />
        )}
        {children}
      </div>
    </div>
  );
}
