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
import { ThemeButton } from '@/panels/ThemeButton';
import { TopBar } from '@/panels/TopBar';
import { TrainingRow } from '@/panels/TrainingRow';
import { ProjectDialogs } from '@/projects/ProjectDialogs';
import { Locked } from '@/sharing/Locked';
import { PlayDialogs } from '@/sharing/PlayDialogs';
import { useBuilding, useGlass, useRun } from '@/state/glass';
import { useLatest } from '@/state/latest';
import { useHidden, usePermits } from '@/state/permits';
import { show, useScreen } from '@/state/screen';
import { useNarrow, useTheme } from '@/state/theme';
import { DropPlace } from '@/tables/DropPlace';
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
  const locked = usePermits((permits) => [...permits.locked].join(' '));
  const hidden = usePermits((permits) => [...permits.hidden].join(' '));
  const still = usePermits(({ runs }) => !runs);
  const networkHidden = useHidden('network');
  return (
    <div
      className="page"
      data-stale={stale || undefined}
      data-locked={locked || undefined}
      data-still={still || undefined}
    >
      {/* biome-ignore lint/a11y/useValidAnchor: it leads to a place on the page, past the address */}
      <a className="skip-link" href="#diagram" onClick={skip}>
        Skip to the diagram
      </a>
      <TopBar />
      {!narrow && (
        <Locked control="training">
          <TrainingRow />
        </Locked>
      )}
      <main className="workbench" data-without={hidden || undefined}>
        {!narrow && (
          <Locked control="data">
            <DataPanel />
          </Locked>
        )}
        <div className="middle" data-bare={networkHidden || undefined}>
          <section id="diagram" className="diagram-panel" tabIndex={-1} aria-label="Diagram">
            <StatusBar />
            {!networkHidden && <NetworkView />}
            {!networkHidden && <EditorToggle />}
          </section>
          <Locked control="network">
            <Inspector />
          </Locked>
        </div>
        <Locked control="views">
          <OutputPanel />
        </Locked>
      </main>
      {narrow && <SettingsSheet />}
      <HelpDialog />
      <ProjectDialogs />
      <DropPlace />
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
  const shared = usePermits(({ by }) => by !== '');
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
          <Locked control="training">
            <Speed />
            <TrainingRow />
          </Locked>
          <Locked control="data">
            <DataPanel />
          </Locked>
          <div className="sheet-tools">
            <ThemeButton keys="D" />
            <AnnounceButton />
            {!shared && <FileMenu />}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
