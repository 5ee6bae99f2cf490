// Keys of machines: their shape, what is kept of them, and who is let in by them, over a bucket in memory.
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../lib/config.ts';
import { DigitdropError } from '../../lib/errors.ts';
import { identifyOf } from '../../lib/http/identify.ts';
import { openKeyIdentity } from '../../lib/keys/identify-key.ts';
import { isKeyText, makeKeyText } from '../../lib/keys/key-text.ts';
import { createMemoryStore, type MemoryStore } from '../bucket/memory-store.ts';
import { runCommand } from './run-keys.ts';

let store: MemoryStore;
let clock: number;
beforeEach(() => {
  store = createMemoryStore();
  clock = Date.now();
});

const open = () => openKeyIdentity({ store, bucket: 'digitdrop', now: () => clock });
const codeOf = async (asked: Promise<unknown>) => {
  const answer = await asked;
  return answer instanceof DigitdropError ? answer.code : answer;
};
const keys = (...args: readonly string[]) => runCommand(store, args);
const create = async (...args: readonly string[]) => (await keys('create', ...args)).out.trim();
const listed = async () =>
  (await keys('list')).out
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));
const sumOf = (text: string) => createHash('sha256').update(text).digest('hex');

describe('a key', () => {
  it('has a shape that scanners know, and checks itself', () => {
    const text = makeKeyText();
    expect(text).toMatch(/^dd_[0-9A-Za-z]{46}$/);
    expect(isKeyText(text)).toBe(true);
    expect(makeKeyText()).not.toBe(text);
    const other = text.at(10) === 'a' ? 'b' : 'a';
    for (const wrong of [
      text.slice(0, -1),
      `${text}0`,
      text.slice(0, 10) + other + text.slice(11),
      'dd_',
      '',
    ])
      expect(isKeyText(wrong), wrong).toBe(false);
  });

  it('lets in whom it was made for, with its role', async () => {
    const text = await create('--role', 'reviewer', 'night shift');
    expect(await open()(text)).toEqual({
      kind: 'key',
      subject: 'night shift',
      client: sumOf(text).slice(0, 12),
      roles: ['reader', 'reviewer'],
    });
  });

  it('is kept as a sum alone', async () => {
    const text = await create('scanner');
    const kept = store.text(`.digitdrop/keys/${sumOf(text)}.json`);
    expect(JSON.parse(kept ?? '')).toMatchObject({ sha256: sumOf(text), lastFour: text.slice(-4) });
    expect(kept).not.toContain(text.slice(3, 20));
  });

  it('that nobody has is refused, and one that is mistyped without asking the bucket', async () => {
    await create('scanner');
    const before = store.calls.length;
    expect(await codeOf(open()('dd_short'))).toBe('unauthorized');
    expect(store.calls.length).toBe(before);
    expect(await codeOf(open()(makeKeyText()))).toBe('unauthorized');
    expect(store.calls.length).toBe(before + 1);
  });

  it('that expires is refused from then on, though it was just seen', async () => {
    const text = await create('--days', '1', 'scanner');
    const identify = open();
    expect(await codeOf(identify(text))).toMatchObject({ kind: 'key' });
    clock += 86_400_000 - 2_000;
    expect(await codeOf(identify(text))).toMatchObject({ kind: 'key' });
    clock += 4_000;
    expect(await codeOf(identify(text))).toBe('unauthorized');
    const forever = await create('--days', '0', 'for good');
    clock += 86_400_000 * 400;
    expect(await codeOf(identify(forever))).toMatchObject({ kind: 'key' });
  });

  it('is looked up once in a while, and refused within a minute once it is revoked', async () => {
    const text = await create('scanner');
    const identify = open();
    const lookUps = () => store.calls.filter(call => call.startsWith('get ')).length;
    const before = lookUps();
    for (let n = 0; n < 3; n++) expect(await codeOf(identify(text))).toMatchObject({ kind: 'key' });
    expect(lookUps()).toBe(before + 1);
    await keys('revoke', sumOf(text).slice(0, 12));
    clock += 60_000;
    expect(await codeOf(identify(text))).toBe('unauthorized');
    expect(await codeOf(open()(text))).toBe('unauthorized');
  });

  it('is not forgotten for keys that somebody made up', async () => {
    const text = await create('scanner');
    const identify = open();
    expect(await codeOf(identify(text))).toMatchObject({ kind: 'key' });
    const madeUp = Array.from({ length: 1_500 }, makeKeyText);
    for (const one of madeUp) expect(await codeOf(identify(one))).toBe('unauthorized');
    const before = store.calls.length;
    expect(await codeOf(identify(text))).toMatchObject({ kind: 'key' });
    expect(store.calls.length).toBe(before);
    // Of those the last are remembered too, and no more of them than there is room for.
    expect(await codeOf(identify(madeUp.at(-1) ?? ''))).toBe('unauthorized');
    expect(store.calls.length).toBe(before);
    expect(await codeOf(identify(madeUp[0] ?? ''))).toBe('unauthorized');
    expect(store.calls.length).toBe(before + 1);
  });

  it('that is revoked and put back is what it was made last', async () => {
    const text = await create('scanner');
    const path = `.digitdrop/keys/${sumOf(text)}.json`;
    const record = store.text(path) ?? '';
    const identify = open();
    expect(await codeOf(identify(text))).toMatchObject({ kind: 'key' });
    store.erase(path);
    clock += 60_000;
    expect(await codeOf(identify(text))).toBe('unauthorized');
    store.drop(path, record);
    clock += 60_000;
    expect(await codeOf(identify(text))).toMatchObject({ kind: 'key' });
  });

  it.each(['store-unavailable', 'store-refused'] as const)(
    'lets nobody in where the bucket says %s, and is looked up again',
    async code => {
      const text = await create('scanner');
      const identify = open();
      store.when('before', 'get', `.digitdrop/keys/${sumOf(text)}.json`, () => {
        throw new DigitdropError(code, 'no');
      });
      expect(await codeOf(identify(text))).toBe('store-unavailable');
      expect(await codeOf(identify(text))).toMatchObject({ kind: 'key' });
    },
  );

  it('has no record that another could lie in the place of', async () => {
    const [text, other] = [await create('scanner'), makeKeyText()];
    const record = store.text(`.digitdrop/keys/${sumOf(text)}.json`) ?? '';
    store.drop(`.digitdrop/keys/${sumOf(other)}.json`, record);
    expect(await codeOf(open()(other))).toBe('unauthorized');
    store.drop(`.digitdrop/keys/${sumOf(other)}.json`, record.replace('"reader"', '"root"'));
    expect(await codeOf(open()(other))).toBe('unauthorized');
    store.drop(`.digitdrop/keys/${sumOf(other)}.json`, record.replace(sumOf(text), sumOf(other)));
    expect(await codeOf(open()(other))).toMatchObject({ kind: 'key' });
  });
});

