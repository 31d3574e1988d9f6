import '@/styles/asking.css';
import '@/styles/classroom.css';
import '@/styles/classroom_more.css';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { AskDialog } from '@/panels/AskDialog';
import { Stale, Waiting } from '@/panels/Waiting';
import { go } from '@/state/place';
import { usePolled } from '@/state/polling';
import { createClassesRest } from '@/transport/classes';
import { count, whenText } from './telling';

const rest = createClassesRest();
const LIST_MS = 15_000;
/** How long students can join a new class: a day at school. */
const A_DAY_S = 8 * 3600;
const classesNow = () => rest.classes();

/** All classes of a teacher. */
export default function ClassesPlace() {
  const { value, problem, again } = usePolled(classesNow, LIST_MS);
  const [making, setMaking] = useState(false);
  const open = value?.filter(({ closed_at }) => closed_at === null) ?? [];
  const closed = value?.filter(({ closed_at }) => closed_at !== null) ?? [];
  return (
    <main className="place">
      <header className="place-head">
        <h1>Classes</h1>
        <div className="place-tools">
          <Button className="button button-main" onPress={() => setMaking(true)}>
            <Plus size={15} aria-hidden /> New class
          </Button>
        </div>
      </header>
      {value === null ? (
        <Waiting what="Looking for your classes" {...{ problem, again }} />
      ) : (
        <Stale {...{ problem, again }} />
      )}
      {value?.length === 0 && (
        <p className="empty">
          No class yet. Make one, show its code on the projector, and students join with a nickname: no e-mail, no
          account.
        </p>
      )}
      <ul className="lines">
        {[...open, ...closed].map(({ id, title, members, code, created_at, closed_at }) => (
          <li key={id} className="line" data-closed={closed_at !== null || undefined}>
            <a className="line-title" href={`/class/${encodeURIComponent(id)}`}>
              {title}
            </a>
            <span className="number">{count(members, 'student')}</span>
            <span className="quiet">
              {closed_at
                ? `closed since ${whenText(closed_at)}`
                : code
                  ? `joining by ${code.code} until ${whenText(code.expires_at)}`
                  : 'nobody can join now'}
            </span>
            <span className="small quiet line-end">made {whenText(created_at)}</span>
          </li>
        ))}
      </ul>
      {making && (
        <AskDialog
          title="New class"
          action="Make the class"
          text={{ label: 'Name, such as “Biology 9b”', now: '', most: 120 }}
          onDo={async (title) => {
            const made = await rest.create(title);
            // A class is made to be joined; where that fails, its page offers it again.
            await rest.rotate(made.id, A_DAY_S).catch(() => undefined);
            go(`/class/${encodeURIComponent(made.id)}`);
          }}
          onClose={() => setMaking(false)}
        />
      )}
    </main>
  );
}
