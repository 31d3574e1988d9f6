import { runColour, runDash, runLetter } from '@/paint/run_look';
import { useTheme } from '@/state/theme';

/** Which curve is that of a run: its letter and a piece of its line. */
export function RunKey({ run }: { run: number }) {
  const theme = useTheme();
  return (
    <span className="run-key">
      <b>{runLetter(run)}</b>
      <svg width="26" height="6" aria-hidden="true">
        <line
          x1="0"
          x2="26"
          y1="3"
          y2="3"
          stroke={runColour(run, theme)}
          strokeWidth="2"
          strokeDasharray={runDash(run).join(' ') || undefined}
        />
      </svg>
    </span>
  );
}
