import type { RunRecord } from '../protocol/names';
import { asProblem } from '../protocol/problem';
import { isImages } from '../protocol/spec';
import { createRunStore, type RunStore } from '../state/run';
import type { Rest } from '../transport/rest';
import type { Socket } from '../transport/socket';
import { createSeries, type Series } from './series';
import { createTensors, type Tensors } from './tensors';
import { createTicker, type Ticker, type TickerOptions } from './ticker';
import { createWatches, type Watches } from './watches';

/** Problems that only say that there was no connection: the page shows that by itself. */
const LOCAL_CODES: ReadonlySet<string> = new Set(['no_answer', 'closed', 'refused', 'too_large']);

/** Everything that lives while a page is open, wired together. */
export interface Session {
  readonly socket: Socket;
  readonly rest: Rest;
  readonly tensors: Tensors;
  readonly ticker: Ticker;
  readonly watches: Watches;
  readonly run: RunStore;
  /** The metrics of a followed run; an empty series for one that is not followed. */
  series(run: string): Series;
  /** Follows a run and makes it the current one; the one before is no longer followed. */
  open(record: RunRecord): void;
  close(): void;
}

/** Wires socket, stores and ticker. Nothing in here knows React. */
export function createSession(parts: { socket: Socket; rest: Rest; ticker?: TickerOptions }): Session {
  const { socket, rest } = parts;
  const tensors = createTensors();
  const run = createRunStore();
  const series = new Map<string, Series>();
  const ticker = createTicker(socket, {
    onError: (thrown) => run.report(asProblem(thrown)),
    ...parts.ticker,
  });
  const watches = createWatches((id, command) =>
    socket.tell(id, command).catch((thrown: unknown) => {
      const problem = asProblem(thrown);
      // Letting go of a view fails harmlessly when its run is gone, and what a lost connection missed is asked again.
      const harmless = command.type !== 'watch' || LOCAL_CODES.has(problem.code) || run.store.getState().run !== id;
      if (!harmless) run.report(problem);
    }),
  );

  const seriesOf = (id: string): Series => {
    const found = series.get(id);
    if (found) return found;
    const made = createSeries((since) => {
      rest.metrics(id, since).then(made.append, made.gapFailed);
    });
    series.set(id, made);
    return made;
  };

  const isCurrent = (id: string): boolean => run.store.getState().run === id;
  const forget = (id: string): void => {
    socket.unfollow(id);
    series.delete(id);
    tensors.drop(id);
  };

  const ends = [
    socket.onFrames((frames) => {
      // Frames of a run that was left may still be on their way.
      for (const frame of frames) if (isCurrent(frame.run)) tensors.put(frame);
    }),
    socket.onEvent((event) => {
      if (event.type === 'metrics') series.get(event.run)?.append(event);
      if (event.type === 'status' && isCurrent(event.run)) tensors.place(event.run, event.placement);
      run.handle(event);
    }),
    socket.connection.subscribe(run.setConnection),
  ];
  run.setConnection(socket.connection.get());
  ticker.start();

  return {
    socket,
    rest,
    tensors,
    ticker,
    watches,
    run,
    series: seriesOf,
    open(record) {
      const before = run.store.getState().run;
      const { id, status, step, epoch, stop_reason, device, spec } = record;
      run.open(id, { images: isImages(spec.data), status, step, epoch, stop_reason, device });
      const rows = seriesOf(id);
      socket.follow(id, rows.rows);
      if (before !== null && before !== id) forget(before);
    },
    close() {
      ticker.stop();
      for (const end of ends) end();
      socket.close();
    },
  };
}
