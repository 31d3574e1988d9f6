import { Copy, Eye, KeyRound, UserMinus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from 'react-aria-components';
import { written } from '@/paint/chart_options';
import { grouped } from '@/panels/grouped';
import type { Member } from '@/protocol/classroom';
import { asProblem } from '@/protocol/problem';
import { projectAddress, watchAddress } from '@/runs/addresses';
import { forkedRun } from '@/runs/forked';
import { createProjectsRest } from '@/transport/projects';
import { StatusMark } from './StatusMark';
import { runTitle, whenText } from './telling';

const projects = createProjectsRest();
/** As many runs as are looked through; the rest is in the table of results. */
const MOST = 12;

interface MemberWorkProps {
  member: Member;
  group: string;
  onRemove: () => void;
  /** Makes a new resume code, to be told to the student. */
  onResume: () => Promise<string>;
}

/** All that a student made: to open, and to have a copy of. */
export function MemberWork({ member, group, onRemove, onResume }: MemberWorkProps) {
  const [said, setSaid] = useState<ReactNode>(null);
  const { nickname, runs } = member;
  async function copy(what: string, fork: () => Promise<string>): Promise<void> {
    try {
      const address = await fork();
      setSaid(
        <>
          {what} is copied to your projects. <a href={address}>Open the copy</a>
        </>,
      );
    } catch (thrown) {
      const { detail, hint } = asProblem(thrown);
      setSaid(`${detail} ${hint}`);
    }
  }
  async function resume(): Promise<void> {
    try {
      const code = await onResume();
      setSaid(
        <>
          {nickname} comes back by the code <b className="number resume-code">{code}</b>. It is shown this once.
        </>,
      );
    } catch (thrown) {
      const { detail, hint } = asProblem(thrown);
      setSaid(`${detail} ${hint}`);
    }
  }
  return (
    <div className="member-all">
      <div>
        <h3>Projects</h3>
        {member.projects.length === 0 && <p className="quiet small">None yet.</p>}
        <ul className="works">
          {member.projects.map(({ id, title, changed_at }) => (
            <li key={id}>
              <a className="work-title" href={projectAddress(id, group)}>
                {title}
              </a>
              <span className="small quiet">changed {whenText(changed_at)}</span>
              <Button
                className="button button-small"
                aria-label={`Copy project ${title} of ${nickname}`}
                onPress={() => void copy(`“${title}”`, () => forkedProject(id, `${title} (${nickname})`))}
              >
                <Copy size={14} aria-hidden /> Copy
              </Button>
            </li>
          ))}
        </ul>
      </div>
      <div>
        <h3>Runs</h3>
        {runs.length === 0 && <p className="quiet small">None yet.</p>}
        <ul className="works">
          {runs.slice(0, MOST).map((run) => (
            <li key={run.id}>
              <a className="work-title" href={watchAddress(run.id, group)}>
                <Eye size={14} aria-hidden /> {runTitle(run)}
              </a>
              <StatusMark status={run.status} />
              <span className="small quiet number">
                epoch {grouped(Math.floor(run.epoch))}, loss {written(run.loss)}
              </span>
              <Button
                className="button button-small"
                aria-label={`Copy ${runTitle(run)} of ${nickname}`}
                onPress={() => void copy('The run', () => forkedRun(run.id, null, `${runTitle(run)} (${nickname})`))}
              >
                <Copy size={14} aria-hidden /> Copy
              </Button>
            </li>
          ))}
        </ul>
        {runs.length > MOST && <p className="small quiet">And {runs.length - MOST} older ones.</p>}
      </div>
      <div className="member-deeds">
        <Button className="button button-small" onPress={() => void resume()}>
          <KeyRound size={14} aria-hidden /> New resume code
        </Button>
        <Button className="button button-small" onPress={onRemove}>
          <UserMinus size={14} aria-hidden /> Remove {nickname}
        </Button>
        <span role="status" className="small">
          {said}
        </span>
      </div>
    </div>
  );
}

async function forkedProject(id: string, title: string): Promise<string> {
  const copy = await projects.fork(id, title.slice(0, 120));
  return projectAddress(copy.id);
}
