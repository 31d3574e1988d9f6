import { Lightbulb } from 'lucide-react';
import { useState } from 'react';
import { RepairButton } from '@/canvas/MisfitMark';
import { useBuilding, useOutline } from '@/state/glass';
import { Banner } from './Banner';

/** Why output and loss learn badly together, or not at all, with the edit that mends it. It can be trained all the same. */
export function AdviceBanner() {
  const advice = useOutline(({ outline }) => outline?.advice?.[0]);
  const incomplete = useBuilding(({ phase }) => phase === 'incomplete');
  const [known, setKnown] = useState('');
  if (!advice || incomplete || advice.detail === known) return null;
  return (
    <Banner tone="calm" small icon={<Lightbulb size={16} aria-hidden />} onDismiss={() => setKnown(advice.detail)}>
      <b>May learn badly.</b> {advice.detail} {advice.hint}
      <div className="banner-repair">
        <RepairButton repair={advice.repair} />
      </div>
    </Banner>
  );
}
