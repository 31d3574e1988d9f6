import { expect, it } from 'vitest';
import { socketUrl } from '@/transport/socket';

it('leads to the server of the page', () => {
  expect(socketUrl({ protocol: 'https:', host: 'a.b:8' })).toBe('wss://a.b:8/api/v1/socket');
  expect(socketUrl({ protocol: 'http:', host: 'a' })).toBe('ws://a/api/v1/socket');
});
