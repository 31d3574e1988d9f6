import { TriangleAlert, Wrench } from 'lucide-react';
import { useDesign, useEdit } from '@/editor/edit';
import { labelOf } from '@/editor/fields/schema';
import { fieldsOf } from '@/editor/setup_file';
import type { Catalog, Misfit, Repair } from '@/protocol/names';
import { useCatalog } from '@/state/glass';
import { entryOf } from './telling';

const titleOf = (catalog: Catalog | null, loss: string): string | undefined =>
  catalog?.losses.find(({ kind }) => kind === loss)?.title;

/** What a repair does, in words: Insert a Flatten, Set padding to same. */
export function repairText({ insert, fields, loss }: Repair, catalog: Catalog | null): string {
  if (insert !== '') return `Insert ${entryOf(catalog, insert)?.title ?? labelOf(insert)}`;
  const parts = Object.entries(fields).map(([name, value]) => `${name.replaceAll('_', ' ')} to ${value}`);
  if (loss) parts.push(`loss to ${(titleOf(catalog, loss) ?? labelOf(loss)).toLowerCase()}`);
  return `Set ${parts.join(', ')}`;
}

/** The button that mends a misfit; none where nothing obvious would. */
export function RepairButton({ repair }: { repair: Repair | null }) {
  const design = useDesign();
  const edit = useEdit();
  const state = useCatalog();
  if (!repair) return null;
  const catalog = state.phase === 'ready' ? state.catalog : null;
  const entry = entryOf(catalog, repair.insert);
  return (
    <button
      type="button"
      className="button button-repair nodrag"
      onClick={() => {
        design({ type: 'mend', mending: repair, defaults: entry ? fieldsOf(entry) : {} }, 'mend');
        if (repair.loss) edit({ type: 'set_loss', kind: repair.loss }, 'mend');
      }}
    >
      <Wrench size={13} aria-hidden /> {repairText(repair, catalog)}
    </button>
  );
}

/** What does not fit at a layer: what came, what was expected, and what mends it. */
export function MisfitMark({ misfit }: { misfit: Misfit }) {
  return (
    <div className="misfit" role="alert">
      <p>
        <TriangleAlert size={13} aria-hidden /> {misfit.detail}
      </p>
      {misfit.hint !== '' && <p className="misfit-hint">{misfit.hint}</p>}
      <RepairButton repair={misfit.repair} />
    </div>
  );
}
