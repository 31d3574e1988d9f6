// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { bindText } from '@/live/counter';
import { createTicker, type Ticker } from '@/live/ticker';

let next: (() => void) | undefined;
let hidden: boolean;
let painted: number;
let report: (element: Element, visible: boolean) => void;
let observed: Element[];
let errors: unknown[];
let ticker: Ticker;

/** The next animation frame. */
function animate(): void {
  const callback = next;
  next = undefined;
  callback?.();
}

beforeEach(() => {
  hidden = false;
  painted = 0;
  observed = [];
  errors = [];
  ticker = createTicker(
    {
      painted() {
        painted += 1;
      },
    },
    {
      request(callback) {
        next = callback;
        return 7;
      },
      cancel() {
        next = undefined;
      },
      hidden: () => hidden,
      observe(listener) {
        report = listener;
        return {
          observe: (element) => void observed.push(element),
          unobserve: (element) => void observed.splice(observed.indexOf(element), 1),
          disconnect: () => undefined,
        };
      },
      onError: (thrown) => errors.push(thrown),
    },
  );
  ticker.start();
});

function painter(element = document.createElement('canvas')) {
  const made = { element, current: 1, version: () => made.current, paint: vi.fn() };
  return made;
}

describe('createTicker', () => {
  it('paints what is new, once', () => {
    const one = painter();
    ticker.registerPainter(one);
    animate();
    animate();
    expect(one.paint).toHaveBeenCalledTimes(1);
    one.current = 2;
    animate();
    expect(one.paint).toHaveBeenCalledTimes(2);
  });

  it('passes over what is not on the screen, and paints it when it comes', () => {
    const one = painter();
    ticker.registerPainter(one);
    report(one.element, false);
    animate();
    expect(one.paint).not.toHaveBeenCalled();
    report(one.element, true);
    animate();
    expect(one.paint).toHaveBeenCalledTimes(1);
  });

  it('acknowledges after painting, also when no painter shows what came', () => {
    const order: string[] = [];
    const one = painter();
    one.paint.mockImplementation(() => order.push(`paint before ${painted}`));
    ticker.registerPainter(one);
    animate();
    expect(order).toEqual(['paint before 0']);
    expect(painted).toBe(1);
    report(one.element, false);
    animate();
    expect(painted).toBe(2);
  });

  it('does nothing while the page is hidden', () => {
    hidden = true;
    const one = painter();
    ticker.registerPainter(one);
    animate();
    expect(one.paint).not.toHaveBeenCalled();
    expect(painted).toBe(0);
    hidden = false;
    animate();
    expect(one.paint).toHaveBeenCalledTimes(1);
  });

  it('survives a painter that throws, and tells of it once a version', () => {
    const broken = painter();
    broken.paint.mockImplementation(() => {
      throw new Error('no paint');
    });
    const whole = painter();
    ticker.registerPainter(broken);
    ticker.registerPainter(whole);
    animate();
    animate();
    expect(errors).toHaveLength(1);
    expect(whole.paint).toHaveBeenCalledTimes(1);
    expect(painted).toBe(2);
  });

  it('paints everything again when asked to', () => {
    const one = painter();
    ticker.registerPainter(one);
    animate();
    ticker.repaint();
    animate();
    expect(one.paint).toHaveBeenCalledTimes(2);
  });

  it('lets several painters share an element, and forgets it with the last of them', () => {
    const first = painter();
    const second = painter(first.element);
    const endFirst = ticker.registerPainter(first);
    report(first.element, false);
    const endSecond = ticker.registerPainter(second);
    animate();
    expect(second.paint).not.toHaveBeenCalled();
    endFirst();
    expect(observed).toEqual([first.element]);
    report(first.element, true);
    animate();
    expect(first.paint).not.toHaveBeenCalled();
    expect(second.paint).toHaveBeenCalledTimes(1);
    endSecond();
    expect(observed).toEqual([]);
  });

  it('stops', () => {
    ticker.stop();
    animate();
    expect(painted).toBe(0);
    ticker.start();
    animate();
    expect(painted).toBe(1);
  });
});

describe('bindText', () => {
  it('writes only what changed', () => {
    const element = document.createElement('span');
    const write = vi.spyOn(element, 'textContent', 'set');
    let step = 1;
    const end = bindText(ticker, element, () => `step ${step}`);
    animate();
    animate();
    expect(element.textContent).toBe('step 1');
    expect(write).toHaveBeenCalledTimes(1);
    step = 2;
    animate();
    expect(element.textContent).toBe('step 2');
    end();
    step = 3;
    animate();
    expect(element.textContent).toBe('step 2');
  });
});
