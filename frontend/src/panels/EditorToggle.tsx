import { useEditor } from '@/editor/edit';
import { Hint } from '@/editor/fields/Hint';
import { show } from '@/state/screen';
import { Segments } from './Segments';

const EDITORS = [
  ['stack', 'Stack'],
  ['canvas', 'Canvas'],
] as const;

/** Two editors of one network, where both can show it. */
export function EditorToggle() {
  const { editor, free } = useEditor();
  if (!free) return null;
  return (
    <div className="editor-toggle">
      <Hint text="Stack: every unit of a plain network. Canvas: any graph of layers. Both edit the same network.">
        {() => (
          <Segments label="Editor" value={editor} options={EDITORS} onChange={(chosen) => show({ editor: chosen })} />
        )}
      </Hint>
    </div>
  );
}
