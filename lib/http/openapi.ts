// The OpenAPI 3.1 document, made from the schemas that validate requests and define the Reading.
import { z } from 'zod';
import { optionsSchema } from '../reading/options.ts';
import { readingSchema } from '../reading/reading.ts';
import { showSchema } from './asked-show.ts';
import { meSchema, signInSchema } from './me.ts';
import { eventSecuritySchemes } from './openapi-events.ts';
import { describeOperations } from './openapi-operations.ts';
import { problemSchema } from './problems.ts';
import { readingsRequestSchema } from './request-schemas.ts';
import * as reviews from './review-requests.ts';
import { uploadsAnswerSchema, uploadsRequestSchema } from './upload-schemas.ts';

const readingsAnswerSchema = z.object({ readings: z.array(readingSchema) }).meta({ id: 'ReadingsAnswer' });

const modelSchema = z
  .object({
    name: z.string(),
    version: z.string(),
    sha256: z.string(),
    task: z.string(),
    maxError: z.number(),
    threshold: z.number(),
    promises: z
      .array(z.object({ maxError: z.number(), threshold: z.number() }))
      .meta({ description: 'Every error rate that can be promised, and the confidence it takes.' }),
    metrics: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Model' });

const modelsSchema = z.object({ models: z.array(modelSchema) }).meta({ id: 'Models' });
const healthSchema = z.object({ status: z.literal('ok') }).meta({ id: 'Health' });

export const frontPageSchema = z
  .object({
    name: z.string(),
    description: z.string(),
    routes: z.array(z.object({ method: z.string(), path: z.string(), summary: z.string() })),
    openapi: z.string(),
  })
  .meta({ id: 'FrontPage' });

/** Everything that an operation names; what these refer to comes along. */
const roots = z.object({
  request: readingsRequestSchema,
  options: optionsSchema,
  answer: readingsAnswerSchema,
  models: modelsSchema,
  health: healthSchema,
  frontPage: frontPageSchema,
  signIn: signInSchema,
  me: meSchema,
  problem: problemSchema,
  uploadsRequest: uploadsRequestSchema,
  uploadsAnswer: uploadsAnswerSchema,
  take: reviews.takeRequestSchema,
  held: reviews.heldRequestSchema,
  reviews: reviews.reviewsSchema,
  renewed: reviews.renewedSchema,
  queue: reviews.queueSchema,
  correctionRequest: reviews.correctionRequestSchema,
  corrected: reviews.correctedSchema,
});

type JsonSchema = Readonly<Record<string, unknown>>;

/** Schemas by their ids. `io: input` leaves objects open, for later versions of a Reading may add fields. */
const makeComponents = (): Readonly<Record<string, JsonSchema>> => {
  const { $defs = {} } = z.toJSONSchema(roots, {
    target: 'draft-2020-12',
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // zod names each schema's id as its own `$id`, which would turn the references within it away from here.
      delete jsonSchema.$id;
      delete jsonSchema.id;
    },
  });
  return JSON.parse(JSON.stringify($defs).replaceAll('"#/$defs/', '"#/components/schemas/'));
};

const makeQueryParameters = (options: Readonly<Record<string, JsonSchema>>): readonly object[] =>
  Object.entries(options).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: false,
    description,
    schema,
  }));

const makeDocument = () => {
  const schemas = makeComponents();
  const options = (schemas.ReadOptions?.properties ?? {}) as Readonly<Record<string, JsonSchema>>;
  return {
    openapi: '3.1.0',
    info: {
      title: 'digitdrop',
      version: '1.0.0',
      summary: 'Reads handwritten numbers in images.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths: describeOperations(makeQueryParameters({ ...options, show: showInQuery() }), options),
    components: { schemas, securitySchemes: eventSecuritySchemes },
  };
};

/** Of the query alone, whatever the body. */
const showInQuery = (): JsonSchema => {
  const { $schema: _, ...schema } = z.toJSONSchema(showSchema, { target: 'draft-2020-12' });
  return schema;
};

let document: ReturnType<typeof makeDocument> | null = null;

/** The document; made at the first call, since few who start this ever ask. */
export const openapiDocument = (): ReturnType<typeof makeDocument> => {
  document ??= makeDocument();
  return document;
};
