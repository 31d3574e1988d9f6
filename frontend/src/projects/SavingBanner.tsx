import { ArrowLeft, CloudOff, Eye, GitMerge, TriangleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { type Whose, whoseIs } from '@/classroom/whose';
import { Banner } from '@/panels/Banner';
import { asProblem } from '@/protocol/problem';
import { classAddress, groupIn } from '@/runs/addresses';
import { useBuilding, useGlass, useRun } from '@/state/glass';
import { go } from '@/state/place';
import { show } from '@/state/screen';
import { LeftBanner } from './LeftBanner';
import { type OpenProject, useOpened, useSaving } from './opened';

/** What keeps a project from being saved, and what helps. */
export function SavingBanner() {
  const project = useOpened((state) => state.project);
  return (
    project && (
      <>
        <ProjectBanner project={project} />
        {project.mayWrite && <LeftBanner />}
      </>
    )
  );
}

/** What becomes of edits while the connection is lost. */
export function KeptMeanwhile() {
  const project = useOpened((state) => state.project);
  return project?.mayWrite && <Kept project={project} />;
}

function Kept({ project }: { project: OpenProject }) {
  return useSaving(project).kept && <> What you edit is kept in this browser and saved when it is back.</>;
}

function ProjectBanner({ project }: { project: OpenProject }) {
  const glass = useGlass();
  const { phase, problem, kept, taken } = useSaving(project);
  const { autosave, title } = project;
  const away = useRun((state) => state.connection !== 'open');
  const stranger = useBuilding((building) => building.problem?.code === 'sign_in');
  const safe = kept
    ? 'What you edit is kept in this browser and saved as soon as that goes.'
    : 'This browser cannot keep it: leave the page open, or save it as a file.';

  async function copy(): Promise<void> {
    try {
      const { keepAsCopy } = await import('./opening');
      go(await keepAsCopy(glass, `${title} (copy)`.slice(-120)));
    } catch (thrown) {
      const { detail, hint } = asProblem(thrown);
      show({ message: `${detail} ${hint}` });
    }
  }
  const button = (text: string, onPress: () => void): ReactNode => (
    <Button className="button" onPress={onPress}>
      {text}
    </Button>
  );
  switch (phase) {
    case 'saved':
      if (!taken) return null;
      return (
        <Banner
          tone="calm"
          small
          icon={<GitMerge size={16} aria-hidden />}
          actions={button('Undo', glass.project.getState().undo)}
          onDismiss={autosave.seen}
        >
          <b>Changed in another tab or on another computer</b>, and brought up to date here.
        </Banner>
      );
    case 'offline':
      // While the connection is lost, that is told already.
      if (away && kept) return null;
      return (
        <Banner tone="calm" small icon={<CloudOff size={16} aria-hidden />} actions={button('Try now', autosave.retry)}>
          <b>Not saved.</b> {problem?.detail} {safe}
        </Banner>
      );
    case 'signed_out':
      // The run could not be made for the same reason, and that is told already.
      if (stranger) return null;
      return (
        <Banner
          tone="fault"
          icon={<CloudOff size={16} aria-hidden />}
          actions={button('Sign in', () => window.location.reload())}
        >
          <b>You are signed out.</b> Sign in again, and your last edits are saved. {kept ? '' : safe}
        </Banner>
      );
    case 'refused':
      return (
        <Banner
          tone="fault"
          icon={<TriangleAlert size={16} aria-hidden />}
          actions={button('Try again', autosave.retry)}
        >
          <b>Not saved. {problem?.detail}</b> {problem?.hint}
        </Banner>
      );
    case 'gone':
      return (
        <Banner
          tone="fault"
          icon={<TriangleAlert size={16} aria-hidden />}
          actions={button('Keep it as a new project', () => void copy())}
        >
          <b>This project was deleted meanwhile.</b> What is on the page is still here.
        </Banner>
      );
    case 'behind':
      return (
        <Banner
          tone="calm"
          small
          icon={<GitMerge size={16} aria-hidden />}
          actions={button('Show the newer one', autosave.takeTheirs)}
        >
          <b>Changed in another tab or on another computer.</b> Here the run trains on as it began.
        </Banner>
      );
    case 'readonly':
      return <LookedAt owner={project.owner} copies={button('Make a copy of my own', () => void copy())} />;
    default:
      return null;
  }
}

/** Whose project it is, and the way back to their class. */
function LookedAt({ owner, copies }: { owner: string; copies: ReactNode }) {
  const [whose, setWhose] = useState<Whose | null>(null);
  useEffect(() => {
    const group = groupIn(window.location.search);
    if (group !== null) void whoseIs(owner, group).then(setWhose);
  }, [owner]);
  const back = whose && (
    <a className="button" href={classAddress(whose.group.id)}>
      <ArrowLeft size={15} aria-hidden /> {whose.group.title}
    </a>
  );
  return (
    <Banner
      tone="calm"
      small
      icon={<Eye size={16} aria-hidden />}
      actions={
        <>
          {back}
          {copies}
        </>
      }
    >
      <b>{whose ? `${whose.nickname}’s project.` : 'Somebody else’s project.'}</b> Try what you like: nothing you change
      here is saved.
    </Banner>
  );
}