describe('where keys are taken', () => {
  const identifyWith = (env: Readonly<Record<string, string>>) =>
    identifyOf({ config: readConfig(env), store })!;
  const bearer = (text: string) => ({ headers: { authorization: `Bearer ${text}` } });

  it('one is enough, without an issuer; nobody comes in without', async () => {
    const identify = identifyWith({ AUTH_KEYS: 'yes' });
    expect(await codeOf(identify(bearer(await create('scanner'))))).toMatchObject({ kind: 'key' });
    expect(await codeOf(identify({ headers: {} }))).toBe('unauthorized');
    expect(await codeOf(identify(bearer('eyJ.eyJ.sig')))).toBe('unauthorized');
  });

  it('is a setting: without it a key is no more than a token that is refused', async () => {
    const text = await create('scanner');
    const env = { AUTH_ISSUER: 'http://127.0.0.1:9', AUTH_AUDIENCE: 'web' };
    expect(await codeOf(identifyWith(env)(bearer(text)))).toBe('unauthorized');
    expect(await codeOf(identifyWith({ ...env, AUTH_KEYS: 'yes' })(bearer(text)))).toMatchObject({
      kind: 'key',
    });
  });
});

describe('digitdrop keys', () => {
  it('makes, lists and revokes', async () => {
    const text = await create('--role', 'admin', 'first');
    await create('--days', '0', 'second');
    const all = await listed();
    // Both may have been made in the same millisecond.
    const [first, second] = ['first', 'second'].map(name => all.find(one => one.name === name));
    expect(first).toMatchObject({
      id: sumOf(text).slice(0, 12),
      name: 'first',
      role: 'admin',
      isExpired: false,
      lastFour: text.slice(-4),
    });
    expect(Date.parse(first.expiresAt) - Date.parse(first.createdAt)).toBeCloseTo(90 * 86_400_000, -4);
    expect(second).toMatchObject({ name: 'second', role: 'reader', expiresAt: null });
    expect((await keys('list')).out).not.toContain(text.slice(3, 20));
    expect((await keys('revoke', 'first')).code).toBe(0);
    expect((await listed()).map(({ name }) => name)).toEqual(['second']);
  });

  it('revokes nothing where several are meant, or none', async () => {
    await create('twin');
    await create('twin');
    expect(await keys('revoke', 'twin')).toMatchObject({ code: 2, err: expect.stringContaining('several') });
    expect(await keys('revoke', 'nobody')).toMatchObject({ code: 2, err: expect.stringContaining('none') });
    expect(await listed()).toHaveLength(2);
  });

  it.each([
    [[]],
    [['make', 'x']],
    [['create']],
    [['create', 'a', 'b']],
    [['create', '--role', 'root', 'x']],
    [['create', '--days', '-1', 'x']],
    [['create', '--days', '', 'x']],
    [['create', '']],
    [['create', 'a\nb']],
    [['list', 'x']],
    [['list', '--days', '3']],
    [['revoke']],
  ])('%j is wrong usage', async args => {
    expect((await keys(...args)).code).toBe(2);
    expect(await listed()).toEqual([]);
  });
});
