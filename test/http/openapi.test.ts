import { describe, expect, it } from 'vitest';
import { openapiDocument } from '../../lib/http/openapi.ts';
import { routes } from '../../lib/http/routes.ts';
import { readingSchema } from '../../lib/reading/reading.ts';
import { ask, askJson } from './ask.ts';
import { createFakeHouse } from './fake-house.ts';
import { findSchemaFault } from './json-schema.ts';

type Json = Readonly<Record<string, unknown>>;

const document = JSON.parse(JSON.stringify(openapiDocument()));
const schemas: Readonly<Record<string, Json>> = document.components.schemas;
const faultOf = (name: string, value: unknown) =>
  findSchemaFault(schemas, { $ref: `#/components/schemas/${name}` }, value);

const everyObject = function* (value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return;
  yield value as Json;
  for (const inner of Object.values(value)) yield* everyObject(inner);
};

describe('the OpenAPI document', () => {
  it('is OpenAPI 3.1 with one operation for each route, and no other', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({ title: 'digitdrop', version: expect.any(String) });
    const described = Object.entries<Json>(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map(method => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('gives each operation a name of its own, a summary and its path’s parameters', () => {
    const operations = Object.entries<Json>(document.paths).flatMap(([path, item]) =>
      Object.values(item).map(operation => ({ path, operation: operation as Json })),
    );
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
    for (const { path, operation } of operations) {
      expect(operation.summary, path).toEqual(expect.any(String));
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(match => match[1]);
      const parameters = (operation.parameters ?? []) as { name: string; in: string; required: boolean }[];
      expect(
        parameters.filter(p => p.in === 'path' && p.required).map(p => p.name),
        path,
      ).toEqual(inPath);
      for (const response of Object.values(operation.responses as Json))
        expect(response, path).toMatchObject({ description: expect.any(String) });
    }
  });

  it('refers only to what it holds, and holds no schema that nothing refers to', () => {
    const refs = [...everyObject(document)].flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : []));
    const names = Object.keys(schemas).map(name => `#/components/schemas/${name}`);
    expect(refs.length).toBeGreaterThan(10);
    for (const ref of refs) expect(names).toContain(ref);
    const unused = names.filter(name => !refs.includes(name));
    expect(unused).toEqual(['#/components/schemas/ReadOptions']);
    for (const object of everyObject(schemas)) {
      expect(object).not.toHaveProperty('$id');
      expect(object).not.toHaveProperty('$schema');
      expect(object).not.toHaveProperty('$defs');
    }
  });

  it('states the options of the query as the fields of JSON and of forms', () => {
    const parameters: { name: string; schema: Json }[] = document.paths['/v1/readings'].post.parameters;
    expect(parameters.map(({ name }) => name)).toEqual([
      ...['expect', 'maxError', 'length', 'pattern', 'check'],
      // What is shown beside the readings is of the query alone.
      'show',
    ]);
    expect(parameters[0]?.schema).toMatchObject({ enum: ['digit', 'number'] });
    const form = document.paths['/v1/readings'].post.requestBody.content['multipart/form-data'].schema;
    expect(Object.keys(form.properties).sort()).toEqual([
      'check',
      'expect',
      'image',
      'length',
      'maxError',
      'pattern',
    ]);
  });

  it('fits what is answered', async () => {
    const { house } = createFakeHouse();
    const data = Buffer.from('image:1').toString('base64');
    const answered = await askJson(house, { images: [{ data }, { data: '' }] });
    expect(faultOf('ReadingsAnswer', answered.json)).toBeNull();
    expect(readingSchema.safeParse(answered.json.readings[0]).success).toBe(true);
    expect(faultOf('Models', (await ask(house, { path: '/v1/models' })).json)).toBeNull();
    expect(faultOf('Health', (await ask(house, { path: '/v1/health' })).json)).toBeNull();
    expect(faultOf('FrontPage', (await ask(house, { path: '/' })).json)).toBeNull();
    expect(faultOf('Problem', (await askJson(house, '{')).json)).toBeNull();
    expect(
      faultOf('ReadingsAnswer', { readings: [{ ...answered.json.readings[0], status: 'fine' }] }),
    ).not.toBeNull();
  });

  it('takes and refuses bodies as the validation does', async () => {
    const objects = { 'inbox/zip.png': 'image:1' };
    const { house } = createFakeHouse({ objects });
    const media = document.paths['/v1/readings'].post.requestBody.content['application/json'];
    const examples = Object.values<{ value: unknown }>(media.examples).map(({ value }) => value);
    const pixels = Array(8).fill(Array(8).fill(0));
    const others = [
      {},
      { images: [] },
      { images: [{}] },
      { images: [{ data: 1 }] },
      { images: [{ data: '', pixels }] },
      { images: [{ pixels: pixels.slice(1) }] },
      { images: [{ pixels: [...pixels, Array(8).fill(256)] }] },
      { images: [{ pixels }], expect: 'word' },
      { images: [{ pixels }], length: 65 },
      { images: [{ pixels }], more: 1 },
      { images: [{ bucket: 'digitdrop' }] },
    ];
    expect(examples).toHaveLength(3);
    for (const body of [...examples, ...others]) {
      const fits = faultOf('ReadingsRequest', body) === null;
      const { status } = await askJson(house, body);
      expect(fits, JSON.stringify(body)).toBe(status === 200);
      expect(fits).toBe(examples.includes(body));
    }
  });
});
