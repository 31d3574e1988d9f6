import type { UploadAnswer, UploadOptions } from '../protocol/library';
import { ProblemError } from '../protocol/problem';
import { problemIn, UNREACHABLE } from './asking';

/** A file and how it is to be read; or instead of the file the name under which it has come already. */
export interface Sending {
  file: File | null;
  /** A table of labels that is not in the archive. */
  table: File | null;
  /** Masks that are not in the file of the images. */
  masks?: File | null;
  /** Rows to test with, beside a table. */
  test?: File | null;
  upload: string;
  options: UploadOptions;
}

/** Told how much of the file has been sent, 0 to 1. */
export type OnShare = (share: number) => void;

/** Sends a file to be made into a data set. Rejects with a `ProblemError`, and with an `AbortError` when aborted. */
export type Upload = (sending: Sending, onShare: OnShare, signal: AbortSignal) => Promise<UploadAnswer>;

/** The form that carries a file. */
export function formOf({ file, table, masks, test, upload, options }: Sending): FormData {
  const form = new FormData();
  if (upload !== '') form.append('upload', upload);
  else if (file) {
    form.append('file', file);
    if (table) form.append('labels', table);
    if (masks) form.append('masks', masks);
    if (test) form.append('test', test);
  }
  form.append('options', JSON.stringify(options));
  return form;
}

/** Uploads to the server at `base`: with a request of the old kind, which alone tells how far sending is. */
export function createUpload(base = '/api/v1', make = (): XMLHttpRequest => new XMLHttpRequest()): Upload {
  return (sending, onShare, signal) =>
    new Promise((resolve, reject) => {
      const request = make();
      request.open('POST', `${base}/datasets`);
      request.responseType = 'json';
      request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
        if (lengthComputable && total > 0) onShare(loaded / total);
      };
      request.upload.onload = () => onShare(1);
      request.onerror = () => reject(new ProblemError(UNREACHABLE));
      request.onabort = () => reject(new DOMException('The upload was cancelled.', 'AbortError'));
      request.onload = () => {
        const { status, response } = request;
        if (status === 201 && response) resolve({ kind: 'stored', set: response });
        else if (status === 200 && response) resolve({ kind: 'question', question: response });
        else reject(problemIn(response, status));
      };
      signal.addEventListener('abort', () => request.abort(), { once: true });
      request.send(formOf(sending));
    });
}
