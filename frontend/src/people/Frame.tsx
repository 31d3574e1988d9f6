import { Waypoints } from 'lucide-react';
import type { ReactNode } from 'react';
import { ThemeButton } from '@/panels/ThemeButton';
import { usePlace } from '@/state/place';
import { useMe } from '@/state/who';
import { AccountMenu } from './AccountMenu';
import { waysOf } from './ways';

/** The bar that all places share but the playground, and the place below it. */
export function Frame({ children }: { children: ReactNode }) {
  const me = useMe();
  const at = usePlace(({ place }) => place.at);
  const ways = waysOf(me);
  return (
    <div className="frame">
      <header className="frame-bar">
        <a className="frame-brand" href="/">
          <Waypoints size={20} aria-hidden />
          <span>Glassnet</span>
        </a>
        {ways.length > 0 && (
          <nav className="frame-ways" aria-label="Places">
            {ways.map(({ address, title, leads }) => (
              <a key={address} href={address} aria-current={leads.includes(at) ? 'page' : undefined}>
                {title}
              </a>
            ))}
          </nav>
        )}
        <div className="page-tools">
          <ThemeButton />
          <AccountMenu />
        </div>
      </header>
      {children}
    </div>
  );
}
