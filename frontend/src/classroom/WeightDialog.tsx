import { type FormEvent, useState } from 'react';
import { Button } from 'react-aria-components';
import { NumberBox } from '@/editor/fields/NumberBox';
import { DialogFrame } from '@/panels/DialogFrame';
import { asProblem } from '@/protocol/problem';

interface WeightDialogProps {
  now: number;
  onDo: (weight: number) => Promise<unknown>;
  onClose: () => void;
}

/** How much of a busy host a class gets, against others. */
export function WeightDialog({ now, onDo, onClose }: WeightDialogProps) {
  const [weight, setWeight] = useState(now);
  const [trouble, setTrouble] = useState('');
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    try {
      await onDo(weight);
      onClose();
    } catch (thrown) {
      const { detail, hint } = asProblem(thrown);
      setTrouble(`${detail} ${hint}`);
    }
  }
  return (
    <DialogFrame title="Share of the host" onClose={onClose}>
      <form className="ask" onSubmit={(event) => void submit(event)}>
        <p className="quiet">
          While the host is busy, each student of a class of 2 trains twice as much as one of a class of 1. Idle time is
          everybody’s.
        </p>
        <NumberBox
          label="Share"
          hint="From 0.1 to 10; 1 is usual."
          value={weight}
          min={0.1}
          max={10}
          step={0.5}
          onChange={(next) => setWeight(next ?? 1)}
        />
        {trouble !== '' && (
          <p className="trouble" role="alert">
            {trouble}
          </p>
        )}
        <div className="ask-go">
          <Button className="button" onPress={onClose}>
            Cancel
          </Button>
          <Button type="submit" className="button button-main">
            Set
          </Button>
        </div>
      </form>
    </DialogFrame>
  );
}
