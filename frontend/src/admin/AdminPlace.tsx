import '@/styles/classroom.css';
import '@/styles/classroom_more.css';
import '@/styles/runs.css';
import '@/styles/admin.css';
import { count } from '@/classroom/telling';
import { Stale, Waiting } from '@/panels/Waiting';
import { usePolled } from '@/state/polling';
import { useHosted } from '@/state/who';
import { createHostRest } from '@/transport/host';
import { Queue, Users, Workers } from './LoadTables';
import { Teachers } from './Teachers';
import { diskRows, runsTelling, uptimeText } from './telling';

const rest = createHostRest();
const EVERY_MS = 2000;
const loadNow = (signal: AbortSignal) => rest.load(signal);

/** The host for whoever runs it: how busy it is, who uses it, who waits, who may teach. */
export default function AdminPlace() {
  const { value, problem, again } = usePolled(loadNow, EVERY_MS);
  const hosted = useHosted();
  return (
    <main className="place">
      <header className="place-head">
        <h1>Server</h1>
      </header>
      {value === null ? (
        <Waiting what="Asking how it is" {...{ problem, again }} />
      ) : (
        <>
          <Stale {...{ problem, again }} />
          <dl className="admin-facts number">
            <Fact name="Version" text={value.version} />
            <Fact name="Up" text={uptimeText(value.uptime_s)} />
            <Fact name="Open pages" text={`${value.sockets}`} />
            <Fact name="Runs" text={runsTelling(value.runs)} />
            <Fact name="Waiting" text={count(value.queue.length, 'run')} />
            <Fact name="Database" text={value.database} />
            {diskRows(value.disk).map(([name, text]) => (
              <Fact key={name} name={`Disk, ${name}`} text={text} />
            ))}
          </dl>
          <Workers workers={value.workers} />
          <Users users={value.users} />
          <Queue queue={value.queue} users={value.users} />
        </>
      )}
      {hosted && <Teachers />}
    </main>
  );
}

function Fact({ name, text }: { name: string; text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  );
}
