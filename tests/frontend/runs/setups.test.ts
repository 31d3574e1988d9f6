import { expect, test } from 'vitest';
import { pathTitle, valueText } from '@/runs/setups';

test('paths of a set-up are told in words', () => {
  expect(pathTitle('training.optimiser.learning_rate')).toBe('Training › optimiser › learning rate');
  expect(pathTitle('network.nodes.h1.units')).toBe('Network › h1 › units');
  expect(pathTitle('training.l2')).toBe('Training › L2');
});

test('values of a set-up are told as they are read', () => {
  expect(valueText(null)).toBe('–');
  expect(valueText(undefined)).toBe('–');
  expect(valueText(12000)).toBe('12,000');
  expect(valueText(-0.03)).toBe('−0.03');
  expect(valueText(1e-7)).toBe('1e−7');
  expect(valueText(true)).toBe('yes');
  expect(valueText('binary_cross_entropy')).toBe('binary cross entropy');
  expect(valueText(['x', 'y'])).toBe('x, y');
  expect(valueText({ kind: 'adam' })).toBe('{"kind":"adam"}');
  expect(valueText(Array.from({ length: 99 }, () => 'x')).length).toBe(80);
});
