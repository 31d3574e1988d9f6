import { create } from 'zustand';
import { LAPTOP, type Me } from '@/protocol/people';
import { asProblem, type ProblemError } from '@/protocol/problem';

/** Who asks. */
export interface WhoState {
  phase: 'asking' | 'known' | 'unreachable';
  me: Me;
  problem: ProblemError | null;
}

/** Who sits before the page; a laptop knows one person only, and asks nobody to sign in. */
export const useWho = create<WhoState>()(() => ({ phase: 'asking', me: LAPTOP, problem: null }));

/** Asks the server who that is. */
export async function askWho(rest: { me(): Promise<Me> }): Promise<void> {
  try {
    useWho.setState({ phase: 'known', me: await rest.me(), problem: null });
  } catch (thrown) {
    useWho.setState({ phase: 'unreachable', problem: asProblem(thrown) });
  }
}

export const knownAs = (me: Me): void => useWho.setState({ phase: 'known', me, problem: null });

/** Nobody is signed in any more: the server has said so. */
export function signedOut(): void {
  const { me } = useWho.getState();
  useWho.setState({ me: { ...me, account: null, class: null, limits: null, used: null } });
}

export const useMe = (): Me => useWho((state) => state.me);
/** Whether people sign in here. */
export const useHosted = (): boolean => useWho((state) => state.me.mode === 'hosted');
