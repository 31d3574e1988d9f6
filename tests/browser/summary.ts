import { stripVTControlCharacters } from 'node:util';
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

/** Says at the very end, where a log that is cut off still has it, what failed and why. */
export default class Summary implements Reporter {
  private readonly failed: string[] = [];

  onTestEnd(test: TestCase, { errors }: TestResult): void {
    if (test.outcome() !== 'unexpected') return;
    const reasons = errors.flatMap(({ message = '', location }) => [
      ...stripVTControlCharacters(message).split('\n').filter(Boolean),
      `at line ${location?.line}`,
    ]);
    this.failed.push([`  ${test.title}`, ...reasons.map((line) => `    ${line}`)].join('\n'));
  }

  onEnd(): void {
    if (this.failed.length > 0) process.stdout.write(`\nFailed, and why:\n${this.failed.join('\n')}\n`);
  }

  printsToStdio(): boolean {
    return false;
  }
}
