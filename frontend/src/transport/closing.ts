/** What a closed socket means for the page. */
export interface Closing {
  /** Whether connecting again can help. */
  retry: boolean;
  /** One sentence for the learner. */
  message: string;
}

const LOST: Closing = { retry: true, message: 'The connection to the server was lost.' };
const CLOSINGS: Readonly<Record<number, Closing>> = {
  1008: { retry: true, message: 'The page said too much at once and was cut off for a moment.' },
  1009: { retry: true, message: 'The page sent a message that is larger than the server takes.' },
  1012: { retry: true, message: 'The server is restarting.' },
  1013: { retry: true, message: 'The connection is too slow for what the page shows.' },
  4400: { retry: false, message: 'Glassnet was updated. Reload the page for the new version.' },
  4401: { retry: false, message: 'The server lets this page in no more.' },
  4403: { retry: false, message: 'This page comes from an address that the server does not trust.' },
};

/** The close code of a page that is older than its server. */
export const OUTDATED = 4400;
/** The close code for whom the server lets in no more: signed out, removed, or by a link that was closed. */
export const SIGNED_OUT = 4401;
/** The close code after a message that was too large: saying it again would close the socket again. */
export const TOO_LARGE = 1009;

/** Why a socket was closed: whether to try again, and what to tell the learner. */
export function whyClosed(code: number): Closing {
  return CLOSINGS[code] ?? LOST;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8_000;

/**
 * How long to wait before attempt number `attempt` (0 is the first after a loss): exponential with full jitter, so that
 * thirty pages that lost one server do not come back in one instant.
 */
export function backOffMs(attempt: number, random: number): number {
  return random * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt, 10));
}
