import { mostShare } from '../task';
import { Track } from './Track';

interface Shares {
  validation_fraction: number;
  test_fraction: number;
}

interface ShareTracksProps {
  /** What is shared out: "Points". */
  what: string;
  value: Shares;
  onChange: (change: Partial<Shares>, key: string) => void;
  /** Whether there is a part that comes from elsewhere, and is no share of this. */
  tested?: boolean;
}

/** A share from 0 to 1, as a learner reads it. */
export const percent = (part: number): string => `${Math.round(100 * part)} %`;

/** How much of the data is kept back, to validate and to test. */
export function ShareTracks({ what, value, onChange, tested = false }: ShareTracksProps) {
  return (
    <>
      <Track
        label="Validation share"
        hint={`${what} kept back to see, while training, whether the network generalises.`}
        value={value.validation_fraction}
        min={0}
        max={mostShare(value.test_fraction)}
        step={0.05}
        text={percent(value.validation_fraction)}
        onChange={(validation_fraction) => onChange({ validation_fraction }, 'validation')}
      />
      {!tested && (
        <Track
          label="Test share"
          hint={`${what} the network never learns from: the final judgement. What is left is for training.`}
          value={value.test_fraction}
          min={0}
          max={mostShare(value.validation_fraction)}
          step={0.05}
          text={percent(value.test_fraction)}
          onChange={(test_fraction) => onChange({ test_fraction }, 'test')}
        />
      )}
    </>
  );
}
