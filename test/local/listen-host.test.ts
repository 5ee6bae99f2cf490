import { expect, test } from 'vitest';
import { checkListenHost, httpUrlOf, isLoopbackHost } from '../../lib/local/listen-host.ts';

test.each(['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost', '192.168.1.7'])(
  '%s may be listened on',
  host => {
    expect(checkListenHost(host)).toBe(host);
  },
);

test.each(['my-machine', 'example.org', '1.2.3', '', '0.0.0.0:80'])('%j is no address', host => {
  expect(() => checkListenHost(host)).toThrow(/HOST: expected an IP address/);
});

test('loopback is told from what others reach', () => {
  expect(['127.0.0.1', '127.1.2.3', 'localhost', '::1'].every(isLoopbackHost)).toBe(true);
  expect(['0.0.0.0', '::', '192.168.1.7', '12.7.0.1'].some(isLoopbackHost)).toBe(false);
});

test('an address of IPv6 stands in brackets', () => {
  expect([httpUrlOf('::1', 80), httpUrlOf('0.0.0.0', 3000)]).toEqual([
    'http://[::1]:80',
    'http://0.0.0.0:3000',
  ]);
});
