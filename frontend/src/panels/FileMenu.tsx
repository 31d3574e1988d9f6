import { FileJson } from 'lucide-react';
import { type ChangeEvent, useRef } from 'react';
import { Button, type Key, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { readSetUp, writeSetUp } from '@/editor/setup_file';
import { useOpened } from '@/projects/opened';
import { actOn, ProjectItems } from '@/projects/ProjectItems';
import { useGlass } from '@/state/glass';
import { show } from '@/state/screen';
import { useHosted } from '@/state/who';

const MOST_BYTES = 5_000_000;
const TOO_LARGE = 'It is larger than any set-up is.';

/** The set-up as a file: to keep, to hand in, to open again. */
export function FileMenu() {
  const { project, catalog } = useGlass();
  const opened = useOpened((state) => state.project);
  const hosted = useHosted();
  const chooser = useRef<HTMLInputElement>(null);

  function save(): void {
    const { spec, drawing } = project.getState();
    const url = URL.createObjectURL(new Blob([writeSetUp({ spec, drawing }, 2)], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = 'glassnet.json';
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }
  async function open({ currentTarget }: ChangeEvent<HTMLInputElement>): Promise<void> {
    const [file] = currentTarget.files ?? [];
    if (!file) return;
    const text = file.size <= MOST_BYTES ? await file.text() : null;
    // The same file can be chosen again after it was mended.
    if (chooser.current) chooser.current.value = '';
    const state = catalog.store.getState();
    const read = text === null ? TOO_LARGE : readSetUp(text, state.phase === 'ready' ? state.catalog : null);
    if (typeof read === 'string') show({ message: `“${file.name}” cannot be opened. ${read}` });
    else project.getState().open(read.spec, read.drawing);
  }

  function act(key: Key): void {
    show({ sheet: false });
    if (key === 'save') save();
    else if (key === 'open') chooser.current?.click();
    else actOn(String(key));
  }

  return (
    <>
      <MenuTrigger>
        <Button className="icon-button" aria-label="File">
          <FileJson size={17} aria-hidden />
        </Button>
        <Popover className="popover">
          <Menu className="menu" onAction={act}>
            <ProjectItems {...{ project: opened, hosted }} />
            <MenuItem id="save" textValue="Save as a file" className="menu-item">
              <span className="menu-title">Save as a file</span>
              <span className="menu-tells">Network, data, training and where everything stands, as JSON.</span>
            </MenuItem>
            <MenuItem id="open" textValue="Open a file" className="menu-item">
              <span className="menu-title">Open a file</span>
              <span className="menu-tells">A set-up that was saved here. Undo brings this one back.</span>
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      <input
        ref={chooser}
        type="file"
        accept=".json,application/json"
        aria-label="File of a set-up"
        tabIndex={-1}
        hidden
        onChange={(event) => void open(event)}
      />
    </>
  );
}
