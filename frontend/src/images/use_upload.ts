import { useEffect, useRef, useState } from 'react';
import { asProblem } from '@/protocol/problem';
import { createUpload } from '@/transport/upload';
import { EMPTY_FORM, optionsOf, suggested, type UploadForm, type UploadStage } from './upload';
import { library } from './use_library';

const upload = createUpload();

interface Uploading {
  stage: UploadStage;
  form: UploadForm;
  put: (values: Partial<UploadForm>) => void;
  send: () => void;
  cancel: () => void;
}

/** The way of a file to the server. A file that a question is about is not sent twice. */
export function useUpload(): Uploading {
  const [stage, setStage] = useState<UploadStage>({ at: 'choosing', problem: null });
  const [form, setForm] = useState<UploadForm>(EMPTY_FORM);
  const gone = useRef<AbortController>(undefined);
  useEffect(() => () => gone.current?.abort(), []);

  async function sendNow(): Promise<void> {
    const before = stage;
    const question = before.at === 'asked' ? before.question : null;
    const abort = new AbortController();
    gone.current = abort;
    setStage({ at: 'sending', share: 0 });
    try {
      const answer = await upload(
        {
          file: form.file,
          table: form.table,
          masks: form.masksFile,
          upload: question?.upload ?? '',
          options: optionsOf(form),
        },
        (share) => !abort.signal.aborted && setStage({ at: 'sending', share }),
        abort.signal,
      );
      if (answer.kind === 'stored') {
        setStage({ at: 'done', set: answer.set });
        void library.look();
      } else {
        setForm((now) => suggested(now, answer.question));
        setStage({ at: 'asked', question: answer.question, problem: null });
      }
    } catch (thrown) {
      if (abort.signal.aborted) setStage({ at: 'choosing', problem: null });
      // The server lets go of a file that it could not read: it has to be sent again.
      else if (question) setStage({ at: 'asked', question: { ...question, upload: '' }, problem: asProblem(thrown) });
      else setStage({ at: 'choosing', problem: asProblem(thrown) });
    }
  }

  return {
    stage,
    form,
    put: (values) => setForm((now) => ({ ...now, ...values })),
    send: () => void sendNow(),
    cancel: () => gone.current?.abort(),
  };
}
