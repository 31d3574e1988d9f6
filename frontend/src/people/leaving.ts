import { asProblem } from '@/protocol/problem';
import { show } from '@/state/screen';
import { peopleRest } from './rest';

/** What has to be done first, such as saving; it answers whether one may go. */
const before = new Set<() => Promise<boolean>>();

/** Has something done before anybody signs out; the answer ends that. */
export function beforeLeaving(deed: () => Promise<boolean>): () => void {
  before.add(deed);
  return () => before.delete(deed);
}

/** Signs out, and loads the page anew: nothing of whoever was here stays in it. */
export async function signOut(): Promise<void> {
  const ready = await Promise.all([...before].map((deed) => deed()));
  if (ready.includes(false)) {
    show({ message: 'You are still signed in: your last edits are not saved yet. Wait for the connection.' });
    return;
  }
  try {
    await peopleRest.signOut();
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (problem.status !== 401) {
      show({ message: `You are still signed in. ${problem.detail}` });
      return;
    }
  }
  window.location.assign('/');
}
