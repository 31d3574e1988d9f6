import type { EventSpec } from './messages';

const TYPES: Record<EventSpec['type'], true> = {
  status: true,
  compiled: true,
  metrics: true,
  sample: true,
  live: true,
  notice: true,
  done: true,
  problem: true,
  gone: true,
  pong: true,
  welcome: true,
};

function isEvent(value: unknown): value is EventSpec {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    Object.hasOwn(TYPES, value.type)
  );
}

/**
 * The event in a text message, or undefined for one this page does not know: a newer server may say more.
 *
 * @throws SyntaxError when the text is no JSON.
 */
export function readEvent(text: string): EventSpec | undefined {
  const value: unknown = JSON.parse(text);
  return isEvent(value) ? value : undefined;
}
