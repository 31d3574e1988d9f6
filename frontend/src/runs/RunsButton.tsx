import { History } from 'lucide-react';
import { Button } from 'react-aria-components';
import { usePermits } from '@/state/permits';
import { ask } from './asked';

/** Leads to the runs of before. */
export function RunsButton() {
  const shared = usePermits(({ by }) => by !== '');
  if (shared) return null;
  return (
    <Button className="runs-button small" onPress={() => ask('history')}>
      <History size={14} aria-hidden /> Runs
    </Button>
  );
}
