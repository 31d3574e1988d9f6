import { CircleAlert } from 'lucide-react';
import { Banner } from '@/panels/Banner';
import { useBuilding, useRun } from '@/state/glass';
import { excessText } from './cost_telling';
import { useCost } from './use_cost';

/** That the set-up is too much for the server, before somebody presses play, and how to get under the limit. */
export function CostBanner() {
  const [first] = useCost((state) => state.cost?.over) ?? [];
  const refused = useBuilding(({ phase }) => phase === 'refused' || phase === 'incomplete');
  const waits = useRun(({ status, step }) => status === 'created' && step === 0);
  if (!first || refused || !waits) return null;
  const { detail, advice } = excessText(first);
  return (
    <Banner tone="fault" icon={<CircleAlert size={16} aria-hidden />}>
      <b>{detail}</b> {advice}
    </Banner>
  );
}
