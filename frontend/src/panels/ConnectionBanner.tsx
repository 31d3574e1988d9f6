import { CircleAlert, WifiOff } from 'lucide-react';
import { Button } from 'react-aria-components';
import { KeptMeanwhile } from '@/projects/SavingBanner';
import { useGlass, useRun } from '@/state/glass';
import { usePlace } from '@/state/place';
import { Banner } from './Banner';

const wifi = <WifiOff size={16} aria-hidden />;
const alert = <CircleAlert size={16} aria-hidden />;

/** Whether the page hears of its runs. */
export function ConnectionBanner() {
  const { session } = useGlass();
  const connection = useRun((state) => state.connection);
  if (connection === 'outdated') {
    return (
      <Banner
        tone="fault"
        icon={alert}
        actions={
          <Button className="button" onPress={() => window.location.reload()}>
            Reload
          </Button>
        }
      >
        <b>Glassnet was updated.</b> Reload for the new version; your set-up is in the address and stays.
      </Banner>
    );
  }
  if (connection === 'signed_out') return <SignedOutBanner />;
  if (connection === 'reconnecting' || connection === 'offline') {
    return (
      <Banner tone="calm" icon={wifi}>
        <b>{connection === 'offline' ? 'Offline.' : 'Reconnecting.'}</b> {session.socket.reason()} What you see may be
        out of date; the run goes on at the server and is found again.
        <KeptMeanwhile />
      </Banner>
    );
  }
  return null;
}

/** Also of whoever was removed, and of a link that was closed: the server says no more than that it lets nobody in. */
function SignedOutBanner() {
  const shared = usePlace(({ place }) => place.at === 'share');
  return (
    <Banner
      tone="fault"
      icon={alert}
      actions={
        <Button className="button" onPress={() => window.location.reload()}>
          {shared ? 'Try again' : 'Sign in'}
        </Button>
      }
    >
      <b>{shared ? 'This is no longer shared.' : 'You are signed out.'}</b> What you see stood still at that moment.
    </Banner>
  );
}
