import { CircleAlert, CircleCheck, Info, Loader } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useEdit } from '@/editor/edit';
import { SavingBanner } from '@/projects/SavingBanner';
import { ask } from '@/runs/asked';
import { CostBanner } from '@/runs/CostBanner';
import { queueText, secondsText } from '@/runs/cost_telling';
import { PausedBanner } from '@/runs/PausedBanner';
import { useCost } from '@/runs/use_cost';
import { NextRunBanner } from '@/sharing/NextRunBanner';
import { useBuilding, useCatalog, useGlass, useProject, useRun } from '@/state/glass';
import { show, useScreen } from '@/state/screen';
import type { Connection } from '@/transport/socket';
import { AdviceBanner } from './AdviceBanner';
import { Banner } from './Banner';
import { ConnectionBanner } from './ConnectionBanner';
import { IncompleteBanner } from './IncompleteBanner';
import { divergedTelling, useTitles } from './titles';

/** Everything that needs saying, one banner each, over the diagram. */
export function StatusBar() {
  return (
    <div className="banners">
      <ConnectionBanner />
      <SavingBanner />
      <BuildingBanner />
      <NextRunBanner />
      <IncompleteBanner />
      <AdviceBanner />
      <CostBanner />
      <RunBanner />
      <Notices />
    </div>
  );
}

const LOST: ReadonlySet<Connection> = new Set(['reconnecting', 'offline']);
const alert = <CircleAlert size={16} aria-hidden />;
const spin = <Loader size={16} className="spin" aria-hidden />;

function BuildingBanner() {
  const { catalog, controller } = useGlass();
  const state = useCatalog();
  const building = useBuilding((now) => now);
  const connection = useRun((run) => run.connection);
  const undo = useProject((project) => project.undo);
  const canUndo = useProject((project) => project.history.past.length > 0);
  if (state.phase === 'failed') {
    return (
      <Banner
        tone="fault"
        icon={alert}
        actions={
          <Button className="button" onPress={() => void catalog.load().then(() => controller.begin())}>
            Try again
          </Button>
        }
      >
        <b>{state.problem.detail}</b> {state.problem.hint}
      </Banner>
    );
  }
  // A lost connection and somebody who is out are told of already; what was lost is made when the one is back.
  if (connection === 'signed_out' || (building.phase === 'unreachable' && LOST.has(connection))) return null;
  if (building.problem?.code === 'sign_in') {
    return (
      <Banner
        tone="fault"
        icon={alert}
        actions={
          <Button className="button" onPress={() => window.location.reload()}>
            Sign in
          </Button>
        }
      >
        <b>You are signed out.</b> Sign in again and go on; what you edited is kept.
      </Banner>
    );
  }
  if (building.phase === 'unreachable' || building.phase === 'refused') {
    // Only a change can be at fault that the problem points at; else the server is, and may have room again.
    const undoable = building.phase === 'refused' && building.problem?.where && canUndo;
    return (
      <Banner
        tone="fault"
        icon={alert}
        actions={
          <Button className="button" onPress={undoable ? undo : controller.retry}>
            {undoable ? 'Undo the change' : 'Try again'}
          </Button>
        }
      >
        <b>{building.problem?.detail}</b> {building.problem?.hint}
      </Banner>
    );
  }
  return null;
}

function RunBanner() {
  const { controller, project } = useGlass();
  const edit = useEdit();
  const status = useRun((state) => state.status);
  const reason = useRun((state) => state.stop_reason);
  const queue = useRun((state) => state.queue_position);
  const queuedFor = useRun((state) => state.queue_for);
  const wait = useRun((state) => state.queue_wait_s);
  const compile_s = useCost(({ cost }) => cost?.compile_s);
  const gone = useRun((state) => state.gone);
  const incomplete = useBuilding(({ phase }) => phase === 'incomplete');
  const titles = useTitles();
  const [known, setKnown] = useState<typeof reason>(null);
  const resetButton = (
    <Button className="button" onPress={controller.reset}>
      Reset
    </Button>
  );
  if (gone || incomplete) return null;
  switch (status) {
    case 'queued':
      return (
        <Banner
          tone="calm"
          icon={spin}
          actions={
            queuedFor === 'own_runs' && (
              <Button className="button" onPress={() => ask('all_runs')}>
                My runs
              </Button>
            )
          }
        >
          <b>Waiting for a place.</b> {queueText(queue, queuedFor, wait)}
        </Banner>
      );
    case 'compiling':
      return (
        <Banner tone="calm" icon={spin}>
          <b>Compiling.</b> This network is new to the server; it starts{' '}
          {compile_s ? `in about ${secondsText(Math.max(1, compile_s))}` : 'in a moment'}.
        </Banner>
      );
    case 'finished':
      return reason !== null && known === reason ? null : (
        <Banner
          tone="good"
          icon={<CircleCheck size={16} aria-hidden />}
          actions={resetButton}
          onDismiss={() => setKnown(reason)}
        >
          <b>Finished.</b> {reason?.detail}
        </Banner>
      );
    case 'stopped':
      return (
        <Banner tone="calm" icon={<Info size={16} aria-hidden />} actions={resetButton}>
          <b>Stopped.</b> Play or Reset starts this set-up anew.
        </Banner>
      );
    case 'diverged': {
      const goOn = reason?.can_go_on ?? true;
      const cure = () => {
        const rate = project.getState().spec.training.optimiser.learning_rate;
        edit({ type: 'set_knob', knob: 'learning_rate', value: Number((rate / (goOn ? 2 : 10)).toPrecision(3)) });
        if (!goOn) controller.reset();
        controller.play();
      };
      return (
        <Banner
          tone="fault"
          icon={alert}
          actions={
            <>
              <Button className="button" onPress={cure}>
                {goOn ? 'Halve the learning rate and go on' : 'A tenth of the learning rate, and start again'}
              </Button>
              {goOn && resetButton}
            </>
          }
        >
          <b>Diverged{reason ? ` at step ${reason.step.toLocaleString('en-GB')}` : ''}.</b>{' '}
          {reason && divergedTelling(reason.detail, titles)} {reason?.hint}
        </Banner>
      );
    }
    case 'failed':
      return (
        <Banner tone="fault" icon={alert} actions={resetButton}>
          <b>The run failed.</b> {reason?.detail} {reason?.hint}
        </Banner>
      );
    case 'paused':
      return <PausedBanner />;
    default:
      return null;
  }
}

function Notices() {
  const { session } = useGlass();
  const notices = useRun((state) => state.notices);
  const problems = useRun((state) => state.problems);
  const message = useScreen((state) => state.message);
  const { dismissNotice, dismissProblem } = session.run;
  return (
    <>
      {message !== null && (
        <Banner tone="calm" icon={<Info size={16} aria-hidden />} onDismiss={() => show({ message: null })}>
          {message}
        </Banner>
      )}
      {problems.slice(-2).map(({ id, detail, hint }) => (
        <Banner key={`p${id}`} tone="fault" icon={alert} onDismiss={() => dismissProblem(id)}>
          <b>{detail}</b> {hint}
        </Banner>
      ))}
      {notices.slice(-2).map(({ id, detail }) => (
        <Banner key={`n${id}`} tone="calm" icon={<Info size={16} aria-hidden />} onDismiss={() => dismissNotice(id)}>
          {detail}
        </Banner>
      ))}
    </>
  );
}
