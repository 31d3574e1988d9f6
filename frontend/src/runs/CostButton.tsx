import { CircleAlert, Gauge } from 'lucide-react';
import { useState } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import type { Cost } from '@/protocol/classroom';
import { useRun } from '@/state/glass';
import { useMayChange } from '@/state/permits';
import { costRows, excessText } from './cost_telling';
import { useCost, useFollowCost } from './use_cost';

/** What this set-up would take: opened, all of it; marked when it is too much. */
export function CostButton() {
  const [open, setOpen] = useState(false);
  const mayPlay = useMayChange('transport');
  useFollowCost(open);
  const { cost, placed } = useCost();
  // Where a run waits already, a banner tells for how long.
  const queued = useRun(({ status }) => status === 'queued');
  const over = cost?.over ?? [];
  const rowsOf = (known: Cost) => costRows(known, placed).filter(([name]) => !(queued && name === 'Starts'));
  // Whoever cannot play need not know what it would take.
  if (!mayPlay) return null;
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <Button
        className="icon-button cost-button"
        aria-label={over.length > 0 ? 'Cost: too large for this server' : 'Cost'}
        data-over={over.length > 0 || undefined}
      >
        {over.length > 0 ? <CircleAlert size={17} aria-hidden /> : <Gauge size={17} aria-hidden />}
      </Button>
      <Popover className="popover cost-popover">
        <Dialog className="cost">
          <Heading slot="title" className="cost-title">
            What it takes
          </Heading>
          {cost ? (
            <dl className="cost-rows number">
              {rowsOf(cost).map(([name, text]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{text}</dd>
                </div>
              ))}
            </dl>
          ) : (
            <p className="quiet">Not known yet: finish the network first.</p>
          )}
          {over.map((excess) => {
            const { detail, advice } = excessText(excess);
            return (
              <p key={excess.what} className="fault">
                <b>{detail}</b> {advice}
              </p>
            );
          })}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
