/** A value that tells its listeners when it changes; `subscribe` fits React's `useSyncExternalStore`. */
export interface Observable<T> {
  get(): T;
  subscribe(listener: (value: T) => void): () => void;
}

/** An `Observable` and its setter. Setting the value it has already tells nobody. */
export function createObservable<T>(initial: T): Observable<T> & { set(value: T): void } {
  const listeners = new Set<(value: T) => void>();
  let current = initial;
  return {
    get: () => current,
    set(value) {
      if (Object.is(value, current)) return;
      current = value;
      for (const listener of [...listeners]) listener(value);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A list of handlers that are all called with every message. */
export function createSignal<T>(): { add(handler: (message: T) => void): () => void; emit(message: T): void } {
  const handlers = new Set<(message: T) => void>();
  return {
    add(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    emit(message) {
      for (const handler of [...handlers]) handler(message);
    },
  };
}
