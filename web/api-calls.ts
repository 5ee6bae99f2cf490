// Calls that can be made as they stand, out of the OpenAPI document: an operation that has examples of all it takes.

type Json = Readonly<Record<string, unknown>>;

interface Example {
  readonly summary?: string;
  readonly value?: unknown;
  readonly externalValue?: string;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly example?: unknown;
}

interface Operation {
  readonly summary: string;
  readonly 'x-internal'?: boolean;
  readonly parameters?: readonly Parameter[];
  readonly security?: readonly Json[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly examples?: Readonly<Record<string, Example>> }>>;
  };
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly description: string;
        readonly content?: Readonly<Record<string, { readonly schema?: { readonly $ref?: string } }>>;
      }
    >
  >;
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Files lie where the call is made. */
export type CallBody =
  | { readonly kind: 'file'; readonly file: string; readonly type: string }
  | { readonly kind: 'form'; readonly parts: readonly FormPart[] }
  | { readonly kind: 'json'; readonly value: unknown };

type FormPart = { readonly name: string } & ({ readonly file: string } | { readonly value: string });

export interface Call {
  readonly title: string;
  readonly method: string;
  readonly url: string;
  readonly needsToken: boolean;
  readonly body: CallBody | null;
  /** The answer holds readings; else it is whatever JSON. */
  readonly givesReadings: boolean;
}

export interface ApiOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly options: readonly { readonly name: string; readonly description: string }[];
  readonly answers: readonly { readonly status: string; readonly description: string }[];
  readonly calls: readonly Call[];
}

/** @param base address of the API, with a slash at its end. What is of no use to a person is left out. */
export const operationsOf = ({ paths }: ApiDocument, base: string): readonly ApiOperation[] =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, operation]) => operation['x-internal'] !== true)
      .map(([method, operation]) => describe(method.toUpperCase(), path, operation, base)),
  );

const describe = (method: string, path: string, operation: Operation, base: string): ApiOperation => ({
  id: `${method} ${path}`,
  ...{ method, path, summary: operation.summary },
  options: (operation.parameters ?? []).map(({ name, description = '' }) => ({ name, description })),
  answers: Object.entries(operation.responses).map(([status, { description }]) => ({
    status: status === 'default' ? '5xx' : status,
    description,
  })),
  calls: callsOf(method, path, operation, base),
});

const callsOf = (method: string, path: string, operation: Operation, base: string): readonly Call[] => {
  const inPath = (operation.parameters ?? []).filter(one => one.in === 'path');
  if (inPath.some(({ example }) => example === undefined)) return [];
  const filled = inPath.reduce((text, { name, example }) => text.replace(`{${name}}`, String(example)), path);
  const call = {
    ...{ method, url: base + filled.slice(1) },
    needsToken: (operation.security ?? []).length > 0,
    givesReadings: /\/ReadingsAnswer$/.test(
      operation.responses['200']?.content?.['application/json']?.schema?.$ref ?? '',
    ),
  };
  if (operation.requestBody === undefined) return [{ ...call, title: `${method} ${filled}`, body: null }];
  return Object.entries(operation.requestBody.content).flatMap(([type, { examples = {} }]) =>
    Object.values(examples).flatMap(example => {
      const body = bodyOf(type, example);
      return body === null ? [] : [{ ...call, title: example.summary ?? type, body }];
    }),
  );
};

const bodyOf = (type: string, { value, externalValue }: Example): CallBody | null => {
  if (externalValue !== undefined) return { kind: 'file', file: externalValue, type: typeOf(externalValue) };
  if (type === 'application/json') return { kind: 'json', value };
  if (type !== 'multipart/form-data') return null;
  // Of a form, what may come several times is files; fields are options.
  const parts = Object.entries(value as Readonly<Record<string, string | readonly string[]>>).flatMap(
    ([name, given]): FormPart[] =>
      typeof given === 'string' ? [{ name, value: given }] : given.map(file => ({ name, file })),
  );
  return { kind: 'form', parts };
};

const typeOf = (file: string): string =>
  ({ jpg: 'image/jpeg', png: 'image/png' })[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
