import { useSyncExternalStore } from 'react';
import type { Theme } from '@/paint/colour';
import { useScreen } from './screen';

const medias = new Map<string, MediaQueryList>();

function mediaOf(query: string): MediaQueryList {
  const found = medias.get(query) ?? window.matchMedia(query);
  medias.set(query, found);
  return found;
}

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = mediaOf(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => mediaOf(query).matches,
  );
}

/** The theme in use: what was chosen, else what the system wants. */
export function useTheme(): Theme {
  const dark = useMedia('(prefers-color-scheme: dark)');
  const chosen = useScreen((state) => state.theme);
  if (chosen !== 'system') return chosen;
  return dark ? 'dark' : 'light';
}

/** Whether there is room for one column only. */
export const useNarrow = (): boolean => useMedia('(max-width: 759px)');

/** Whether there is room for both curves. */
export const useTall = (): boolean => useMedia('(min-height: 960px), (max-width: 759px)');

export const prefersStillness = (): boolean => window.matchMedia('(prefers-reduced-motion: reduce)').matches;
