import { createStore } from 'zustand/vanilla';
import { asProblem, type ProblemError } from '@/protocol/problem';
import type { Document, Project } from '@/protocol/projects';
import type { ProjectsRest } from '@/transport/projects';
import { merge, sameDocument } from './merge';
import type { Autosave, Phase, Saving } from './saving';

interface Parts {
  rest: Pick<ProjectsRest, 'save' | 'project'>;
  project: Pick<Project, 'id' | 'version' | 'document' | 'may_write'>;
  /** What is on the page. */
  read: () => Document;
  /**
   * Puts a document on the page; false where that cannot show it.
   * One that is `merged` counts as if it had always been there below one's own edits.
   */
  show: (document: Document, how: 'merged' | 'theirs') => boolean;
  /** Keeps what is not acknowledged in the browser, or forgets it; false where that cannot be. */
  keep: (unsaved: { version: number; base: Document; document: Document } | null) => boolean;
  /** Whether what others saved may come onto the page by itself, where nothing was edited. */
  mayTake?: () => boolean;
  /** Told when the server has acknowledged a version. */
  onSaved?: (version: number) => void;
  /** Spreads those that try again. */
  random?: () => number;
}

const SETTLE_MS = 800;
const LONGEST_MS = 5000;
const KEEP_MS = 250;
const AGAIN_MS = [1000, 2000, 4000, 8000, 15_000, 30_000];

/** Whether a refusal is no verdict on the document: there was no answer, or the server is busy, draining or full for a while. */
const isPassing = ({ code, status }: ProblemError): boolean =>
  code === 'unreachable' || status === 429 || status >= 500;

/** Saves by itself what is edited, and never over what somebody else saved. */
export function createAutosave(parts: Parts): Autosave {
  const { rest, project, read, show, keep, mayTake = () => true, onSaved, random = Math.random } = parts;
  const { id, may_write } = project;
  const still: Saving = { phase: 'saved', problem: null, theirs: null, kept: true, taken: false };
  const store = createStore<Saving>(() => ({ ...still, phase: may_write ? 'saved' : 'readonly' }));
  let base = project.document;
  let version = project.version;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let keeping: ReturnType<typeof setTimeout> | undefined;
  /** Since when something waits to be saved. */
  let since_ms = 0;
  let failed = 0;
  let saving: Promise<void> | null = null;
  let closed = false;
  let keepsNext = false;
  const phase = (): Phase => store.getState().phase;
  const put = (values: Partial<Saving>): void => store.setState({ problem: null, taken: false, ...values });

  function keepNow(): void {
    clearTimeout(keeping);
    keeping = undefined;
    const document = read();
    const done = sameDocument(document, base);
    const kept = keep(done ? null : { version, base, document });
    if (kept !== store.getState().kept) store.setState({ kept });
  }

  function acknowledge(saved: Document, at: number): void {
    base = saved;
    version = at;
    failed = 0;
    onSaved?.(at);
    if (sameDocument(read(), base)) put({ phase: 'saved', theirs: null });
    else {
      put({ phase: 'unsaved', theirs: null });
      wait(SETTLE_MS);
    }
    keepNow();
  }

  function take(theirs: Project, taken: boolean): void {
    const { document, version: newer } = theirs;
    // What cannot be shown here is not written over either.
    if (!show(document, 'theirs')) {
      if (taken) put({ phase: 'behind', theirs });
      return;
    }
    acknowledge(document, newer);
    if (phase() === 'saved') put({ taken });
  }

  function wait(pause_ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void save(), pause_ms);
  }

  const isWaiting = (): boolean => ['unsaved', 'offline', 'refused', 'signed_out'].includes(phase());

  function save(): Promise<void> {
    clearTimeout(timer);
    if (!saving && isWaiting() && !closed)
      saving = attempt().finally(() => {
        saving = null;
      });
    return saving ?? Promise.resolve();
  }

  async function attempt(): Promise<void> {
    const sent = read();
    if (sameDocument(sent, base)) return acknowledge(base, version);
    // While it is offline it stays so on the page until the server has answered.
    if (phase() === 'unsaved') put({ phase: 'saving' });
    try {
      const { version: saved } = await rest.save(id, version, sent, keepsNext);
      keepsNext = false;
      acknowledge(sent, saved);
    } catch (thrown) {
      await failedWith(asProblem(thrown), sent);
    }
  }

  async function failedWith(problem: ProblemError, sent: Document): Promise<void> {
    const { code, status } = problem;
    if (code === 'changed_meanwhile') return collided(sent);
    if (status === 401) put({ phase: 'signed_out', problem });
    else if (status === 404) put({ phase: 'gone', problem });
    else if (isPassing(problem)) {
      put({ phase: 'offline', problem });
      wait((AGAIN_MS[Math.min(failed, AGAIN_MS.length - 1)] ?? 0) * (0.75 + random() / 2));
      failed += 1;
    } else put({ phase: 'refused', problem });
    keepNow();
  }

  async function collided(sent: Document): Promise<void> {
    let theirs: Project;
    try {
      theirs = await rest.project(id);
    } catch (thrown) {
      return failedWith(asProblem(thrown), sent);
    }
    // The answer to what was saved here got lost, or they did the same.
    if (sameDocument(theirs.document, sent)) acknowledge(sent, theirs.version);
    else if (sameDocument(theirs.document, base)) {
      acknowledge(base, theirs.version);
      wait(0);
    } else {
      put({ phase: 'conflict', theirs });
      keepNow();
    }
  }

  function edited(): void {
    if (!may_write || closed) return;
    keeping ??= setTimeout(keepNow, KEEP_MS);
    const now = phase();
    if (now === 'offline' || now === 'conflict' || now === 'gone' || now === 'signed_out' || saving) return;
    if (now === 'saved' || now === 'behind' || now === 'refused') {
      if (sameDocument(read(), base)) return;
      since_ms = Date.now();
      put({ phase: 'unsaved' });
    }
    wait(Math.max(0, Math.min(SETTLE_MS, since_ms + LONGEST_MS - Date.now())));
  }

  return {
    store,
    acknowledged: () => ({ version, document: base }),
    edited,
    keepNext() {
      keepsNext = true;
    },
    retry() {
      if (isWaiting()) void save();
    },
    async flush() {
      if (keeping !== undefined) keepNow();
      await save();
      if (phase() === 'unsaved') await save();
      return phase() === 'saved' || phase() === 'behind' || phase() === 'readonly';
    },
    merge(chosen) {
      const { theirs } = store.getState();
      if (!theirs) return;
      const { document } = merge(base, read(), theirs.document, chosen);
      if (!show(document, 'merged')) return;
      base = theirs.document;
      version = theirs.version;
      put({ phase: 'unsaved', theirs: null });
      keepNow();
      wait(0);
    },
    takeTheirs() {
      const { theirs } = store.getState();
      if (theirs) take(theirs, false);
    },
    seen: () => put({}),
    noticed(other) {
      if (other <= version || phase() !== 'saved') return;
      rest.project(id).then(
        (theirs) => {
          if (phase() !== 'saved' || theirs.version <= version) return;
          if (sameDocument(theirs.document, base)) version = theirs.version;
          else if (mayTake() && sameDocument(read(), base)) take(theirs, true);
          else put({ phase: 'behind', theirs });
        },
        () => undefined,
      );
    },
    close() {
      if (keeping !== undefined) keepNow();
      closed = true;
      clearTimeout(timer);
    },
  };
}
