import { lazy, Suspense } from 'react';
import { useOpened } from '@/projects/opened';
import { ask, useAsked } from '@/runs/asked';

const HistoryDialog = lazy(() => import('@/runs/HistoryDialog'));
const ShareDialog = lazy(() => import('./ShareDialog'));
const close = (): void => ask(null);

/** What is asked for about runs and links while the playground is on the page. */
export function PlayDialogs() {
  const asked = useAsked((state) => state.asked);
  const project = useOpened((state) => state.project);
  return (
    <Suspense fallback={null}>
      {asked === 'history' && <HistoryDialog project={project?.id ?? null} onClose={close} />}
      {asked === 'all_runs' && <HistoryDialog project={null} onClose={close} />}
      {asked === 'share' && <ShareDialog project={project} onClose={close} />}
    </Suspense>
  );
}
