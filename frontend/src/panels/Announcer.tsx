import { Volume2, VolumeX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useGlass } from '@/state/glass';
import { show, useScreen } from '@/state/screen';
import { IconButton } from './IconButton';

const EVERY_MS = 5000;

/** Says epoch and loss every few seconds, when it was asked to. */
export function Announcer() {
  const { session } = useGlass();
  const speak = useScreen((state) => state.speak);
  const [text, setText] = useState('');
  useEffect(() => {
    if (!speak) {
      setText('');
      return;
    }
    const tell = (): void => {
      const { run, status } = session.run.store.getState();
      const loss = session.series(run ?? '').last('train_loss');
      const part = loss === null ? '' : `, training loss ${loss.toFixed(3)}`;
      setText(`${status}, epoch ${Math.floor(session.run.hot.epoch)}${part}`);
    };
    tell();
    const timer = setInterval(tell, EVERY_MS);
    return () => clearInterval(timer);
  }, [session, speak]);
  return (
    <div role="status" aria-live="polite" aria-label="Progress" className="hidden-visually">
      {text}
    </div>
  );
}

/** Switches the announcements on and off. */
export function AnnounceButton() {
  const speak = useScreen((state) => state.speak);
  return (
    <IconButton
      label={speak ? 'Stop announcing' : 'Announce progress'}
      hint="For screen readers: says epoch and loss every few seconds."
      onPress={() => show({ speak: !speak })}
    >
      {speak ? <Volume2 size={17} aria-hidden /> : <VolumeX size={17} aria-hidden />}
    </IconButton>
  );
}
