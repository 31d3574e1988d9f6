import { useEdit, useFacts } from '@/editor/edit';
import { type Side, sideOf, switched } from '@/editor/image_changes';
import { ImageDataPanel } from '@/images/ImageDataPanel';
import { isPoints, isTable } from '@/protocol/spec';
import { useCatalog, useProject } from '@/state/glass';
import { useSides } from '@/state/sides';
import { TableDataPanel } from '@/tables/TableDataPanel';
import { PointDataPanel } from './PointDataPanel';
import { Segments } from './Segments';

const SIDES = [
  ['points', 'Points'],
  ['tables', 'Tables'],
  ['images', 'Images'],
] as const;

/** What there is to learn from: points on the plane, rows of a table, or images. */
export function DataPanel() {
  const edit = useEdit();
  const facts = useFacts();
  const catalog = useCatalog();
  const spec = useProject((state) => state.spec);
  const drawing = useProject((state) => state.drawing);
  const { data } = spec;
  const ready = catalog.phase === 'ready' ? catalog : null;
  const entries = ready?.catalog.datasets ?? [];
  const templates = ready?.templates ?? [];
  const chosen = entries.find((entry) => entry.kind === data.kind);
  const change = (to: Side) => {
    const kept = useSides.getState()[to];
    const after = switched(spec, to, { facts, templates, entries, kept: kept?.spec });
    if (!after) return;
    useSides.setState({ [sideOf(data)]: { spec, drawing } });
    // What was left there is found as it stood, with its blocks and where everything was put.
    const drawn = kept && after === kept.spec ? { drawing: kept.drawing } : {};
    edit({ type: 'open_template', spec: after, ...drawn });
  };
  return (
    <section className="panel data-panel" aria-label="Data">
      <div className="panel-head">
        <h2>Data</h2>
        <span className="quiet small">{chosen?.title}</span>
      </div>
      <Segments label="What the data are" value={sideOf(data)} options={SIDES} onChange={change} />
      {isPoints(data) ? (
        <PointDataPanel data={data} />
      ) : isTable(data) ? (
        <TableDataPanel data={data} />
      ) : (
        <ImageDataPanel data={data} />
      )}
    </section>
  );
}
