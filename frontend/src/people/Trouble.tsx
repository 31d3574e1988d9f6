import { CircleAlert } from 'lucide-react';
import type { Problem } from '@/protocol/problem';

/** What went wrong and what helps, in words. */
export function Trouble({ problem }: { problem: Problem | null }) {
  return (
    problem && (
      <p className="trouble" role="alert">
        <CircleAlert size={16} aria-hidden />
        <span>
          {problem.detail} {problem.hint}
        </span>
      </p>
    )
  );
}
