import '@/styles/sharing.css';
import { useEffect, useRef, useState } from 'react';
import { Waiting } from '@/panels/Waiting';
import { Frame } from '@/people/Frame';
import NowherePlace from '@/people/NowherePlace';
import { askedOf } from '@/sharing/secret';
import { useShown } from '@/sharing/shown';
import { type Glass, GlassContext } from '@/state/glass';
import { useMe } from '@/state/who';
import { App } from './App';
import { wireShared } from './wire_share';

/** The page of a link: the playground, with as much of it as was shared. */
export default function SharePlace() {
  const me = useMe();
  const [glass, setGlass] = useState<Glass | null>(null);
  const missing = useShown((state) => state.missing);
  const wiring = useRef(false);
  useEffect(() => {
    // Another link in the address of the same page is another page.
    const reload = (): void => window.location.reload();
    window.addEventListener('hashchange', reload);
    if (!wiring.current) {
      wiring.current = true;
      void wireShared(askedOf(window.location), me).then(setGlass);
    }
    return () => window.removeEventListener('hashchange', reload);
  }, [me]);
  if (missing)
    return (
      <Frame>
        <NowherePlace title={missing.detail} tells={missing.hint} />
      </Frame>
    );
  if (!glass)
    return (
      <main className="place">
        <Waiting what="Following the link" problem={null} />
      </main>
    );
  return (
    <GlassContext value={glass}>
      <App />
    </GlassContext>
  );
}
