import { useEffect, useRef } from 'react';
import { bindText } from '@/live/counter';
import { useGlass, useRun } from '@/state/glass';
import { grouped, padded } from './grouped';

/** Epoch, speed and device; the numbers follow the screen, past React. */
export function Counters() {
  const { session } = useGlass();
  const device = useRun((state) => state.device);
  const epoch = useRef<HTMLElement>(null);
  const rate = useRef<HTMLElement>(null);
  useEffect(() => {
    const { hot, store } = session.run;
    const ends: (() => void)[] = [];
    if (epoch.current) ends.push(bindText(session.ticker, epoch.current, () => padded(hot.epoch)));
    if (rate.current) {
      const text = () => (store.getState().status === 'running' ? grouped(hot.updates_per_s) : '–');
      ends.push(bindText(session.ticker, rate.current, text));
    }
    return () => {
      for (const end of ends) end();
    };
  }, [session]);
  return (
    <dl className="counters number">
      <div>
        <dt>Epoch</dt>
        <dd ref={epoch}>000,000</dd>
      </div>
      <div>
        <dt>Updates/s</dt>
        <dd ref={rate} className="counter-rate">
          –
        </dd>
      </div>
      <div className="counter-device">
        <dt>Device</dt>
        <dd>{device ? device.toUpperCase() : '–'}</dd>
      </div>
    </dl>
  );
}
