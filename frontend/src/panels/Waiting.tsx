import { CircleAlert, Loader } from 'lucide-react';
import { Button } from 'react-aria-components';
import type { ProblemError } from '@/protocol/problem';
import { Banner } from './Banner';

interface WaitingProps {
  /** What is waited for, in a few words. */
  what: string;
  /** Why it does not come. */
  problem: ProblemError | null;
  again?: () => void;
}

/** Stands where something will be that is on its way, or says why it does not come. */
export function Waiting({ what, problem, again }: WaitingProps) {
  if (!problem)
    return (
      <p className="waiting quiet" role="status">
        <Loader size={16} className="spin" aria-hidden /> {what}
      </p>
    );
  const strange = problem.code === 'sign_in';
  const actions = strange ? (
    <a className="button" href="/">
      Sign in
    </a>
  ) : (
    again && (
      <Button className="button" onPress={again}>
        Try again
      </Button>
    )
  );
  return (
    <Banner tone="fault" icon={<CircleAlert size={16} aria-hidden />} actions={actions}>
      <b>{problem.detail}</b> {problem.hint}
    </Banner>
  );
}

/** Says that what is shown is old, while the server cannot be asked. */
export function Stale({ problem, again }: { problem: ProblemError | null; again: () => void }) {
  if (!problem) return null;
  return <Waiting what="" problem={problem} again={again} />;
}
