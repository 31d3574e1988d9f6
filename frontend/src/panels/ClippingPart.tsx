import { useEdit } from '@/editor/edit';
import { Choice } from '@/editor/fields/Choice';
import { NumberBox } from '@/editor/fields/NumberBox';
import { useCatalog, useProject } from '@/state/glass';

/** What becomes of gradients that are too large. */
export function ClippingPart() {
  const edit = useEdit();
  const state = useCatalog();
  const clipping = useProject(({ spec }) => spec.training.clipping) ?? { kind: 'none' };
  const entries = state.phase === 'ready' ? (state.catalog.clippings ?? []) : [];
  if (entries.length === 0) return null;
  const most = (kind: string) => entries.find((one) => one.kind === kind)?.schema.properties?.['most'];
  const usual = most(clipping.kind)?.default;
  return (
    <>
      <Choice
        label="Clipping"
        hint="Cuts gradients that are too large, so that one bad batch cannot throw the weights far off."
        value={clipping.kind}
        options={entries.map(({ kind, title, summary }) => ({ id: kind, title, summary }))}
        onChange={(kind) => {
          const start = most(kind)?.default;
          const limit = typeof start === 'number' ? { most: start } : {};
          edit({ type: 'set_training', values: { clipping: { kind, ...limit } } });
        }}
      />
      {most(clipping.kind) && (
        <NumberBox
          label="Clip at"
          hint={most(clipping.kind)?.description ?? ''}
          value={clipping.most ?? (typeof usual === 'number' ? usual : 1)}
          min={most(clipping.kind)?.minimum ?? 1e-6}
          max={most(clipping.kind)?.maximum ?? 1e6}
          step="ladder"
          live
          onChange={(value) =>
            value !== null &&
            edit({ type: 'set_training', values: { clipping: { ...clipping, most: value } } }, 'clipping')
          }
        />
      )}
    </>
  );
}
