/** Errors written for the person who reads them, whichever way they reached the page. */

/** The four fields every surface shows. */
export interface Problem {
  code: string;
  detail: string;
  hint: string;
  /** The path of the thing at fault, such as `network.nodes.h1`; empty when it is the whole request. */
  where: string;
}

/** A `Problem` that can be thrown. */
export class ProblemError extends Error implements Problem {
  override readonly name = 'ProblemError';
  readonly code: string;
  readonly detail: string;
  readonly hint: string;
  readonly where: string;
  /** The status of the answer that told it; 0 where it was no answer. */
  readonly status: number;

  constructor(problem: { code: string; detail: string; hint?: string; where?: string; status?: number }) {
    super(problem.detail);
    this.code = problem.code;
    this.detail = problem.detail;
    this.hint = problem.hint ?? '';
    this.where = problem.where ?? '';
    this.status = problem.status ?? 0;
  }
}

/** Any thrown thing as a `ProblemError`, so that whoever shows it needs one form. */
export function asProblem(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new ProblemError({ code: 'page', detail: `The page stumbled: ${detail}`, hint: 'Reload the page.' });
}
