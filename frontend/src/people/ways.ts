import type { Me } from '@/protocol/people';
import type { Place } from '@/state/place';

/** A way to another place. */
export interface Way {
  address: string;
  title: string;
  /** The places that count as being there. */
  leads: readonly Place['at'][];
}

/** Where somebody can go: only to what is there for them. */
export function waysOf({ mode, account }: Pick<Me, 'mode' | 'account'>): Way[] {
  if (mode === 'laptop')
    return [
      { address: '/', title: 'Playground', leads: [] },
      { address: '/projects', title: 'Projects', leads: ['projects'] },
    ];
  if (!account) return [];
  const ways: Way[] = [{ address: '/', title: 'Projects', leads: ['home', 'projects'] }];
  if (account.role !== 'student') ways.push({ address: '/class', title: 'Classes', leads: ['classes', 'class'] });
  if (account.role === 'admin') ways.push({ address: '/admin', title: 'Server', leads: ['admin'] });
  return ways;
}

/** The letters that stand for somebody. */
export const initialsOf = (name: string): string =>
  name
    .split(/[\s._-]+/)
    .filter((part) => part !== '')
    .slice(0, 2)
    .map((part) => [...part][0]?.toLocaleUpperCase() ?? '')
    .join('');
