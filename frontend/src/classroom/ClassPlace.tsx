import '@/styles/asking.css';
import '@/styles/classroom.css';
import '@/styles/classroom_more.css';
import { Download, Send } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { Stale, Waiting } from '@/panels/Waiting';
import type { Member } from '@/protocol/classroom';
import { usePolled } from '@/state/polling';
import { createClassesRest } from '@/transport/classes';
import { createProjectsRest } from '@/transport/projects';
import { ClassMenu } from './ClassMenu';
import { HandOutDialog } from './HandOutDialog';
import { JoinCodePart } from './JoinCodePart';
import { MemberTable } from './MemberTable';
import { RemoveDialog } from './RemoveDialog';
import { classTelling, whenText } from './telling';
import { type Traces, traced } from './traces';

const rest = createClassesRest();
const projects = createProjectsRest();
const CLASS_MS = 10_000;
const MEMBERS_MS = 2_000;

/** A class for its teacher: how to get in, who is there, what everybody is at. */
export default function ClassPlace({ id }: { id: string }) {
  const view = usePolled(
    useCallback((signal: AbortSignal) => rest.one(id, signal), [id]),
    CLASS_MS,
  );
  const members = usePolled(
    useCallback((signal: AbortSignal) => rest.members(id, signal), [id]),
    MEMBERS_MS,
  );
  const [traces, setTraces] = useState<Traces>(new Map());
  const [removing, setRemoving] = useState<Member | null>(null);
  const [handing, setHanding] = useState(false);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (members.value) setTraces((before) => traced(before, members.value ?? []));
  }, [members.value]);
  const changed = (): void => {
    view.again();
    members.again();
  };
  if (!view.value) {
    return (
      <main className="place">
        <h1>Class</h1>
        <Waiting what="Looking for the class" problem={view.problem} again={changed} />
      </main>
    );
  }
  const students = members.value ?? [];
  const { title, closed_at } = view.value;
  return (
    <main className="place class-place">
      <header className="place-head">
        <div>
          <p className="small">
            <a href="/class">Classes</a>
          </p>
          <h1>{title}</h1>
          <p className="quiet" role="status">
            {members.value ? classTelling(students) : ' '}
            {closed_at && `. Closed since ${whenText(closed_at)}`}
          </p>
        </div>
        <div className="place-tools">
          <Button className="button button-main" isDisabled={closed_at !== null} onPress={() => setHanding(true)}>
            <Send size={15} aria-hidden /> Hand out a project
          </Button>
          <a className="button" href={rest.resultsUrl(id)} download>
            <Download size={15} aria-hidden /> Results (CSV)
          </a>
          <ClassMenu view={view.value} members={students} {...{ rest, changed }} />
        </div>
      </header>
      <p className="place-said" role="status">
        {said}
      </p>
      <Stale problem={view.problem ?? members.problem} again={changed} />
      <div className="class-parts">
        <JoinCodePart view={view.value} {...{ rest, changed }} />
        <section className="members-part" aria-label="Students">
          {members.value === null && !members.problem && <Waiting what="Looking who is there" problem={null} />}
          {members.value && students.length === 0 && (
            <p className="empty">
              Nobody has joined yet. Show the code on the projector: a nickname is all that students need.
            </p>
          )}
          {students.length > 0 && (
            <MemberTable
              group={id}
              members={students}
              traces={traces}
              onRemove={setRemoving}
              onResume={async ({ account }) => (await rest.newResume(id, account)).code}
            />
          )}
        </section>
      </div>
      {handing && (
        <HandOutDialog
          {...{ id, rest, projects }}
          students={students.length}
          onClose={() => setHanding(false)}
          onDone={(told) => {
            setSaid(told);
            members.again();
          }}
        />
      )}
      {removing && (
        <RemoveDialog
          member={removing}
          onDo={(everything) => rest.removeMember(id, removing.account, everything).then(changed)}
          onClose={() => setRemoving(null)}
        />
      )}
    </main>
  );
}
