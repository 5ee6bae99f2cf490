// A small judge of JSON Schema, for the keywords that our OpenAPI document uses; an unknown keyword throws.

type Json = Readonly<Record<string, unknown>>;
type Schemas = Readonly<Record<string, Json>>;

const typeOf = (value: unknown): readonly string[] => {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  if (typeof value === 'number') return Number.isInteger(value) ? ['number', 'integer'] : ['number'];
  return [typeof value];
};

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keywords that say nothing of what fits. */
const notes = [
  'description',
  'examples',
  'title',
  'format',
  'default',
  'id',
  'contentMediaType',
  'additionalProperties',
];

type Judge = (bound: never, value: never, schema: Json) => boolean;

const size = (value: unknown): number => (Array.isArray(value) ? value.length : String(value).length);

const simple: Readonly<Record<string, Judge>> = {
  type: (bound: string | string[], value: unknown) =>
    typeOf(value).some(type => [bound].flat().includes(type)),
  const: (bound: unknown, value: unknown) => bound === value,
  enum: (bound: unknown[], value: unknown) => bound.includes(value),
  minimum: (bound: number, value: unknown) => typeof value !== 'number' || value >= bound,
  maximum: (bound: number, value: unknown) => typeof value !== 'number' || value <= bound,
  minLength: (bound: number, value: unknown) => typeof value !== 'string' || size(value) >= bound,
  pattern: (bound: string, value: unknown) => typeof value !== 'string' || new RegExp(bound).test(value),
  minItems: (bound: number, value: unknown) => !Array.isArray(value) || size(value) >= bound,
  maxItems: (bound: number, value: unknown) => !Array.isArray(value) || size(value) <= bound,
  required: (bound: string[], value: unknown) =>
    !isRecord(value) || bound.every(name => Object.hasOwn(value, name)),
  propertyNames: () => true,
};

/** The first fault of `value` against `schema` as a path, or null where it fits. */
export const findSchemaFault = (schemas: Schemas, schema: Json, value: unknown, path = ''): string | null => {
  const judge = (inner: unknown, innerValue: unknown, step: string) =>
    findSchemaFault(schemas, inner as Json, innerValue, `${path}/${step}`);
  for (const [keyword, bound] of Object.entries(schema)) {
    if (notes.includes(keyword)) continue;
    const check = simple[keyword];
    if (check !== undefined) {
      if (!check(bound as never, value as never, schema)) return `${path} ${keyword}`;
    } else if (keyword === '$ref') {
      const target = schemas[String(bound).replace('#/components/schemas/', '')];
      if (target === undefined) throw new Error(`no schema at ${String(bound)}`);
      const fault = judge(target, value, '');
      if (fault !== null) return fault;
    } else if (keyword === 'anyOf') {
      if (!(bound as Json[]).some(inner => judge(inner, value, 'anyOf') === null)) return `${path} anyOf`;
    } else if (keyword === 'items') {
      const fault = Array.isArray(value)
        ? value.map((item, n) => judge(bound, item, String(n))).find(f => f !== null)
        : null;
      if (typeof fault === 'string') return fault;
    } else if (keyword === 'properties') {
      const properties = bound as Schemas;
      if (!isRecord(value)) continue;
      for (const [name, inner] of Object.entries(value)) {
        const property = properties[name];
        if (property === undefined && schema.additionalProperties === false) return `${path}/${name} unknown`;
        const fault = property === undefined ? null : judge(property, inner, name);
        if (fault !== null) return fault;
      }
    } else throw new Error(`unknown keyword ${keyword}`);
  }
  return null;
};
