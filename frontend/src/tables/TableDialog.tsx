import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { Sending, Trouble } from '@/images/Sending';
import { libraryRest } from '@/images/use_library';
import { DialogFrame } from '@/panels/DialogFrame';
import type { TablePreview } from '@/protocol/library';
import type { TableData } from '@/protocol/names';
import { asProblem, type ProblemError } from '@/protocol/problem';
import { freshTable } from './choosing';
import { ReadAs } from './ReadAs';
import { Remedy } from './Remedy';
import { readingTelling } from './reading';
import { TableForm, TestFile } from './TableForm';
import { TableSetup } from './TableSetup';
import { useTableUpload } from './use_table_upload';

interface TableDialogProps {
  onClose: () => void;
  onUse: (data: TableData) => void;
}

/** Brings a table of one's own: choose a file, see how it was read, say what is to be learned. */
export function UploadTable({
  file,
  test,
  onClose,
  onUse,
}: TableDialogProps & { file: File | null; test: File | null }) {
  const { stage, files, put, send, cancel } = useTableUpload(file, test);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a file that was dropped on the page is sent once
  useEffect(() => {
    if (file) send();
  }, []);
  return (
    <Frame
      title={stage.at === 'read' ? stage.set.title : 'Your own table'}
      wide={stage.at === 'read'}
      onClose={() => {
        cancel();
        onClose();
      }}
    >
      {stage.at === 'choosing' && (
        <>
          <TableForm files={files} put={put} failed={stage.problem !== null} />
          <Trouble problem={stage.problem} />
          <Remedy problem={stage.problem} options={files.options} onSend={(options) => send({ options })} />
          <Button className="play upload-go" isDisabled={files.file === null} onPress={() => send()}>
            Upload
          </Button>
        </>
      )}
      {stage.at === 'sending' && (
        <Sending share={stage.share} read={readingTelling(stage.progress)} of="table" onCancel={cancel} />
      )}
      {stage.at === 'read' && (
        <>
          <p className="small">{stage.set.summary}</p>
          <ReadAs options={files.options} form={stage.preview.form ?? {}} onChange={(options) => send({ options })}>
            <TestFile test={files.test} onTest={(chosen) => send({ test: chosen })} />
          </ReadAs>
          <TableSetup preview={stage.preview} data={freshTable(stage.set.id)} onUse={onUse} key={stage.set.id} />
        </>
      )}
    </Frame>
  );
}

/** What is learned of a table that is there, and from which columns. */
export function SetUpTable({ data, title, onClose, onUse }: TableDialogProps & { data: TableData; title: string }) {
  const id = data.dataset || data.kind;
  const [preview, setPreview] = useState<TablePreview | null>(null);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    libraryRest.table(id, abort.signal).then(setPreview, (thrown: unknown) => {
      if (!abort.signal.aborted) setProblem(asProblem(thrown));
    });
    return () => abort.abort();
  }, [id]);
  return (
    <Frame title={title} wide onClose={onClose}>
      <Trouble problem={problem} />
      {preview && <TableSetup {...{ preview, data, onUse }} />}
      {!preview && !problem && <p className="quiet small">Looking.</p>}
    </Frame>
  );
}

interface FrameProps {
  title: string;
  wide: boolean;
  onClose: () => void;
  children: React.ReactNode;
}

function Frame({ title, wide, onClose, children }: FrameProps) {
  return (
    <DialogFrame
      title={title}
      onClose={onClose}
      lightly={false}
      className={wide ? 'upload-dialog table-dialog' : 'upload-dialog'}
    >
      {children}
    </DialogFrame>
  );
}
