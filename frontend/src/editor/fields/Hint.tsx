import { type PointerEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { createPortal } from 'react-dom';

interface Place {
  left: number;
  top: number;
  above: boolean;
}

const WAIT_MS = 450;

const WIDTH = 260;

function placeOf(element: Element): Place {
  const box = element.getBoundingClientRect();
  const left = Math.max(8, Math.min(window.innerWidth - WIDTH - 8, box.left + box.width / 2 - WIDTH / 2));
  const above = box.bottom + 110 > window.innerHeight;
  return { left, top: above ? box.top - 8 : box.bottom + 8, above };
}

/** Also told when the pointer leaves for what a new picture of the control put in its place. */
function isOver({ currentTarget, clientX, clientY }: PointerEvent): boolean {
  const { left, right, top, bottom } = currentTarget.getBoundingClientRect();
  return clientX >= left && clientX < right && clientY >= top && clientY < bottom;
}

/**
 * Explains what it wraps: after a moment under the pointer, at once with keyboard focus. The text is also there for
 * screen readers, as a description that `children` can point to.
 */
export function Hint({ text, children }: { text: string; children: (describedBy: string) => ReactNode }) {
  const id = useId();
  const around = useRef<HTMLDivElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** Who has pressed knows what it does, until the pointer has been elsewhere. */
  const pressed = useRef(false);
  const [place, setPlace] = useState<Place | null>(null);
  const hide = () => {
    clearTimeout(timer.current);
    setPlace(null);
  };
  const showSoon = (wait: number) => {
    clearTimeout(timer.current);
    if (pressed.current) return;
    timer.current = setTimeout(() => around.current && setPlace(placeOf(around.current)), wait);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches; what it wraps is the control
    <div
      ref={around}
      className="hint-around"
      onPointerEnter={(event) => event.pointerType === 'mouse' && showSoon(WAIT_MS)}
      onPointerLeave={(event) => {
        pressed.current &&= isOver(event);
        hide();
      }}
      onPointerDownCapture={() => {
        pressed.current = true;
        hide();
      }}
      onFocus={(event) => event.target.matches(':focus-visible:not(input)') && showSoon(WAIT_MS)}
      onBlur={hide}
      onKeyDown={hide}
    >
      {children(id)}
      <span id={id} hidden>
        {text}
      </span>
      {place &&
        createPortal(
          <div
            className="hint"
            data-above={place.above || undefined}
            style={{ left: place.left, top: place.top, width: WIDTH }}
          >
            {text}
          </div>,
          document.body,
        )}
    </div>
  );
}
