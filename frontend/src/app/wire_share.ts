import { runTitle } from '@/classroom/telling';
import { type Whose, whoseIs } from '@/classroom/whose';
import { DEFAULT_SPEC } from '@/editor/defaults';
import { textOf, undrawn } from '@/editor/link_graph';
import type { SetUp } from '@/editor/setup_file';
import { createSession, type Session } from '@/live/session';
import { setUpOf } from '@/projects/documents';
import type { Shared } from '@/protocol/classroom';
import type { Me } from '@/protocol/people';
import { asProblem, ProblemError } from '@/protocol/problem';
import { classAddress, workAddress } from '@/runs/addresses';
import { copied } from '@/sharing/copying';
import { permitsOf, permitsToWatch, purposeOf } from '@/sharing/permitted';
import { type Asked, sharedSocketUrl } from '@/sharing/secret';
import { type Shown, useShown } from '@/sharing/shown';
import { createCatalogStore } from '@/state/catalog';
import type { Controller } from '@/state/control';
import { createController } from '@/state/controller';
import { createFollower } from '@/state/follower';
import type { Glass } from '@/state/glass';
import { guarded } from '@/state/guarded';
import { createOutline } from '@/state/outline';
import { permit } from '@/state/permits';
import { holdPlace } from '@/state/place';
import { createProject } from '@/state/project';
import type { Fetch } from '@/transport/asking';
import { createHistoryRest, type NotedRun } from '@/transport/history';
import { createRest } from '@/transport/rest';
import { createSharesRest, fetchShared } from '@/transport/shares';
import { createSocket, socketUrl } from '@/transport/socket';
import { savedAs } from './saving';

const BASE = '/api/v1';
const NOTHING = {
  code: 'nothing',
  detail: 'This address leads nowhere.',
  hint: 'A link to something shared has a long word after its #: copy it whole.',
};
/** A visitor's run is nobody's to find again. */
const FORGETFUL = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };

/** Looks up what an address shares and wires the playground for it; null, with the reason kept, where there is nothing. */
export async function wireShared({ secret, run, group }: Asked, me: Me): Promise<Glass | null> {
  holdPlace();
  const fetch: Fetch = secret === null ? (url, init) => globalThis.fetch(url, init) : fetchShared(secret);
  try {
    if (secret === null && run === null) throw new ProblemError(NOTHING);
    const shared = secret === null ? null : await createSharesRest(BASE, fetch).shared();
    const id = shared ? (shared.run?.id ?? null) : run;
    const record = id === null ? null : await createHistoryRest(BASE, fetch).noted(id);
    const mayPlay = me.mode === 'laptop' || me.account !== null;
    const owner = shared?.owner ?? '';
    const whose = !shared && record && group !== null ? await whoseIs(record.user, group) : null;
    permit(shared ? permitsOf(shared, { mayPlay }) : permitsToWatch(whose?.nickname ?? 'the student who trains it'));
    useShown.setState({ shown: shownOf({ shared, record, mayPlay, me, owner, whose }, fetch), missing: null });
    return await wired({ shared, record, mayPlay, secret }, fetch);
  } catch (thrown) {
    useShown.setState({ missing: asProblem(thrown) });
    return null;
  }
}

interface Found {
  shared: Shared | null;
  record: NotedRun | null;
  /** Whether whoever looks may have runs of their own. */
  mayPlay: boolean;
}

async function wired({ shared, record, mayPlay, secret }: Found & { secret: string | null }, fetch: Fetch) {
  const rest = createRest(BASE, fetch);
  const catalog = createCatalogStore(rest);
  await catalog.load();
  const session = createSession({ rest, socket: createSocket(sharedSocketUrl(socketUrl(window.location), secret)) });
  const setUp = setUpIn({ shared, record }, catalog);
  const project = createProject(DEFAULT_SPEC);
  const outline = createOutline({ rest, project });
  project.getState().load(setUp.spec, setUp.drawing);
  const controller = controllerFor({ session, project, outline, mayPlay, record, setUp });
  return { session, catalog, project, controller, outline } satisfies Glass;
}

interface Parts extends Pick<Glass, 'project' | 'outline'> {
  session: Session;
  mayPlay: boolean;
  record: NotedRun | null;
  setUp: SetUp;
}

function controllerFor({ session, project, outline, mayPlay, record, setUp }: Parts): Controller {
  if (record || !mayPlay) {
    const follower = createFollower({ session, project });
    if (record) follower.adopt(record, setUp.spec);
    else follower.show(setUp.spec);
    return guarded(follower);
  }
  const { missing } = outline;
  const controller = createController({ session, project, keep: FORGETFUL, linkOf: textOf, missing });
  void controller.begin();
  return guarded(controller);
}

/** What is shown: the set-up of the run, drawn as in its project where that is shared too; or the project. */
function setUpIn({ shared, record }: Pick<Found, 'shared' | 'record'>, { store }: Glass['catalog']): SetUp {
  const state = store.getState();
  const known = state.phase === 'ready' ? state.catalog : null;
  const readable = (read: SetUp | string): SetUp => {
    if (typeof read === 'string') throw new ProblemError({ ...NOTHING, detail: 'This cannot be shown.', hint: read });
    return read;
  };
  const drawn = shared?.project ? readable(setUpOf(shared.project.document, known)) : null;
  if (!record) return drawn ?? undrawn(DEFAULT_SPEC);
  const spec = JSON.parse(JSON.stringify(record.spec));
  return readable(setUpOf({ spec, drawing: shared?.project?.document.drawing ?? null }, known));
}

interface Told extends Found {
  me: Me;
  owner: string;
  whose: Whose | null;
}

function shownOf({ shared, record, mayPlay, me, owner, whose }: Told, fetch: Fetch): Shown {
  const share = shared?.share ?? null;
  const name = shared?.title || (record ? runTitle(record) : 'Untitled');
  const within = whose?.projects.find(({ id }) => id === record?.project)?.title ?? name;
  const title = whose ? `${whose.nickname}: ${within}` : name;
  const weights = share === null || share.weights;
  const source = { title, project: shared?.project?.id ?? null, run: record, weights };
  const mine = share === null && record !== null && me.account !== null && record.user === me.account.id;
  const copies = share === null || share.mode === 'fork';
  const onward = mine
    ? { label: 'Work on it', go: async () => workAddress(record) }
    : { label: 'Make a copy', go: () => copied(source, fetch) };
  return {
    title,
    owner,
    purpose: share ? purposeOf(share) : whose && within !== name ? name : 'a live run',
    ...watchedOf(record, whose),
    onward: copies && mayPlay ? onward : null,
    strange: copies && !mayPlay ? 'To keep a copy, join your class or sign in, and open the link again.' : '',
    download:
      record && share?.weights
        ? () => savedAs(`${BASE}/runs/${encodeURIComponent(record.id)}/checkpoint`, `${title}.safetensors`, fetch)
        : null,
  };
}

/** The way back to the class, and what is needed to go on with the next run of the student. */
function watchedOf(record: NotedRun | null, whose: Whose | null): Pick<Shown, 'back' | 'watched'> {
  if (!record || !whose) return { back: null, watched: null };
  const { nickname, group } = whose;
  const { id, created_at, project, user } = record;
  return {
    back: { address: classAddress(group.id), title: group.title },
    watched: { run: { id, created_at }, project, user, nickname, group: group.id },
  };
}
