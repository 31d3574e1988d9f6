import { describe, expect, test, vi } from 'vitest';
import { createUpload, formOf, type Sending } from '@/transport/upload';

const FILE = new File(['pixels'], 'mine.npz');
const SENDING: Sending = { file: FILE, table: null, upload: '', options: { title: 'Mine' } };

/** A request whose server answers by hand. */
class Request {
  upload: { onprogress?: (event: object) => void; onload?: () => void } = {};
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  responseType = '';
  status = 0;
  response: unknown = null;
  open = vi.fn();
  send = vi.fn();
  abort = vi.fn(() => this.onabort?.());

  answer(status: number, response: unknown): void {
    this.status = status;
    this.response = response;
    this.onload?.();
  }
}

function sent(sending = SENDING) {
  const request = new Request();
  const shares: number[] = [];
  const gone = new AbortController();
  // @ts-expect-error: a stand-in has only what is used of a request
  const answer = createUpload('/api/v1', () => request)(sending, (share) => shares.push(share), gone.signal);
  return { request, shares, gone, answer };
}

describe('an upload', () => {
  test('carries the file and its options, and not twice', () => {
    const table = new File(['a,b'], 'labels.csv');
    const form = formOf({ ...SENDING, table });
    expect([...form.keys()]).toEqual(['file', 'labels', 'options']);
    expect(form.get('options')).toBe('{"title":"Mine"}');
    expect([...formOf({ ...SENDING, table, upload: 'upload_1' }).keys()]).toEqual(['upload', 'options']);
  });

  test('tells how far it is', async () => {
    const { request, shares, answer } = sent();
    expect(request.open).toHaveBeenCalledWith('POST', '/api/v1/datasets');
    request.upload.onprogress?.({ loaded: 3, total: 12, lengthComputable: true });
    request.upload.onprogress?.({ loaded: 5, total: 0, lengthComputable: false });
    request.upload.onload?.();
    request.answer(201, { id: 'data_1' });
    expect(await answer).toEqual({ kind: 'stored', set: { id: 'data_1' } });
    expect(shares).toEqual([0.25, 1]);
  });

  test('may come back with a question', async () => {
    const { request, answer } = sent();
    request.answer(200, { upload: 'upload_1' });
    expect(await answer).toEqual({ kind: 'question', question: { upload: 'upload_1' } });
  });

  test('is refused with the words of the server', async () => {
    const { request, answer } = sent();
    request.answer(413, { code: 'upload_too_large', detail: 'Too large.', hint: 'Pack fewer.' });
    await expect(answer).rejects.toMatchObject({ code: 'upload_too_large', hint: 'Pack fewer.' });
  });

  test('says when the server is gone, and when it was cancelled', async () => {
    const lost = sent();
    lost.request.onerror?.();
    await expect(lost.answer).rejects.toMatchObject({ code: 'unreachable' });
    const cancelled = sent();
    cancelled.gone.abort();
    await expect(cancelled.answer).rejects.toMatchObject({ name: 'AbortError' });
    expect(cancelled.request.abort).toHaveBeenCalled();
  });
});
