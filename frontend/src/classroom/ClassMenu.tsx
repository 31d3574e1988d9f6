import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { AskDialog } from '@/panels/AskDialog';
import type { ClassView, Member } from '@/protocol/classroom';
import { go } from '@/state/place';
import type { ClassesRest } from '@/transport/classes';
import { count } from './telling';
import { WeightDialog } from './WeightDialog';

interface ClassMenuProps {
  view: ClassView;
  members: readonly Member[];
  rest: ClassesRest;
  changed: () => void;
}

type Asked = 'title' | 'weight' | 'close' | 'reset' | 'delete' | null;

/** What is seldom done with a class. */
export function ClassMenu({ view, members, rest, changed }: ClassMenuProps) {
  const [asked, setAsked] = useState<Asked>(null);
  const { id, title, closed_at } = view;
  const onClose = () => setAsked(null);
  const students = count(members.length, 'student');
  const act = (key: unknown): void => {
    if (key === 'open') void rest.edit(id, { closed: false }).then(changed, changed);
    else if (key === 'title' || key === 'weight' || key === 'close' || key === 'reset' || key === 'delete')
      setAsked(key);
  };
  return (
    <>
      <MenuTrigger>
        <Button className="button">
          Class <ChevronDown size={14} aria-hidden />
        </Button>
        <Popover className="popover" placement="bottom end">
          <Menu className="menu" onAction={act}>
            <Item id="title" title="Rename" tells="Students see the name when they join." />
            <Item id="weight" title="Share of the host" tells={`Now ${view.weight} times that of a usual class.`} />
            {closed_at ? (
              <Item id="open" title="Open again" tells="Students can work again, and join by a new code." />
            ) : (
              <Item id="close" title="Close the class" tells="Nobody joins or works any more; everything is kept." />
            )}
            <Item id="reset" title="Reset" tells="Removes all students and what they made; the class stays." />
            <Item id="delete" title="Delete" tells="Removes the class and everything about it." />
          </Menu>
        </Popover>
      </MenuTrigger>
      {asked === 'title' && (
        <AskDialog
          title="Rename the class"
          action="Rename"
          text={{ label: 'Name', now: title, most: 120 }}
          onDo={(typed) => rest.edit(id, { title: typed }).then(changed)}
          {...{ onClose }}
        />
      )}
      {asked === 'weight' && (
        <WeightDialog now={view.weight} onDo={(weight) => rest.edit(id, { weight }).then(changed)} {...{ onClose }} />
      )}
      {asked === 'close' && (
        <AskDialog
          title={`Close ${title}?`}
          action="Close the class"
          onDo={() => rest.edit(id, { closed: true }).then(changed)}
          {...{ onClose }}
        >
          <p>Runs pause, and nobody can join or work. All projects and runs are kept, and you can open it again.</p>
        </AskDialog>
      )}
      {asked === 'reset' && (
        <AskDialog title={`Reset ${title}?`} action="Remove all students" onDo={() => reset()} final {...{ onClose }}>
          <p>{students} and all their projects and runs are deleted for good. The class, its name and its code stay.</p>
          <Keep {...{ rest, id }} />
        </AskDialog>
      )}
      {asked === 'delete' && (
        <AskDialog
          title={`Delete ${title}?`}
          action="Delete the class"
          onDo={() => rest.remove(id).then(() => go('/class'))}
          final
          {...{ onClose }}
        >
          <p>The class, its {students} and all their projects and runs are deleted for good.</p>
          <Keep {...{ rest, id }} />
        </AskDialog>
      )}
    </>
  );

  /** One after the other: what was done stays done when one cannot be removed. */
  async function reset(): Promise<void> {
    try {
      for (const { account } of members) await rest.removeMember(id, account, true);
    } finally {
      changed();
    }
  }
}

function Item({ id, title, tells }: { id: string; title: string; tells: string }) {
  return (
    <MenuItem id={id} textValue={title} className="menu-item">
      <span className="menu-title">{title}</span>
      <span className="menu-tells">{tells}</span>
    </MenuItem>
  );
}

function Keep({ rest, id }: { rest: ClassesRest; id: string }) {
  return (
    <p>
      <a href={rest.exportUrl(id)} download>
        Download everything first
      </a>
      , if it may be needed again.
    </p>
  );
}
