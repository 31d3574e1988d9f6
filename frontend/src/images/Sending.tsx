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

/** How far a file is on its way, 0 to 1; 1 while the server reads it. */
export function Sending({ share, of = 'images', onCancel }: { share: number; of?: string; onCancel: () => void }) {
  const reading = share >= 1;
  return (
    <>
      <ProgressBar className="progress" value={100 * share} isIndeterminate={reading}>
        <Label>{reading ? `Reading the ${of}` : 'Sending the file'}</Label>
        <span className="quiet number">{reading ? '' : `${Math.round(100 * share)} %`}</span>
        <div className="progress-track">
          <div className="progress-part" style={{ inlineSize: `${100 * share}%` }} />
        </div>
      </ProgressBar>
      <Button className="button" onPress={onCancel}>
        Cancel
      </Button>
    </>
  );
}
