// Who may call: loopback's own names, and pages that are known.
import { expect, test } from 'vitest';
import { isOwnHost, mayCall, ownOrigins } from '../../lib/local/callers.ts';

test.each(['127.0.0.1', 'localhost', '[::1]', 'LOCALHOST', '127.0.0.1:3000', 'localhost:1', '[::1]:4566'])(
  'knows %s as its own',
  host => expect(isOwnHost(host)).toBe(true),
);

test.each([
  undefined,
  '',
  'evil.example',
  'localhost.evil.example',
  'evil.example:127.0.0.1',
  '127.0.0.1@evil.example',
  '127.0.0.2',
  '0.0.0.0',
  '::1',
  'localhost:',
  'localhost:80:80',
  'localhost, evil.example',
])('does not know %j', host => expect(isOwnHost(host)).toBe(false));

test('lets programs call, its own pages and those that are listed; no others', () => {
  const origins = [...ownOrigins([3000]), 'https://page.example'];
  const callers: readonly (readonly [string | undefined, boolean])[] = [
    [undefined, true],
    ['http://127.0.0.1:3000', true],
    ['http://localhost:3000', true],
    ['https://page.example', true],
    ['http://localhost:3001', false],
    ['http://page.example', false],
    ['null', false],
  ];
  for (const [origin, may] of callers)
    expect(mayCall(origin === undefined ? {} : { origin }, origins), origin ?? 'none').toBe(may);
});
