import { lazy, Suspense } from 'react';

const Formula = lazy(() => import('./Formula'));

/** A formula in the flow of the page; its room is kept while it loads. */
export function Maths({ tex, display = false }: { tex: string; display?: boolean }) {
  return (
    <span className="maths">
      <Suspense fallback={null}>
        <Formula tex={tex} display={display} />
      </Suspense>
    </span>
  );
}
