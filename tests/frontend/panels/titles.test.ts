import { expect, it } from 'vitest';
import { divergedTelling } from '@/panels/titles';

const titles = new Map([
  ['h1', 'hidden layer 1'],
  ['out', 'output layer'],
]);
const detail = (node: string) =>
  `Training diverged at update 3: at '${node}' its output is no longer a finite number. Kept.`;

it('calls layers by the names they have on the page', () => {
  expect(divergedTelling(detail('out'), titles)).toBe(
    'In the output layer its output is no longer a finite number. Kept.',
  );
  expect(divergedTelling(detail('h1'), titles)).toBe(
    'In hidden layer 1 its output is no longer a finite number. Kept.',
  );
  expect(divergedTelling(detail('conv2'), titles)).toBe("At 'conv2' its output is no longer a finite number. Kept.");
});
