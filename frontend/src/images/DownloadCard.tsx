import { Download as DownloadIcon, RotateCw, X } from 'lucide-react';
import { useEffect } from 'react';
import { Button, Label, ProgressBar } from 'react-aria-components';
import type { Download } from '@/protocol/library';
import type { ImageData } from '@/protocol/names';
import { useBuilding, useGlass } from '@/state/glass';
import { bytesText, downloadFor, isMoving, progressText, shareOf } from './downloads';
import { library, useLibrary } from './use_library';

/** What stands between a published data set and a run on it. Nothing once it is there. */
export function DownloadCard({ data }: { data: ImageData }) {
  const { controller } = useGlass();
  const downloads = useLibrary((state) => state.downloads);
  const lost = useLibrary((state) => state.problem);
  const refused = useBuilding((state) => state.problem?.code === 'not_downloaded');
  const download = downloadFor(data, downloads);
  const ready = download?.state === 'ready';
  useEffect(() => {
    if (ready && refused) controller.retry();
  }, [ready, refused, controller]);
  if (!download || ready) return null;
  return (
    <div className="download" data-state={download.state}>
      {isMoving(download) ? <Moving download={download} /> : <Resting download={download} />}
      {lost && <p className="fault small">{lost.detail}</p>}
    </div>
  );
}

function Moving({ download }: { download: Download }) {
  const share = download.state === 'reading' ? null : shareOf(download);
  return (
    <>
      <ProgressBar className="progress" value={100 * (share ?? 0)} isIndeterminate={share === null}>
        <Label className="small">Downloading {download.title}</Label>
        <span className="quiet small number">{progressText(download)}</span>
        <div className="progress-track">
          <div className="progress-part" style={{ inlineSize: `${100 * (share ?? 1)}%` }} />
        </div>
      </ProgressBar>
      <Button className="button" onPress={() => void library.cancel(download.id)}>
        <X size={15} aria-hidden /> Cancel
      </Button>
    </>
  );
}

function Resting({ download }: { download: Download }) {
  const { id, title, state, bytes, total, problem, licence } = download;
  const begun = bytes > 0;
  return (
    <>
      {state === 'failed' && problem ? (
        <p className="fault small" role="alert">
          {problem.detail} {problem.hint}
        </p>
      ) : (
        <p className="small">
          {begun ? `The download of ${title} is not finished.` : `${title} is not on this server yet.`}
        </p>
      )}
      <p className="quiet small number">
        {begun ? `${progressText(download)} is here and is kept.` : total !== null && `${bytesText(total)}, once.`}{' '}
        Licence: {licence}.
      </p>
      <Button className="button" onPress={() => void library.start(id)}>
        {state === 'failed' ? <RotateCw size={15} aria-hidden /> : <DownloadIcon size={15} aria-hidden />}
        {state === 'failed' ? 'Try again' : begun ? 'Continue' : 'Download'}
      </Button>
    </>
  );
}
