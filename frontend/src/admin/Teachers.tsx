import { Plus, UserMinus } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { agoText, count } from '@/classroom/telling';
import { AskDialog } from '@/panels/AskDialog';
import { Stale, Waiting } from '@/panels/Waiting';
import type { TeacherLine } from '@/protocol/classroom';
import { usePolled } from '@/state/polling';
import { useMe } from '@/state/who';
import { createHostRest } from '@/transport/host';
import { TeacherDialog } from './TeacherDialog';

const rest = createHostRest();
const EVERY_MS = 20_000;
const teachersNow = () => rest.teachers();

/** Who may make classes: to add, to remove. */
export function Teachers() {
  const { value, problem, again } = usePolled(teachersNow, EVERY_MS);
  const me = useMe().account?.id;
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<TeacherLine | null>(null);
  return (
    <section className="admin-part">
      <div className="admin-head">
        <h2>Teachers</h2>
        <Button className="button button-small" onPress={() => setAdding(true)}>
          <Plus size={14} aria-hidden /> Add a teacher
        </Button>
      </div>
      {value === null ? (
        <Waiting what="Looking for teachers" {...{ problem, again }} />
      ) : (
        <Stale {...{ problem, again }} />
      )}
      <ul className="lines">
        {value?.map((line) => (
          <li key={line.account.id} className="line">
            <span className="line-title">{line.account.name}</span>
            <span>
              {line.account.role === 'admin'
                ? 'Administrator'
                : count(line.classes, 'class').replace('classs', 'classes')}
            </span>
            <span className="small quiet">{line.seen_at ? `seen ${agoText(line.seen_at)}` : 'never here yet'}</span>
            {line.account.id !== me && (
              <Button
                className="button button-small line-end"
                aria-label={`Remove ${line.account.name}`}
                onPress={() => setRemoving(line)}
              >
                <UserMinus size={14} aria-hidden /> Remove
              </Button>
            )}
          </li>
        ))}
      </ul>
      {adding && (
        <TeacherDialog
          onDo={(name, password) => rest.addTeacher(name, password).then(again)}
          onClose={() => setAdding(false)}
        />
      )}
      {removing && (
        <AskDialog
          title={`Remove ${removing.account.name}?`}
          action="Remove for good"
          onDo={() => rest.removeTeacher(removing.account.id).then(again)}
          onClose={() => setRemoving(null)}
          final
        >
          <p>
            The account and its own projects are deleted for good. Its classes have to be deleted first, each on its own
            page, where everything can be downloaded before.
          </p>
        </AskDialog>
      )}
    </section>
  );
}
