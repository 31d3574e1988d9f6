import { GitCompareArrows } from 'lucide-react';
import { useState } from 'react';
import { Segments } from '@/panels/Segments';
import type { Member } from '@/protocol/classroom';
import { compareAddress } from '@/runs/addresses';
import { MemberRow } from './MemberRow';
import { currentRun, type Order, ordered } from './telling';
import type { Traces } from './traces';

const ORDERS = [
  ['name', 'Name'],
  ['state', 'State'],
  ['loss', 'Loss'],
  ['score', 'Score'],
] as const satisfies readonly (readonly [Order, string])[];

interface MemberTableProps {
  group: string;
  members: readonly Member[];
  traces: Traces;
  onRemove: (member: Member) => void;
  onResume: (member: Member) => Promise<string>;
}

/** All students of a class, each with what they are at. */
export function MemberTable({ group, members, traces, onRemove, onResume }: MemberTableProps) {
  const [order, setOrder] = useState<Order>('name');
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const compared = members.flatMap((member) => {
    const run = chosen.has(member.account) ? currentRun(member) : null;
    return run ? [{ run: run.id, name: member.nickname }] : [];
  });
  const address = compareAddress(
    compared.map(({ run }) => run),
    compared.map(({ name }) => name),
    group,
  );
  return (
    <>
      <div className="members-head">
        <span className="small quiet" aria-hidden>
          Order
        </span>
        <Segments label="Order of the students" value={order} options={ORDERS} onChange={setOrder} />
        {compared.length > 1 ? (
          <a className="button" href={address}>
            <GitCompareArrows size={15} aria-hidden /> Compare {compared.length} runs
          </a>
        ) : (
          <span className="small quiet">Tick two or more students to compare their runs.</span>
        )}
      </div>
      <table className="members">
        <thead>
          <tr>
            <th scope="col">Student</th>
            <th scope="col">Works on</th>
            <th scope="col">State</th>
            <th scope="col" className="figures">
              Epoch
            </th>
            <th scope="col" className="figures">
              Loss
            </th>
            <th scope="col" className="figures">
              Score
            </th>
            <th scope="col" className="figures">
              All
            </th>
            <th scope="col">
              <span className="hidden-visually">Compare</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {ordered(members, order).map((member) => (
            <MemberRow
              key={member.account}
              member={member}
              group={group}
              trace={traces.get(member.account)}
              open={opened.has(member.account)}
              onOpen={(open) => setOpened((now) => withOrWithout(now, member.account, open))}
              compared={chosen.has(member.account)}
              onCompare={(on) => setChosen((now) => withOrWithout(now, member.account, on))}
              onRemove={() => onRemove(member)}
              onResume={() => onResume(member)}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}

function withOrWithout(set: ReadonlySet<string>, one: string, inside: boolean): ReadonlySet<string> {
  const after = new Set(set);
  if (inside) after.add(one);
  else after.delete(one);
  return after;
}
