import { Suspense, useEffect } from 'react';
import { Frame } from '@/people/Frame';
import { type Place, usePlace } from '@/state/place';
import { useTheme } from '@/state/theme';
import { useWho } from '@/state/who';
import {
  AccountPlace,
  AdminPlace,
  ClassesPlace,
  ClassPlace,
  ComparePlace,
  JoinPlace,
  NowherePlace,
  Playground,
  ProjectsPlace,
  type Screen,
  SharePlace,
  SignInPlace,
  screenOf,
} from './places';
import { Safely } from './Safely';

/** Draws what the address leads to, once it is known who asks. */
export function Root() {
  const theme = useTheme();
  const { phase, me } = useWho();
  const place = usePlace((state) => state.place);
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  if (phase === 'asking') return null;
  const screen = screenOf(place, me, window.location.hash.includes('='));
  return (
    <Safely key={keyOf(place)} told="This page could not be shown.">
      <Suspense fallback={null}>
        <Drawn screen={screen} />
      </Suspense>
    </Safely>
  );
}

/** What is on the playground becomes a project without being drawn anew. */
const keyOf = (place: Place): string =>
  place.at === 'home' || place.at === 'project' ? 'playground' : JSON.stringify(place);

function Drawn({ screen }: { screen: Screen }) {
  if (screen.at === 'playground') return <Playground />;
  if (screen.at === 'share') return <SharePlace />;
  return (
    <Frame>
      <Within screen={screen} />
    </Frame>
  );
}

/** A place below the bar that all of them share. */
function Within({ screen }: { screen: Exclude<Screen, { at: 'playground' | 'share' }> }) {
  switch (screen.at) {
    case 'projects':
      return <ProjectsPlace />;
    case 'sign_in':
      return <SignInPlace />;
    case 'join':
      return <JoinPlace code={screen.code} />;
    case 'account':
      return <AccountPlace />;
    case 'classes':
      return <ClassesPlace />;
    case 'class':
      return <ClassPlace id={screen.id} />;
    case 'admin':
      return <AdminPlace />;
    case 'compare':
      return <ComparePlace ids={screen.ids} />;
    default:
      return <NowherePlace />;
  }
}
