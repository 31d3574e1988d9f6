import { Search } from 'lucide-react';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useDesign } from '@/editor/edit';
import { Hint } from '@/editor/fields/Hint';
import { fieldsOf } from '@/editor/setup_file';
import type { CatalogEntry } from '@/protocol/names';
import { useCatalog } from '@/state/glass';
import { useScreen } from '@/state/screen';
import { familiesOf, found } from './palette';
import { LAYER_TYPE } from './pieces';
import { blockIn } from './scene';
import { busy, cardsOf } from './store';

/** Every kind of layer there is: to drag onto the canvas, or to add after what is selected. */
export function Palette() {
  const state = useCatalog();
  const design = useDesign();
  const [text, setText] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState('');
  const layers = state.phase === 'ready' ? state.catalog.layers : null;
  const families = useMemo(() => familiesOf(layers ?? []), [layers]);
  const groups = useMemo(() => found(families, text), [families, text]);
  const entries = groups.flatMap((group) => group.entries);
  const standing = entries.some(({ kind }) => kind === held) ? held : entries[0]?.kind;

  function add(entry: CatalogEntry): void {
    const after = cardsOf(useScreen.getState().selection).at(-1) ?? null;
    const last = after !== null && blockIn(after) !== null ? null : after;
    design({ type: 'add_after', piece: { kind: entry.kind, fields: fieldsOf(entry) }, after: last });
  }
  function focus(kind: string | undefined): void {
    if (kind === undefined) return;
    setHeld(kind);
    list.current?.querySelector<HTMLElement>(`[data-kind="${kind}"]`)?.focus();
  }
  function onKeyDown(event: KeyboardEvent): void {
    busy({ pointing: false });
    const at = entries.findIndex(({ kind }) => kind === standing);
    const inBox = event.target instanceof HTMLInputElement;
    const [first] = entries;
    if (event.key === 'Enter' && inBox && first) add(first);
    else if (event.key === 'ArrowDown') focus(entries[inBox ? 0 : Math.min(entries.length - 1, at + 1)]?.kind);
    else if (event.key === 'ArrowUp' && !inBox) {
      if (at > 0) focus(entries[at - 1]?.kind);
      else list.current?.parentElement?.querySelector('input')?.focus();
    } else if (event.key === 'Escape' && inBox && text !== '') setText('');
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <section
      className="palette"
      aria-label="Layers to add"
      onKeyDown={onKeyDown}
      onPointerDown={() => busy({ pointing: false })}
    >
      <label className="palette-search">
        <Search size={13} aria-hidden />
        <input
          type="search"
          aria-label="Search layers"
          placeholder="Layers"
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <div className="palette-list" ref={list}>
        {groups.map(({ title, entries: some }) => (
          // biome-ignore lint/a11y/useSemanticElements: a family of buttons, no form
          <div key={title} role="group" aria-label={title}>
            <h3 className="palette-family">{title}</h3>
            {some.map((entry) => (
              <Hint
                key={entry.kind}
                text={`${entry.summary} Drag it onto the canvas, or click: it goes after what is selected.`}
              >
                {(describedBy) => (
                  <button
                    type="button"
                    draggable
                    className="palette-entry"
                    data-kind={entry.kind}
                    tabIndex={entry.kind === standing ? 0 : -1}
                    aria-describedby={describedBy}
                    aria-label={`Add ${entry.title}`}
                    onFocus={() => setHeld(entry.kind)}
                    onDragStart={(event) => {
                      event.dataTransfer.setData(LAYER_TYPE, entry.kind);
                      event.dataTransfer.effectAllowed = 'copy';
                    }}
                    onClick={() => add(entry)}
                  >
                    {entry.title}
                  </button>
                )}
              </Hint>
            ))}
          </div>
        ))}
        {layers && groups.length === 0 && <p className="quiet small">No layer is called so.</p>}
      </div>
    </section>
  );
}
