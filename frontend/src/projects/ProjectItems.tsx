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
        <Item id="save_as" title="Save as a project">
          From then on every edit is saved by itself.
        </Item>
      )}
      {project?.mayWrite && (
        <>
          <Item id="rename" title="Rename" />
          <Item id="versions" title="Versions">
            Look at what the project was, and bring it back.
          </Item>
        </>
      )}
      <Item id="projects" title="My projects">
        {hosted ? undefined : 'Networks that you saved on this computer.'}
      </Item>
    </>
  );
}

interface ItemProps {
  id: string;
  title: string;
  children?: ReactNode;
}

function Item({ id, title, children }: ItemProps) {
  return (
    <MenuItem id={id} textValue={title} className="menu-item">
      <span className="menu-title">{title}</span>
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
