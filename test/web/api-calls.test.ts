// Programs out of a description of an API: whatever stands in it is quoted for its language.
import { describe, expect, it } from 'vitest';
import { type ApiDocument, type Call, operationsOf } from '../../web/api-calls.ts';
import { inCurl } from '../../web/call-in-curl.ts';
import { inJavaScript } from '../../web/call-in-javascript.ts';
import { inPython } from '../../web/call-in-python.ts';

const json = (ref: string) => ({ 'application/json': { schema: { $ref: `#/components/schemas/${ref}` } } });
const answers = { 200: { description: 'Done.', content: json('Thing') } };
const document: ApiDocument = {
  paths: {
    '/things/{key}': {
      get: {
        summary: 'One thing.',
        parameters: [{ name: 'key', in: 'path', required: true, example: 'a/b' }],
        responses: answers,
      },
      delete: {
        summary: 'No thing.',
        security: [{ signIn: [] }],
        parameters: [{ name: 'key', in: 'path', required: true, example: "it's" }],
        responses: answers,
      },
    },
    '/unknown/{key}': {
      get: {
        summary: 'Nobody knows its keys.',
        parameters: [{ name: 'key', in: 'path' }],
        responses: answers,
      },
    },
    '/page': { get: { summary: 'Of no use.', 'x-internal': true, responses: answers } },
    '/readings': {
      post: {
        summary: 'Readings.',
        responses: { 200: { description: 'Read.', content: json('ReadingsAnswer') } },
        requestBody: {
          content: {
            'image/*': { examples: { file: { summary: 'File', externalValue: 'a.png' } } },
            'application/octet-stream': {},
            'application/json': {
              examples: { quotes: { summary: 'Quotes', value: { a: `it's "so" \\`, b: [true, null] } } },
            },
          },
        },
      },
    },
  },
};

const operations = operationsOf(document, 'http://127.0.0.1:3000/stage/');
const callsOf = (id: string): readonly Call[] => operations.find(one => one.id === id)?.calls ?? [];

describe('operationsOf', () => {
  it('leaves out what is of no use to a person, and calls nothing that lacks an example', () => {
    expect(operations.map(({ id, calls }) => [id, calls.length])).toEqual([
      ['GET /things/{key}', 1],
      ['DELETE /things/{key}', 1],
      ['GET /unknown/{key}', 0],
      ['POST /readings', 2],
    ]);
  });

  it('fills in the address, whatever stands before the API’s own path', () => {
    expect(callsOf('GET /things/{key}')[0]?.url).toBe('http://127.0.0.1:3000/stage/things/a/b');
  });
});

describe('a call', () => {
  it('of a route for those who are known shows a token from the environment', () => {
    const [call] = callsOf('DELETE /things/{key}');
    expect(inCurl(call!)).toBe(
      'curl -sS --fail-with-body \\\n  -X DELETE \\\n  -H "authorization: Bearer $TOKEN" \\\n' +
        "  'http://127.0.0.1:3000/stage/things/it'\\''s'",
    );
    expect(inJavaScript(call!)).toContain("authorization: 'Bearer ' + process.env.TOKEN");
    expect(inJavaScript(call!)).toContain("fetch('http://127.0.0.1:3000/stage/things/it\\'s', {");
    expect(inPython(call!)).toContain('"authorization": "Bearer " + os.environ["TOKEN"]');
    expect(inPython(call!)).toContain('method="DELETE"');
  });

  it('of a route for everyone shows none', () => {
    const [call] = callsOf('GET /things/{key}');
    for (const write of [inCurl, inJavaScript, inPython]) expect(write(call!)).not.toMatch(/token/i);
  });

  it('sends the JSON of the description, in each language’s own words', () => {
    const [, call] = callsOf('POST /readings');
    const [, sent] = /-d '(.*)' /s.exec(inCurl(call!)) ?? [];
    expect(JSON.parse(sent!.replaceAll("'\\''", "'"))).toEqual({ a: `it's "so" \\`, b: [true, null] });
    expect(inJavaScript(call!)).toContain('b: [true, null]');
    expect(inPython(call!)).toContain('[True, None]');
  });

  it('tells the readings where readings come, and the JSON where not', () => {
    const [call] = callsOf('POST /readings');
    expect(inPython(call!)).toContain('for reading in readings:');
    expect(inPython(callsOf('GET /things/{key}')[0]!)).toContain('json.dumps(json.load(answer)');
    expect(inCurl(call!)).toMatch(/-H 'content-type: image\/png' [\s\S]*--data-binary @a\.png/);
  });
});
