import '@/styles/sharing.css';
import { Copy, Link } from 'lucide-react';
import { useCallback, useState } from 'react';
import { Button, Checkbox } from 'react-aria-components';
import { Choice } from '@/editor/fields/Choice';
import { CopyText } from '@/panels/CopyText';
import { DialogFrame } from '@/panels/DialogFrame';
import { Segments } from '@/panels/Segments';
import type { OpenProject } from '@/projects/opened';
import type { MadeShare } from '@/protocol/classroom';
import { asProblem, type ProblemError } from '@/protocol/problem';
import { useRun } from '@/state/glass';
import { usePolled } from '@/state/polling';
import { createSharesRest } from '@/transport/shares';
import { PartsLocked } from './PartsLocked';
import { ShareLines } from './ShareLines';
import { embedCode, MODES, modeTelling, NEW_FORM, type ShareForm, shareOf } from './telling';

const rest = createSharesRest();
const LINES_MS = 30_000;
const LASTING = [
  { id: 'open', title: 'Until I close it', days: null },
  { id: '1', title: 'For a day', days: 1 },
  { id: '7', title: 'For a week', days: 7 },
  { id: '30', title: 'For 30 days', days: 30 },
  { id: '180', title: 'For a term', days: 180 },
];

interface ShareDialogProps {
  /** The project on the page; null: only the run can be shared by a link that the server keeps. */
  project: Pick<OpenProject, 'id' | 'title'> | null;
  onClose: () => void;
}

/** Makes a link for others, shows it this once, and lists those there are. */
export default function ShareDialog({ project, onClose }: ShareDialogProps) {
  const run = useRun((state) => state.run);
  const [form, setForm] = useState<ShareForm>({ ...NEW_FORM, what: project ? 'project' : 'run' });
  const [made, setMade] = useState<MadeShare | null>(null);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [busy, setBusy] = useState(false);
  const lines = usePolled(
    useCallback(() => rest.shares(), []),
    LINES_MS,
  );
  const set = (values: Partial<ShareForm>): void => {
    setForm((now) => ({ ...now, ...values }));
    setMade(null);
  };
  async function create(): Promise<void> {
    setBusy(true);
    try {
      setMade(await rest.create(shareOf(form, project?.id ?? null, run)));
      setProblem(null);
      lines.again();
    } catch (thrown) {
      setProblem(asProblem(thrown));
    } finally {
      setBusy(false);
    }
  }
  const title = project?.title ?? 'Glassnet';
  return (
    <DialogFrame title="Share" onClose={onClose}>
      {!project && (
        <>
          <CopyText text={window.location.href} label="Copy the set-up" icon={<Copy size={15} aria-hidden />} />
          <p className="small quiet">This address holds the whole set-up. Below: a link to the run, as it goes on.</p>
        </>
      )}
      {project && (
        <div className="share-what">
          <Segments
            label="What is shared"
            value={form.what}
            options={
              [
                ['project', 'The project'],
                ['run', 'The run, live'],
              ] as const
            }
            onChange={(what) => set({ what })}
          />
        </div>
      )}
      <div className="share-part">
        <Segments
          label="What others may do"
          value={form.mode}
          options={MODES.map(([mode, name]) => [mode, name] as const)}
          onChange={(mode) => set({ mode })}
        />
        <p className="small quiet">{modeTelling(form)}</p>
      </div>
      {form.what === 'run' && (
        <Checkbox className="tick" isSelected={form.weights} onChange={(weights) => set({ weights })}>
          <span className="tick-box" aria-hidden />
          <span>What it has learned may be downloaded and copied</span>
        </Checkbox>
      )}
      <PartsLocked parts={form.parts} mode={form.mode} onChange={(parts) => set({ parts })} />
      <Choice
        label="How long"
        hint="After that the link leads nowhere."
        value={form.days === null ? 'open' : `${form.days}`}
        options={LASTING.map(({ id, title: name }) => ({ id, title: name }))}
        onChange={(chosen) => set({ days: LASTING.find(({ id }) => id === chosen)?.days ?? null })}
      />
      {problem && (
        <p className="trouble" role="alert">
          {problem.detail} {problem.hint}
        </p>
      )}
      {made ? (
        <div className="share-made" role="status">
          <p>
            <b>The link is made.</b> Copy it now: it is shown this once.
          </p>
          <CopyText text={made.url} label="Copy the link" icon={<Copy size={15} aria-hidden />} />
          {made.share.mode === 'embed' && (
            <CopyText text={embedCode(made.url, title)} label="Copy the HTML" icon={<Copy size={15} aria-hidden />} />
          )}
        </div>
      ) : (
        <div className="ask-go">
          <Button
            className="button button-main"
            isDisabled={busy || (form.what === 'run' && !run)}
            onPress={() => void create()}
          >
            <Link size={15} aria-hidden /> Make the link
          </Button>
        </div>
      )}
      <ShareLines lines={lines.value ?? []} onClose={(id) => rest.close(id).then(lines.again)} />
    </DialogFrame>
  );
}
