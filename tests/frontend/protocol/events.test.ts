import { describe, expect, it } from 'vitest';
import { readEvent } from '@/protocol/events';
import { asProblem, ProblemError } from '@/protocol/problem';
import { viewKey } from '@/protocol/views';

describe('readEvent', () => {
  it('reads an event', () => {
    expect(readEvent('{"type":"pong","sent_ms":3}')).toEqual({ type: 'pong', sent_ms: 3 });
  });

  it.each(['{"type":"from_a_newer_server"}', '{"type":"toString"}', '{"type":7}', '{}', 'null', '[]', '3'])(
    'passes over %s',
    (text) => {
      expect(readEvent(text)).toBeUndefined();
    },
  );

  it('throws on what is no JSON', () => {
    expect(() => readEvent('{')).toThrow(SyntaxError);
  });
});

describe('viewKey', () => {
  it('names views as the server does', () => {
    expect(viewKey({ kind: 'surface', size: 50 })).toBe('surface');
    expect(viewKey({ kind: 'unit', node: 'h1', unit: 3 })).toBe('unit:h1:3');
  });
});

describe('asProblem', () => {
  it('keeps a problem and wraps anything else', () => {
    const problem = new ProblemError({ code: 'shape', detail: 'Too wide.' });
    expect(asProblem(problem)).toBe(problem);
    expect(asProblem(new Error('no such thing'))).toMatchObject({
      code: 'page',
      detail: 'The page stumbled: no such thing',
    });
    expect(asProblem('words').detail).toContain('words');
  });
});
