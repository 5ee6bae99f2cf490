// What each route takes and gives, as OpenAPI writes it. The schemas themselves are the ones that validate.
import { limits } from '../reading/limits.ts';
import { maxBodyBytes, maxImages } from './body-limits.ts';
import { describeEvents } from './openapi-events.ts';
import { fileExamples, formExamples, jsonExamples } from './openapi-examples.ts';
import { describeReviews } from './openapi-reviews.ts';
import { describeSignIn } from './openapi-sign-in.ts';
import { describeUploads } from './openapi-uploads.ts';

const schemaRef = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (name: string, extra: object = {}) => ({
  'application/json': { schema: schemaRef(name), ...extra },
});

export const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: schemaRef('Problem') } },
});

const ours = { default: problem('A fault of ours (5xx); tells nothing internal.') };

/** The encoded image as a schema of OpenAPI 3.1: raw bytes have no JSON type. */
const requestBodyWith = (optionFields: object) => ({
  required: true,
  description: `At most ${maxBodyBytes} bytes, base64 counted, and ${maxImages} images. Larger ones go through the bucket (${limits.maxBytes} bytes each).`,
  content: {
    'image/*': { schema: {}, examples: fileExamples },
    'application/octet-stream': { schema: {} },
    'multipart/form-data': {
      schema: {
        type: 'object',
        description:
          'Every part with a filename is an image, under any name, read in order; options are fields.',
        properties: {
          ...optionFields,
          image: { type: 'array', items: { type: 'string', contentMediaType: 'application/octet-stream' } },
        },
      },
      examples: formExamples,
    },
    ...json('ReadingsRequest', { examples: jsonExamples }),
  },
});

const keyParameter = {
  name: 'key',
  in: 'path',
  required: true,
  description: 'The key of the image (not of its .json), slashes as they are or as %2F.',
  schema: { type: 'string', minLength: 1 },
  example: 'inbox/zip.png',
};

/** Operations by path and method; the options of a reading come as parameters of the query and as fields. */
export const describeOperations = (queryParameters: readonly object[], optionFields: object) => ({
  '/v1/readings': {
    post: {
      operationId: 'readImages',
      summary: 'Read the images of the body; readings come back in their order.',
      parameters: queryParameters,
      requestBody: requestBodyWith(optionFields),
      responses: {
        200: {
          description: 'A reading for each image; what is no image is a `rejected` reading in its place.',
          content: json('ReadingsAnswer'),
        },
        400: problem('The form of the request is wrong: `bad-request` or `bad-option`.'),
        404: problem('An object that the body names is not in the bucket.'),
        413: problem(
          'The body is too large, or its images take too long to read in one request; the bucket is the way through.',
        ),
        415: problem('A content type or encoding that is not taken.'),
        ...ours,
      },
    },
  },
  '/v1/readings/{key}': {
    get: {
      operationId: 'getReading',
      summary: 'The reading that lies beside an image of the bucket.',
      parameters: [keyParameter],
      responses: {
        200: { description: 'The reading as it is stored.', content: json('Reading') },
        404: problem('No reading lies beside this key.'),
        ...ours,
      },
    },
  },
  ...describeUploads(queryParameters, problem, ours),
  ...describeReviews(problem, ours),
  ...describeEvents(problem, ours),
  ...describeSignIn(ours),
  '/v1/models': {
    get: {
      operationId: 'listModels',
      summary: 'The models that read here, with what they promise.',
      responses: { 200: { description: 'The models.', content: json('Models') }, ...ours },
    },
  },
  '/v1/health': {
    get: {
      operationId: 'checkHealth',
      summary: 'Is everything ready?',
      responses: {
        200: { description: 'Ready.', content: json('Health') },
        503: problem('Not ready yet.'),
        ...ours,
      },
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'getDescription',
      summary: 'This description, as OpenAPI 3.1.',
      responses: {
        200: {
          description: 'The document.',
          content: { 'application/json': { schema: { type: 'object' } } },
        },
        ...ours,
      },
    },
  },
  '/assets/{key}': {
    get: {
      operationId: 'getPageFile',
      'x-internal': true,
      summary: 'A file of the page, under a name that changes with what is in it.',
      parameters: [{ name: 'key', in: 'path', required: true, schema: { type: 'string', minLength: 1 } }],
      responses: {
        200: { description: 'The file.', content: { '*/*': { schema: {} } } },
        304: { description: 'The file that the caller has is the current one.' },
        404: problem('The page has no such file.'),
        ...ours,
      },
    },
  },
  '/': {
    get: {
      operationId: 'getFrontPage',
      'x-internal': true,
      summary: 'What there is, as a page or as JSON.',
      responses: {
        200: {
          description: 'What there is.',
          content: { ...json('FrontPage'), 'text/html': { schema: { type: 'string' } } },
        },
        304: { description: 'The page that the caller has is the current one.' },
        ...ours,
      },
    },
  },
});
