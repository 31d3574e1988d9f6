import { Button, Label, ProgressBar } from 'react-aria-components';

/** Why a file was not taken, and what to do about it. */
export function Trouble({ problem }: { problem: { detail: string; hint: string } | null }) {
  return (
    problem && (
      <p className="fault" role="alert">
        {problem.detail} {problem.hint}
      </p>
    )
  );
}

interface SendingProps {
  /** How much of the file is sent, 0 to 1; 1 while the server reads it. */
  share: number;
  of?: string;
  /** How far the reading is, where that is known. */
  read?: { title: string; detail: string; share: number | null } | undefined;
  onCancel: () => void;
}

/** How far a file is on its way, and then how far the server is with reading it. */
export function Sending({ share: sent, of = 'images', read, onCancel }: SendingProps) {
  const reading = sent >= 1;
  const share = reading ? (read?.share ?? null) : sent;
  const detail = reading ? (read?.detail ?? '') : `${Math.round(100 * sent)} %`;
  return (
    <>
      <ProgressBar className="progress" value={100 * (share ?? 0)} isIndeterminate={share === null}>
        <Label>{reading ? (read?.title ?? `Reading the ${of}`) : 'Sending the file'}</Label>
        <span className="quiet number">{detail}</span>
        <div className="progress-track">
          <div className="progress-part" style={{ inlineSize: `${100 * (share ?? 1)}%` }} />
        </div>
      </ProgressBar>
      <Button className="button" onPress={onCancel}>
        Cancel
      </Button>
    </>
  );
}
