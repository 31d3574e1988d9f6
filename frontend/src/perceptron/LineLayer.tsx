import { useEffect, useRef } from 'react';
import { learnedIn } from '@/diagram/numbers';
import { useFacts } from '@/editor/edit';
import { wholeTaskOf } from '@/editor/task';
import { drawDecisionLine, drawLineBefore } from '@/paint/decision_line';
import { planeIn } from '@/paint/plane';
import { lookedAtIn } from '@/panels/looked_at';
import { featuresOf } from '@/protocol/spec';
import { useGlass, useProject } from '@/state/glass';
import { useWatch } from '@/state/latest';
import { useTheme } from '@/state/theme';
import { lineBefore, lineOf, oneUnit } from './unit';

/** The exact line at which a single unit decides, over the big view; before its last move it is drawn faintly. */
export function LineLayer({ side }: { side: number }) {
  const { session } = useGlass();
  const facts = useFacts();
  const theme = useTheme();
  const unit = useProject(({ spec }) => oneUnit(spec, wholeTaskOf(spec.data, facts)));
  const data = useProject(({ spec }) => spec.data);
  const canvas = useRef<HTMLCanvasElement>(null);
  useWatch(unit ? { kind: 'weights' } : null);
  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext('2d');
    if (!element || !pen || !unit) return;
    const features = featuresOf(data);
    const run = session.run.store;
    let looked = lookedAtIn(run.getState());
    let [seen, changes] = [-1, 0];
    return session.ticker.registerPainter({
      element,
      version() {
        const version = session.tensors.version(run.getState().run ?? '', 'weights');
        const now = lookedAtIn(run.getState());
        if (version !== seen || now !== looked) changes += 1;
        [seen, looked] = [version, now];
        return changes;
      },
      paint() {
        const ratio = window.devicePixelRatio || 1;
        const plane = planeIn(side, side, true);
        element.width = Math.round(side * ratio);
        element.height = Math.round(side * ratio);
        pen.setTransform(ratio, 0, 0, ratio, 0, 0);
        pen.clearRect(0, 0, side, side);
        const line = lineOf(unit, features, learnedIn(session.tensors, run.getState().run));
        if (!line) return;
        pen.beginPath();
        pen.rect(plane.left, plane.top, plane.side, plane.side);
        pen.clip();
        const before = looked && lineBefore(line, unit, features, looked.change);
        if (before) drawLineBefore(pen, plane, before, theme);
        drawDecisionLine(pen, plane, line, theme);
      },
    });
  }, [session, theme, unit, data, side]);
  return unit ? <canvas ref={canvas} className="line-layer" aria-hidden /> : null;
}
