import { expect } from 'vitest';
import { createAutosave } from '@/projects/autosave';
import type { Autosave } from '@/projects/saving';
import type { Document } from '@/protocol/projects';
import { createProjectsRest } from '@/transport/projects';
import { edited, projectOf } from './documents';

export const base = edited();
export const wider = edited({ type: 'set_units', node: 'h1', units: 6 });
export const widest = edited({ type: 'set_units', node: 'h1', units: 8 });
export const faster = edited({ type: 'set_knob', knob: 'learning_rate', value: 0.3 });

/** A server with one project, behind a `fetch` that can fail in every way. */
export function server() {
  const state = { version: 1, document: base };
  const asked: string[] = [];
  let failing: 'away' | 'answer_lost' | number | null = null;
  const problem = (status: number, code: string) =>
    new Response(JSON.stringify({ code, detail: code, hint: '', where: '' }), { status });
  const rest = createProjectsRest('/api/v1', async (url, { method = 'GET', body }) => {
    asked.push(method);
    if (failing === 'away') throw new TypeError('Failed to fetch');
    if (typeof failing === 'number') return problem(failing, failing === 401 ? 'sign_in' : `http_${failing}`);
    if (method === 'PUT') {
      const sent: { version: number; document: Document } = JSON.parse(String(body));
      if (sent.version !== state.version) return problem(409, 'changed_meanwhile');
      state.version += 1;
      state.document = sent.document;
      if (failing === 'answer_lost') throw new TypeError('Failed to fetch');
    }
    expect(url).toBe('/api/v1/projects/p1');
    return Response.json(projectOf(state.document, state.version));
  });
  return {
    ...{ rest, state, asked },
    fail: (how: typeof failing) => {
      failing = how;
    },
    /** Somebody else saves. */
    meanwhile(document: Document) {
      state.version += 1;
      state.document = document;
    },
    saves: () => asked.filter((method) => method === 'PUT').length,
  };
}

export function page(rest: ReturnType<typeof server>['rest'], may_write = true, project = projectOf(base)) {
  const screen = { document: project.document };
  const kept: (Document | null)[] = [];
  const shown: string[] = [];
  const can = { show: true, take: true };
  const autosave: Autosave = createAutosave({
    rest,
    project: { ...project, may_write },
    read: () => screen.document,
    show(document, how) {
      if (!can.show) return false;
      screen.document = document;
      shown.push(how);
      return true;
    },
    mayTake: () => can.take,
    keep(unsaved) {
      kept.push(unsaved?.document ?? null);
      return true;
    },
    random: () => 0.5,
  });
  return {
    ...{ autosave, screen, kept, shown, can },
    edit(document: Document) {
      screen.document = document;
      autosave.edited();
    },
    phase: () => autosave.store.getState().phase,
  };
}
