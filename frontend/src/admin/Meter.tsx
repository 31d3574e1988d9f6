import { percent } from './telling';

/** A part of a whole as a bar, with its number. */
export function Meter({ part, label }: { part: number; label: string }) {
  const shown = Math.min(1, Math.max(0, part));
  return (
    <span className="meter number">
      {/* biome-ignore lint/a11y/useSemanticElements: the bar of a <meter> cannot be styled alike in all browsers */}
      <span
        className="meter-bar"
        role="meter"
        aria-label={label}
        aria-valuenow={Math.round(100 * shown)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <span style={{ inlineSize: `${100 * shown}%` }} />
      </span>
      {percent(part)}
    </span>
  );
}
