import { useEffect, useRef, useState } from 'react';
import { library, libraryRest } from '@/images/use_library';
import type { TablePreview, UploadedSet, UploadOptions, UploadProgress } from '@/protocol/library';
import { asProblem, ProblemError } from '@/protocol/problem';
import { createUpload } from '@/transport/upload';

const upload = createUpload();
const ASK_MS = 400;
const NO_TABLE = {
  code: 'no_table',
  detail: 'It holds images, not a table.',
  hint: 'Choose it under Images, Your own images.',
  where: 'file',
};

/** What is brought: a table, perhaps one to test with, and how they are to be read. */
export interface TableFiles {
  file: File | null;
  test: File | null;
  options: UploadOptions;
}

export type TableStage =
  | { at: 'choosing'; problem: ProblemError | null }
  | { at: 'sending'; share: number; progress: UploadProgress | null }
  | { at: 'read'; set: UploadedSet; preview: TablePreview };

/** The way of a table to the server; it can be sent again to be read otherwise. */
export function useTableUpload(first: File | null, tested: File | null) {
  const [stage, setStage] = useState<TableStage>({ at: 'choosing', problem: null });
  const [files, setFiles] = useState<TableFiles>({ file: first, test: tested, options: {} });
  const gone = useRef<AbortController>(undefined);
  useEffect(() => () => gone.current?.abort(), []);

  async function send(sent: TableFiles): Promise<void> {
    setFiles(sent);
    if (!sent.file) return;
    gone.current?.abort();
    const abort = new AbortController();
    gone.current = abort;
    setStage({ at: 'sending', share: 0, progress: null });
    const ended = new AbortController();
    let sentWhole = false;
    try {
      const answer = await upload(
        { file: sent.file, table: null, test: sent.test, upload: '', options: sent.options },
        (share) => {
          if (abort.signal.aborted || sentWhole) return;
          setStage({ at: 'sending', share, progress: null });
          if (share >= 1 && !sentWhole) void follow(AbortSignal.any([abort.signal, ended.signal]));
          sentWhole ||= share >= 1;
        },
        abort.signal,
      );
      if (answer.kind !== 'stored' || answer.set.kind !== 'table') throw new ProblemError(NO_TABLE);
      const preview = await libraryRest.table(answer.set.id, abort.signal);
      setStage({ at: 'read', set: answer.set, preview });
      void library.look();
    } catch (thrown) {
      if (gone.current !== abort) return;
      setStage({ at: 'choosing', problem: abort.signal.aborted ? null : asProblem(thrown) });
    } finally {
      ended.abort();
    }
  }
  /** Asks again and again how far the server is with reading, until it is done. */
  async function follow(signal: AbortSignal): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, ASK_MS));
      if (signal.aborted) return;
      const progress = await libraryRest.uploading(signal).catch(() => null);
      if (!signal.aborted && progress) setStage({ at: 'sending', share: 1, progress });
    }
  }
  return {
    stage,
    files,
    put: (values: Partial<TableFiles>) => setFiles((now) => ({ ...now, ...values })),
    send: (values: Partial<TableFiles> = {}) => void send({ ...files, ...values }),
    cancel: () => gone.current?.abort(),
  };
}
