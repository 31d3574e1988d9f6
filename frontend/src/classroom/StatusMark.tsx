import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CirclePlay,
  CircleStop,
  Hourglass,
  Loader,
  type LucideIcon,
} from 'lucide-react';
import type { RunLine } from '@/protocol/classroom';
import { STATUS } from './telling';

const ICONS: Record<RunLine['status'], LucideIcon> = {
  created: CircleDashed,
  queued: Hourglass,
  compiling: Loader,
  running: CirclePlay,
  paused: CirclePause,
  finished: CircleCheck,
  stopped: CircleStop,
  diverged: CircleAlert,
  failed: CircleAlert,
};

/** A status by word and shape. */
export function StatusMark({ status }: { status: RunLine['status'] }) {
  const Icon = ICONS[status];
  return (
    <span className="status-mark" data-status={status}>
      <Icon size={15} aria-hidden /> {STATUS[status]}
    </span>
  );
}
