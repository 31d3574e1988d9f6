import { readSetUp } from '@/editor/setup_file';
import type { RunRecord } from '@/protocol/names';
import type { Glass } from '@/state/glass';

/** The set-up of a run as the page writes it; the server's own where the page cannot read it. */
function setUpOf(record: RunRecord, { catalog }: Pick<Glass, 'catalog'>): RunRecord['spec'] {
  const state = catalog.store.getState();
  const read = readSetUp(JSON.stringify({ spec: record.spec }), state.phase === 'ready' ? state.catalog : null);
  return typeof read === 'string' ? record.spec : read.spec;
}

/** Goes on with a run on the playground: its set-up takes the place of the one that is there, which undo brings back. */
export async function openRun(
  glass: Pick<Glass, 'catalog' | 'controller' | 'project'> & {
    session: { rest: Pick<Glass['session']['rest'], 'run'> };
  },
  id: string,
): Promise<void> {
  const record = await glass.session.rest.run(id);
  const spec = setUpOf(record, glass);
  const { spec: before, open, commit } = glass.project.getState();
  glass.controller.adopt(record, spec);
  // Where the network stays the same, so does its drawing.
  if (JSON.stringify(before.network) === JSON.stringify(spec.network)) commit(spec);
  else open(spec);
}
