import { useRef } from 'react';
import { Frame } from '@/people/Frame';
import NowherePlace from '@/people/NowherePlace';
import { useOpened } from '@/projects/opened';
import { type Glass, GlassContext } from '@/state/glass';
import { App } from './App';
import { begin, wire } from './wire';

let glass: Glass | null = null;

/** Wired once, when the page opens: whoever leaves the playground leaves the page. */
function wired(): Glass {
  if (glass) return glass;
  glass = wire();
  void begin(glass);
  return glass;
}

/** The playground, alive. */
export default function Playground() {
  const held = useRef<Glass>(null);
  held.current ??= wired();
  const missing = useOpened((state) => state.missing);
  if (missing)
    return (
      <Frame>
        <NowherePlace title={missing.detail} tells={missing.hint} />
      </Frame>
    );
  return (
    <GlassContext value={held.current}>
      <App />
    </GlassContext>
  );
}
