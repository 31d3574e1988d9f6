import { lazy } from 'react';
import type { Me } from '@/protocol/people';
import type { Place } from '@/state/place';

/** What the page draws: a place, or what stands before it. */
export type Screen = Exclude<Place, { at: 'home' }> | { at: 'playground'; project: string | null } | { at: 'sign_in' };

/** Places that strangers may enter. */
const OPEN: ReadonlySet<Place['at']> = new Set(['join', 'share', 'nowhere']);
/** Places that a laptop has none of: nobody signs in there, and there are no classes. */
const OF_CLASSES: ReadonlySet<Place['at']> = new Set(['join', 'classes', 'class', 'account']);

/** What is drawn for a place and whoever asks. `holdsSetUp`: the address has a set-up after its `#`. */
export function screenOf(place: Place, { mode, account }: Pick<Me, 'mode' | 'account'>, holdsSetUp = false): Screen {
  const hosted = mode === 'hosted';
  if (hosted && account === null && !OPEN.has(place.at)) return { at: 'sign_in' };
  if (!hosted && OF_CLASSES.has(place.at)) return { at: 'nowhere' };
  if (place.at === 'project') return { at: 'playground', project: place.id };
  if (place.at === 'home') return hosted && !holdsSetUp ? { at: 'projects' } : { at: 'playground', project: null };
  return place;
}

/** Each is loaded when it is needed: the playground waits for none of the others. */
export const Playground = lazy(() => import('./Playground'));
export const ProjectsPlace = lazy(() => import('@/projects/ProjectsPlace'));
export const SignInPlace = lazy(() => import('@/people/SignInPlace'));
export const JoinPlace = lazy(() => import('@/people/JoinPlace'));
export const AccountPlace = lazy(() => import('@/people/AccountPlace'));
export const NowherePlace = lazy(() => import('@/people/NowherePlace'));
export const ClassesPlace = lazy(() => import('@/classroom/ClassesPlace'));
export const ClassPlace = lazy(() => import('@/classroom/ClassPlace'));
export const ComparePlace = lazy(() => import('@/runs/ComparePlace'));
export const SharePlace = lazy(() => import('./SharePlace'));
export const AdminPlace = lazy(() => import('@/admin/AdminPlace'));
