import { Construction } from 'lucide-react';
import { Button } from 'react-aria-components';
import { RepairButton } from '@/canvas/MisfitMark';
import { busy } from '@/canvas/store';
import { useBuilding, useOutline, useProject } from '@/state/glass';
import { select } from '@/state/screen';
import { Banner } from './Banner';

/** What is missing before the network can be trained. */
export function IncompleteBanner() {
  const incomplete = useBuilding(({ phase }) => phase === 'incomplete');
  const problem = useBuilding((building) => building.problem);
  const problems = useOutline(({ outline }) => outline?.problems);
  const known = useProject(({ spec }) => spec.network.nodes);
  if (!incomplete) return null;
  const first = problems?.[0];
  const shown = first ?? problem;
  const node = known.find(({ id }) => id === first?.node)?.id;
  const others = (problems?.length ?? 1) - 1;
  return (
    <Banner
      tone="calm"
      small
      icon={<Construction size={16} aria-hidden />}
      actions={
        <>
          {node !== undefined && (
            <Button
              className="button"
              onPress={() => {
                busy({ pointing: false });
                select(null);
                select({ kind: 'layer', node });
              }}
            >
              Show it
            </Button>
          )}
          {node === undefined && <RepairButton repair={first?.repair ?? null} />}
        </>
      }
    >
      <b>Not ready to train.</b> {shown?.detail} {!first?.repair && shown?.hint}
      {others > 0 && <span className="quiet"> And {others} more.</span>}
    </Banner>
  );
}
