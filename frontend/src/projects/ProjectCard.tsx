import { EllipsisVertical } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { Document, ProjectLine } from '@/protocol/projects';
import { Sketch } from './Sketch';
import { agoOf, dateOf } from './times';

interface CardProps {
  line: ProjectLine;
  documentOf: (line: ProjectLine) => Promise<Document>;
  onRename: () => void;
  onFork: () => void;
  onDelete: () => void;
}

/** A project as a card: what it looks like, what it is called, when it was changed. */
export function ProjectCard({ line, documentOf, onRename, onFork, onDelete }: CardProps) {
  const { id, title, changed_at, runs, handed_from } = line;
  const { place, document } = useSeen(line, documentOf);
  const deeds: Record<string, () => void> = { rename: onRename, fork: onFork, delete: onDelete };
  return (
    <li className="project-card" ref={place}>
      <a className="project-open" href={`/p/${id}`}>
        <span className="project-sketch">{document && <Sketch document={document} />}</span>
        <span className="project-card-title">{title}</span>
      </a>
      <p className="small quiet project-facts">
        <time dateTime={changed_at} title={dateOf(changed_at)}>
          {agoOf(changed_at)}
        </time>
        {runs > 0 && <span> · {runs === 1 ? '1 run' : `${runs} runs`}</span>}
        {handed_from !== null && <span> · a copy</span>}
      </p>
      <MenuTrigger>
        <Button className="icon-button project-more" aria-label={`More about ${title}`}>
          <EllipsisVertical size={16} aria-hidden />
        </Button>
        <Popover className="popover">
          <Menu className="menu" onAction={(key) => deeds[String(key)]?.()}>
            <MenuItem id="rename" className="menu-item">
              Rename
            </MenuItem>
            <MenuItem id="fork" className="menu-item">
              Make a copy
            </MenuItem>
            <MenuItem id="delete" className="menu-item">
              Delete
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
    </li>
  );
}

/** The document of a card, asked for when the card comes into sight. */
function useSeen(line: ProjectLine, documentOf: CardProps['documentOf']) {
  const place = useRef<HTMLLIElement>(null);
  const [document, setDocument] = useState<Document | null>(null);
  const latest = useRef(line);
  latest.current = line;
  const key = `${line.id} ${line.version}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` is the line as far as its document goes
  useEffect(() => {
    const { current } = place;
    if (!current) return;
    let left = false;
    const watcher = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      watcher.disconnect();
      documentOf(latest.current).then(
        (found) => !left && setDocument(found),
        () => undefined,
      );
    });
    watcher.observe(current);
    return () => {
      left = true;
      watcher.disconnect();
    };
  }, [key, documentOf]);
  return { place, document };
}
