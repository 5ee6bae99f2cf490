import { expect, it } from 'vitest';
import { fetchAddress } from '../../web/fetch-address.ts';

const answering = (body: string, status = 200, type = 'image/png') =>
  (async () => new Response(body, { status, headers: { 'content-type': type } })) as typeof fetch;

it('gives the picture, by the last part of its address', async () => {
  const fetched = await fetchAddress('https://example.org/a/zip%20code.png?x=1', answering('bytes'));
  expect(fetched).toMatchObject({ kind: 'picture', picture: { name: 'zip code.png' } });
  expect(await fetchAddress('example.org', answering('bytes'))).toMatchObject({
    picture: { name: 'example.org' },
  });
});

it('says what to do where a site forbids it, and where there is no picture', async () => {
  const forbidden = (async () => {
    throw new TypeError('Failed to fetch');
  }) as typeof fetch;
  const messageOf = async (address: string, send: typeof fetch) => {
    const fetched = await fetchAddress(address, send);
    return fetched.kind === 'fault' ? fetched.message : null;
  };
  expect(await messageOf('https://example.org/7.png', forbidden)).toMatch(
    /example\.org does not let.*paste it here/,
  );
  expect(await messageOf('https://example.org/7.png', answering('', 404))).toContain('404');
  expect(await messageOf('https://example.org/', answering('<p>', 200, 'text/html'))).toContain('a page');
  for (const wrong of ['', 'no address', 'javascript:alert(1)', 'file:///etc/passwd', 'https://'])
    expect(await messageOf(wrong, answering('bytes')), wrong).toContain('Expected a web address');
});

it('takes an address whose percent signs are no encoding', async () => {
  expect(await fetchAddress('https://example.org/100%.png', answering('bytes'))).toMatchObject({
    picture: { name: '100%.png' },
  });
});
