import type { ReactNode } from 'react';

interface ScrolledProps {
  /** What is in it, for those who come to it by keyboard. */
  label: string;
  children: ReactNode;
}

/** A wide table on a narrow page: it scrolls sideways by itself. */
export function Scrolled({ label, children }: ScrolledProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="scrolled" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
