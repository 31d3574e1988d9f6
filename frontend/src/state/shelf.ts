import type { Session } from '@/live/session';
import type { Command, RunRecord, RunSpec } from '@/protocol/names';
import { asProblem } from '@/protocol/problem';
import { difference } from './difference';

/** Trained runs that an edit superseded, so that undoing the edit brings the training back. */
export interface Shelf {
  /** Pauses a run and keeps it; the oldest is ended where there is no room for it any more. */
  put(id: string, spec: RunSpec): void;
  /** Notes a run without a word to it. */
  note(id: string, spec: RunSpec): void;
  /** Takes out the newest run of this set-up, live values aside, if it is still there. */
  take(spec: RunSpec): Promise<RunRecord | null>;
}

interface Parts {
  rest: Pick<Session['rest'], 'run'>;
  socket: Pick<Session['socket'], 'tell'>;
}

const MOST = 8;

export function createShelf({ rest, socket }: Parts): Shelf {
  const runs = new Map<string, RunSpec>();
  const tell = (id: string, command: Command): void => void socket.tell(id, command).catch(() => undefined);

  function note(id: string, spec: RunSpec): void {
    runs.set(id, spec);
    const [oldest] = runs.keys();
    if (runs.size <= MOST || oldest === undefined) return;
    runs.delete(oldest);
    tell(oldest, { type: 'stop' });
  }

  return {
    note,
    put(id, spec) {
      tell(id, { type: 'pause' });
      note(id, spec);
    },
    async take(spec) {
      const [id] = [...runs].findLast(([, kept]) => difference(kept, spec).kind !== 'rebuild') ?? [];
      if (id === undefined) return null;
      const record = await rest.run(id).catch((thrown: unknown) => {
        // Without an answer it stays, to be asked for again.
        if (asProblem(thrown).code === 'unreachable') throw thrown;
        return null;
      });
      runs.delete(id);
      return record?.status === 'failed' ? null : record;
    },
  };
}
