/** Something on the screen that is painted by hand. */
export interface Painter {
  /** Painted only while this is on the screen. */
  readonly element: Element;
  /** Changes whenever there is something new to paint. Asked once per animation frame: no allocation in here. */
  readonly version: () => number;
  readonly paint: () => void;
}

/** The one animation loop of the page. */
export interface Ticker {
  registerPainter(painter: Painter): () => void;
  /** Paints everything anew in the next frame: after a change of theme. */
  repaint(): void;
  start(): void;
  stop(): void;
}

/** What the loop needs of a browser; tests hand in their own. */
export interface TickerOptions {
  request?: (callback: () => void) => number;
  cancel?: (handle: number) => void;
  hidden?: () => boolean;
  /** Reports whether elements are on the screen; without it all of them are. */
  observe?: (report: (element: Element, visible: boolean) => void) => Observer | undefined;
  /** Told once for every version of a painter that throws; the loop goes on. */
  onError?: (thrown: unknown) => void;
}

/** The part of an `IntersectionObserver` that the loop uses. */
export interface Observer {
  observe(element: Element): void;
  unobserve(element: Element): void;
  disconnect(): void;
}

interface Entry {
  readonly painter: Painter;
  shown: number;
  visible: boolean;
}

/**
 * A loop that paints what is dirty and visible, and then acknowledges what was received. A hidden page gets no animation
 * frames, so it acknowledges nothing and its stream stops.
 */
export function createTicker(socket: { painted(): void }, options: TickerOptions = {}): Ticker {
  const request = options.request ?? ((callback) => requestAnimationFrame(callback));
  const cancel = options.cancel ?? ((handle) => cancelAnimationFrame(handle));
  const hidden = options.hidden ?? (() => document.hidden);
  const entries = new Set<Entry>();
  const byElement = new Map<Element, Set<Entry>>();
  let handle: number | undefined;

  const observer = (options.observe ?? observeScreen)((element, visible) => {
    for (const entry of byElement.get(element) ?? []) entry.visible = visible;
  });

  function tick(): void {
    handle = request(tick);
    if (hidden()) return;
    for (const entry of entries) if (entry.visible) paintIfDirty(entry);
    // Also what no painter shows is acknowledged: unseen frames must not hold up the ones that are seen.
    socket.painted();
  }

  function paintIfDirty(entry: Entry): void {
    try {
      const version = entry.painter.version();
      if (version === entry.shown) return;
      entry.shown = version;
      entry.painter.paint();
    } catch (thrown) {
      options.onError?.(thrown);
    }
  }

  return {
    registerPainter(painter) {
      const entry: Entry = { painter, shown: Number.NaN, visible: true };
      const { element } = painter;
      entries.add(entry);
      const neighbours = byElement.get(element);
      if (neighbours) {
        neighbours.add(entry);
        for (const neighbour of neighbours) entry.visible = neighbour.visible;
      } else {
        byElement.set(element, new Set([entry]));
        observer?.observe(element);
      }
      return () => {
        entries.delete(entry);
        const left = byElement.get(element);
        left?.delete(entry);
        if (left?.size === 0) {
          byElement.delete(element);
          observer?.unobserve(element);
        }
      };
    },
    repaint() {
      for (const entry of entries) entry.shown = Number.NaN;
    },
    start() {
      handle ??= request(tick);
    },
    stop() {
      if (handle !== undefined) cancel(handle);
      handle = undefined;
    },
  };
}

/** A margin around the screen, so that what scrolls in is painted already. */
const MARGIN = '100px';

function observeScreen(report: (element: Element, visible: boolean) => void): Observer | undefined {
  if (typeof IntersectionObserver === 'undefined') return undefined;
  return new IntersectionObserver(
    (seen) => {
      for (const { target, isIntersecting } of seen) report(target, isIntersecting);
    },
    { rootMargin: MARGIN },
  );
}
