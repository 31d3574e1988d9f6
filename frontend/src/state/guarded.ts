import type { Controller } from './control';
import { lockedBy, mayChange, usePermits } from './permits';
import { show } from './screen';

/** A controller that says so, and does nothing, where playing is locked or hidden: by button or by key. */
export function guarded(controller: Controller): Controller {
  const may = (): boolean => {
    const permits = usePermits.getState();
    const allowed = mayChange(permits, 'transport');
    if (!allowed) show({ message: `Play and step are ${lockedBy(permits)}` });
    return allowed;
  };
  return {
    ...controller,
    play: () => void (may() && controller.play()),
    pause: () => void (may() && controller.pause()),
    toggle: () => void (may() && controller.toggle()),
    step: (unit) => void (may() && controller.step(unit)),
    reset: () => void (may() && controller.reset()),
    stop: () => void (may() && controller.stop()),
  };
}
