import { ChevronDown, ChevronRight } from 'lucide-react';
import { Button, Checkbox } from 'react-aria-components';
import { written } from '@/paint/chart_options';
import { grouped } from '@/panels/grouped';
import type { Member } from '@/protocol/classroom';
import { watchAddress } from '@/runs/addresses';
import { MemberWork } from './MemberWork';
import { Sparkline } from './Sparkline';
import { StatusMark } from './StatusMark';
import { agoText, countToldOf, currentRun, runTitle, scoreText } from './telling';
import type { Trace } from './traces';

interface MemberRowProps {
  member: Member;
  /** The class that they are in. */
  group: string;
  trace: Trace | undefined;
  open: boolean;
  onOpen: (open: boolean) => void;
  /** Whether their current run is one of those to be compared. */
  compared: boolean;
  onCompare: (compared: boolean) => void;
  onRemove: () => void;
  onResume: () => Promise<string>;
}

/** A student: whether they are here, what they are at, how it goes; opened, all that is theirs. */
export function MemberRow({
  member,
  group,
  trace,
  open,
  onOpen,
  compared,
  onCompare,
  onRemove,
  onResume,
}: MemberRowProps) {
  const { nickname, online, seen_at } = member;
  const run = currentRun(member);
  const project = member.projects.find(({ id }) => id === run?.project);
  return (
    <>
      <tr className="member" data-online={online || undefined} data-open={open || undefined}>
        <th scope="row" className="member-name">
          <Button
            className="member-opener"
            aria-expanded={open}
            aria-label={`${nickname}: projects and runs`}
            onPress={() => onOpen(!open)}
          >
            {open ? <ChevronDown size={15} aria-hidden /> : <ChevronRight size={15} aria-hidden />}
            <span className="presence" data-online={online || undefined} aria-hidden />
            <span className="member-nickname">{nickname}</span>
          </Button>
          <span className="small quiet member-seen">
            {online ? 'here' : seen_at ? agoText(seen_at) : 'not yet here'}
          </span>
        </th>
        <td className="member-work">
          {run ? (
            <a href={watchAddress(run.id, group)}>{project?.title || runTitle(run)}</a>
          ) : (
            <span className="quiet">No run yet</span>
          )}
        </td>
        <td>{run && <StatusMark status={run.status} />}</td>
        <td className="number figures">
          {run && <span className="cell-name">Epoch </span>}
          {run ? grouped(Math.floor(run.epoch)) : '–'}
        </td>
        <td className="number figures member-loss">
          <Sparkline trace={trace} />
          {run && <span className="cell-name">Loss </span>}
          <span className="loss-number">{written(run?.loss)}</span>
        </td>
        <td className="number figures">
          {run?.score_name === 'dice' && <span className="small quiet">Dice </span>}
          {run?.score_name === 'accuracy' && <span className="cell-name">Accuracy </span>}
          {run ? scoreText(run) : '–'}
        </td>
        <td className="number figures small quiet member-counts">
          {countToldOf(member.projects.length, 'project')}, {countToldOf(member.runs.length, 'run')}
        </td>
        <td className="member-check">
          {run && (
            <Checkbox className="tick" isSelected={compared} onChange={onCompare} aria-label={`Compare ${nickname}`}>
              <span className="tick-box" aria-hidden />
            </Checkbox>
          )}
        </td>
      </tr>
      {open && (
        <tr className="member-more">
          <td colSpan={8}>
            <MemberWork {...{ member, group, onRemove, onResume }} />
          </td>
        </tr>
      )}
    </>
  );
}
