import type { ReactNode } from 'react';
import { STATUS } from '@/classroom/telling';
import { Scrolled } from '@/panels/Scrolled';
import type { Load } from '@/protocol/classroom';
import { watchAddress } from '@/runs/addresses';
import { bytesText, secondsText } from '@/runs/cost_telling';
import { Meter } from './Meter';

/** How busy each worker is. */
export function Workers({ workers }: Pick<Load, 'workers'>) {
  return (
    <Table
      title="Workers"
      empty="No worker is up."
      heads={['Worker', 'Device', 'Busy', 'Runs', 'Training', 'Compiling', 'Memory']}
    >
      {workers.map(({ id, device, busy, runs, training, compiling, memory_bytes }) => (
        <tr key={id}>
          <th scope="row">{id}</th>
          <td>{device.toUpperCase()}</td>
          <td>
            <Meter part={busy} label={`Worker ${id} busy`} />
          </td>
          <td className="number">{runs}</td>
          <td className="number">{training}</td>
          <td className="number">{compiling}</td>
          <td className="number">{memory_bytes === null ? '–' : bytesText(memory_bytes)}</td>
        </tr>
      ))}
    </Table>
  );
}

/** Who trains, and how much of the host they get. */
export function Users({ users }: Pick<Load, 'users'>) {
  const most = users.toSorted((a, b) => b.share - a.share || a.name.localeCompare(b.name, 'en'));
  return (
    <Table
      title="People with runs"
      empty="Nobody has a run on a worker."
      heads={['Name', 'Of all training', 'Runs', 'Training', 'Weight', 'Class']}
    >
      {most.map(({ user, name, share, runs, training, weight, class_id }) => (
        <tr key={user}>
          <th scope="row">{name || user}</th>
          <td>
            <Meter part={share} label={`Share of ${name || user}`} />
          </td>
          <td className="number">{runs}</td>
          <td className="number">{training}</td>
          <td className="number">{weight}</td>
          <td>{class_id === null ? '–' : <a href={`/class/${encodeURIComponent(class_id)}`}>open</a>}</td>
        </tr>
      ))}
    </Table>
  );
}

/** Runs that wait for a worker, those that come first first. */
export function Queue({ queue, users }: Pick<Load, 'queue' | 'users'>) {
  const known = new Map(users.map((one) => [one.user, one]));
  return (
    <Table title="Queue" empty="Nobody waits." heads={['Run', 'Whose', 'State', 'Waits for']}>
      {queue.map(({ run, user, status, waiting_s }) => (
        <tr key={run}>
          <th scope="row">
            <a href={watchAddress(run, known.get(user)?.class_id)}>{run}</a>
          </th>
          <td>{known.get(user)?.name ?? user}</td>
          <td>{STATUS[status]}</td>
          <td className="number">{secondsText(Math.max(1, waiting_s))}</td>
        </tr>
      ))}
    </Table>
  );
}

interface TableProps {
  title: string;
  empty: string;
  heads: readonly string[];
  children: ReactNode[];
}

function Table({ title, empty, heads, children }: TableProps) {
  return (
    <section className="admin-part">
      <h2>{title}</h2>
      {children.length === 0 ? (
        <p className="quiet">{empty}</p>
      ) : (
        <Scrolled label={title}>
          <table className="facts">
            <thead>
              <tr>
                {heads.map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>{children}</tbody>
          </table>
        </Scrolled>
      )}
    </section>
  );
}
