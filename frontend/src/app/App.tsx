import { X } from 'lucide-react';
import { lazy, type MouseEvent, Suspense, useEffect } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Diagram } from '@/diagram/Diagram';
import { useEditor } from '@/editor/edit';
import { HelpDialog } from '@/lessons/HelpDialog';
import { AnnounceButton, Announcer } from '@/panels/Announcer';
import { DataPanel } from '@/panels/DataPanel';
import { EditorToggle } from '@/panels/EditorToggle';
import { FileMenu } from '@/panels/FileMenu';
import { Inspector } from '@/panels/Inspector';
import { OutputPanel } from '@/panels/OutputPanel';
import { Speed } from '@/panels/Speed';
import { StatusBar } from '@/panels/StatusBar';
import { TopBar } from '@/panels/TopBar';
import { TrainingRow } from '@/panels/TrainingRow';
import { ProjectDialogs } from '@/projects/ProjectDialogs';
import { PlayDialogs } from '@/sharing/PlayDialogs';
import { useBuilding, useGlass, useRun } from '@/state/glass';
import { useLatest } from '@/state/latest';
import { show, useScreen } from '@/state/screen';
import { useNarrow, useTheme } from '@/state/theme';
import { useKeys } from './keys';
import { Safely } from './Safely';

const Canvas = lazy(() => import('@/canvas/Canvas'));

/** The one screen. */
export function App() {
  const { session } = useGlass();
  const theme = useTheme();
  const narrow = useNarrow();
  const stale = useStale();
  useKeys();
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
    session.ticker.repaint();
  }, [session, theme]);
  return (
    <div className="page" data-stale={stale || undefined}>
      {/* biome-ignore lint/a11y/useValidAnchor: it leads to a place on the page, past the address */}
      <a className="skip-link" href="#diagram" onClick={skip}>
        Skip to the diagram
      </a>
      <TopBar />
      {!narrow && <TrainingRow />}
      <main className="workbench">
        {!narrow && <DataPanel />}
        <div className="middle">
          <section id="diagram" className="diagram-panel" tabIndex={-1} aria-label="Diagram">
            <StatusBar />
            <NetworkView />
            <EditorToggle />
          </section>
          <Inspector />
        </div>
        <OutputPanel />
      </main>
      {narrow && <SettingsSheet />}
      <HelpDialog />
      <ProjectDialogs />
      <PlayDialogs />
      <Announcer />
    </div>
  );
}

/** The network, in one of its two editors. */
function NetworkView() {
  const { editor } = useEditor();
  if (editor === 'stack') return <Diagram />;
  return (
    <Safely>
      <Suspense fallback={null}>
        <Canvas />
      </Suspense>
    </Safely>
  );
}

/** Goes to the diagram and leaves the address alone: it holds the set-up. */
function skip(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById('diagram')?.focus();
}

/** Whether the pictures are not of the set-up on the page: it is being built, or has not been drawn yet. */
function useStale(): boolean {
  const { session } = useGlass();
  const building = useBuilding((state) => state.phase !== 'ready');
  const kind = useRun((state) => (state.images ? 'maps' : 'units'));
  const drawn = useLatest({ kind }, () => {
    const { run } = session.run.store.getState();
    return run !== null && session.tensors.version(run, kind) > 0;
  });
  return building || !drawn;
}

/** Data and training, on narrow screens. */
function SettingsSheet() {
  const open = useScreen((state) => state.sheet);
  return (
    <ModalOverlay className="shade shade-sheet" isDismissable isOpen={open} onOpenChange={(sheet) => show({ sheet })}>
      <Modal className="sheet">
        <Dialog className="dialog-inner">
          <div className="panel-head">
            <Heading slot="title" className="dialog-title">
              Settings
            </Heading>
            <Button className="icon-button" aria-label="Close" onPress={() => show({ sheet: false })}>
              <X size={17} aria-hidden />
            </Button>
          </div>
          <Speed />
          <TrainingRow />
          <DataPanel />
          <div className="sheet-tools">
            <AnnounceButton />
            <FileMenu />
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
