// @vitest-environment jsdom
import { beforeEach, expect, it } from 'vitest';
import { leaveUnwritten, takeUnwritten } from '@/app/unwritten';

beforeEach(() => window.sessionStorage.clear());

it('gives what was left under the same address, once', () => {
  leaveUnwritten(window.sessionStorage, '#g=old', 'j=new');
  expect(takeUnwritten(window.sessionStorage, '#g=old')).toBe('#j=new');
  expect(takeUnwritten(window.sessionStorage, '#g=old')).toBe('#g=old');
});

it('leaves another address alone', () => {
  leaveUnwritten(window.sessionStorage, '#g=old', 'j=new');
  expect(takeUnwritten(window.sessionStorage, '#data=xor')).toBe('#data=xor');
});

it('does without a storage, and without sense in it', () => {
  const shut = {
    getItem: () => '{',
    setItem: () => {
      throw new Error('full');
    },
    removeItem: () => undefined,
  };
  expect(() => leaveUnwritten(shut, '', 'j=new')).not.toThrow();
  expect(takeUnwritten(shut, '#g=old')).toBe('#g=old');
});
