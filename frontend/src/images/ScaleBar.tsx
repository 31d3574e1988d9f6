import { css, magnitudeRgb, signedColour } from '@/paint/colour';
import { short } from '@/paint/numbers';
import { useTheme } from '@/state/theme';

const SIGNED = [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1];
const PLAIN = [0, 0.25, 0.5, 0.75, 1];

/** What the colours of maps mean, with the numbers at their ends. */
export function ScaleBar({ reach, signed }: { reach: number; signed: boolean }) {
  const theme = useTheme();
  const stops = signed
    ? SIGNED.map((part) => signedColour(part, theme))
    : PLAIN.map((part) => css(magnitudeRgb(part, theme)));
  const ends = signed ? [short(-reach), '0', short(reach)] : ['0', short(reach / 2), short(reach)];
  return (
    <div className="scale-bar" role="img" aria-label={`Colours: from ${ends[0]} over ${ends[1]} to ${ends[2]}`}>
      <div className="legend-bar" style={{ backgroundImage: `linear-gradient(to right, ${stops.join(', ')})` }} />
      <div className="legend-ends number small">
        {ends.map((end, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the ends of a bar
          <span key={index}>{end}</span>
        ))}
      </div>
    </div>
  );
}
