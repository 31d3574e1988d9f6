import { create } from 'zustand';

/** Which dialogue about runs and links is on the page. */
interface AskedState {
  asked: 'history' | 'all_runs' | 'share' | null;
}

export const useAsked = create<AskedState>()(() => ({ asked: null }));

export const ask = (asked: AskedState['asked']): void => useAsked.setState({ asked });
