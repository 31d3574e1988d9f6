import { ProblemError } from '../protocol/problem';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface Ask {
  method?: string;
  /** Sent as JSON, a form as it is. */
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** Whether it is sent to the end though the page is closed, where it is short enough for that. */
  lasting?: boolean;
}

/** What browsers send for a page that is gone, less some room for others. */
const MOST_LASTING = 50_000;

/** Asks the server at `base`. Rejects with a `ProblemError`, and with an `AbortError` when it was aborted. */
export type Asking = <T>(path: string, ask?: Ask) => Promise<T>;

export const UNREACHABLE = {
  code: 'unreachable',
  detail: 'The server cannot be reached.',
  hint: 'Check the connection; what you built is kept in the page.',
};

export function asking(base: string, fetch: Fetch): Asking {
  return async <T>(path: string, { method = 'GET', body, signal, lasting }: Ask = {}): Promise<T> => {
    const init: RequestInit = { method };
    if (signal) init.signal = signal;
    if (body instanceof FormData) init.body = body;
    else if (body !== undefined) {
      const text = JSON.stringify(body);
      init.body = text;
      if (lasting && text.length < MOST_LASTING) init.keepalive = true;
      init.headers = { 'content-type': 'application/json' };
    }
    let response: Response;
    try {
      response = await fetch(base + path, init);
    } catch (thrown) {
      if (signal?.aborted) throw thrown;
      throw new ProblemError(UNREACHABLE);
    }
    const answer = response.status === 204 ? null : await response.json().catch(() => undefined);
    if (!response.ok || answer === undefined) throw problemIn(answer, response.status);
    return answer;
  };
}

/** The problem in the body of a refusal, or one made of its status when the body tells nothing. */
export function problemIn(body: unknown, status: number): ProblemError {
  const field = (name: string): string => {
    const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return new ProblemError({
    code: field('code') || `http_${status}`,
    detail: field('detail') || `The server answered with status ${status}.`,
    hint: field('hint'),
    where: field('where'),
    status,
  });
}
