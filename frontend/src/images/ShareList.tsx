import { css } from '@/paint/colour';
import { overImage } from '@/paint/mask_pixels';
import { className } from './reading';
import { shareText } from './shares';

interface ShareListProps {
  /** The share of all pixels of each class. */
  shares: readonly number[];
  classes: readonly string[];
  /** How many masks are all of the first class, */
  empty: number;
  /** of so many. */
  of: number;
  /** Whether what follows from the shares is told elsewhere. */
  told?: boolean;
}

/** How large a share of the pixels each class has: the rarer, the easier it is to be right without finding it. */
export function ShareList({ shares, classes, empty, of, told }: ShareListProps) {
  const ground = shares[0] ?? 0;
  return (
    <div className="class-shares small">
      <h3>Share of the pixels</h3>
      {shares.map((share, number) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a class is its number
        <div key={number} className="class-share">
          <i style={{ background: number === 0 ? 'var(--line)' : css(overImage(number)) }} aria-hidden />
          <span>{className(classes, number)}</span>
          <span className="class-share-bar" aria-hidden>
            <b style={{ inlineSize: `${100 * share}%` }} />
          </span>
          <span className="number">{shareText(share)}</span>
        </div>
      ))}
      <p className="quiet" hidden={told}>
        {ground > 0.8 && `Whoever finds nothing is ${shareText(ground)} right: look at the Dice.`}
        {empty > 0 && ` ${empty} of ${of} masks are empty.`}
      </p>
    </div>
  );
}
