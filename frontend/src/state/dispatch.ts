import type { EventSpec } from '../protocol/names';

/** One handler for every type of event. */
export type Handlers = { readonly [T in EventSpec['type']]: (event: Extract<EventSpec, { type: T }>) => void };

/** Calls the handler of the event's type. A new type of event does not compile until it is handled. */
export function dispatch(event: EventSpec, handlers: Handlers): void {
  switch (event.type) {
    case 'status':
      handlers.status(event);
      break;
    case 'compiled':
      handlers.compiled(event);
      break;
    case 'metrics':
      handlers.metrics(event);
      break;
    case 'sample':
      handlers.sample(event);
      break;
    case 'live':
      handlers.live(event);
      break;
    case 'notice':
      handlers.notice(event);
      break;
    case 'done':
      handlers.done(event);
      break;
    case 'problem':
      handlers.problem(event);
      break;
    case 'gone':
      handlers.gone(event);
      break;
    case 'pong':
      handlers.pong(event);
      break;
    case 'welcome':
      handlers.welcome(event);
      break;
    default: {
      const unhandled: never = event;
      throw new Error(`No handler for ${JSON.stringify(unhandled)}`);
    }
  }
}
