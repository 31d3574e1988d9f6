import { FolderOpen, History, Pencil, Save } from 'lucide-react';
import type { ReactNode } from 'react';
import { MenuItem } from 'react-aria-components';
import { go } from '@/state/place';
import { type Asked, ask, type OpenProject } from './opened';

interface ItemsProps {
  project: OpenProject | null;
  hosted: boolean;
}

/** What the File menu has about projects; the parts of one menu, so they come as a list. */
export function ProjectItems({ project, hosted }: ItemsProps) {
  return (
    <>
      {!project && (
        <Item id="save_as" title="Save as a project" icon={<Save size={15} aria-hidden />}>
          From then on every edit is saved by itself.
        </Item>
      )}
      {project?.mayWrite && (
        <>
          <Item id="rename" title="Rename" icon={<Pencil size={15} aria-hidden />} />
          <Item id="versions" title="Versions" icon={<History size={15} aria-hidden />}>
            Look at what the project was, and bring it back.
          </Item>
        </>
      )}
      <Item id="projects" title="My projects" icon={<FolderOpen size={15} aria-hidden />}>
        {hosted ? undefined : 'Networks that you saved on this computer.'}
      </Item>
    </>
  );
}

interface ItemProps {
  id: string;
  title: string;
  icon: ReactNode;
  children?: ReactNode;
}

function Item({ id, title, icon, children }: ItemProps) {
  return (
    <MenuItem id={id} textValue={title} className="menu-item">
      <span className="menu-title menu-icon">
        {icon} {title}
      </span>
      {children && <span className="menu-tells">{children}</span>}
    </MenuItem>
  );
}

const ASKED: readonly Asked[] = ['save_as', 'rename', 'versions'];

/** Does what one of the items is for. */
export function actOn(key: string): void {
  const asked = ASKED.find((one) => one === key);
  if (asked) ask(asked);
  else if (key === 'projects') go('/projects');
}
