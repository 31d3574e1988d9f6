import { Hourglass } from 'lucide-react';
import { Button } from 'react-aria-components';
import { Banner } from '@/panels/Banner';
import { useGlass, useRun } from '@/state/glass';

/** That the server has paused the run, why, and that nothing is lost. */
export function PausedBanner() {
  const { controller } = useGlass();
  const status = useRun((state) => state.status);
  const reason = useRun((state) => state.stop_reason);
  if (status !== 'paused' || (reason?.rule !== 'idle' && reason?.rule !== 'spent')) return null;
  const actions = reason.rule === 'idle' && (
    <Button className="button" onPress={() => controller.play()}>
      Go on
    </Button>
  );
  return (
    <Banner tone="calm" icon={<Hourglass size={16} aria-hidden />} actions={actions}>
      <b>{reason.detail}</b> {reason.hint}
    </Banner>
  );
}
