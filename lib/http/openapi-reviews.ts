// What the routes of the review queue take and give, as OpenAPI writes it.

const schemaRef = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (name: string) => ({ 'application/json': { schema: schemaRef(name) } });

type Problem = (description: string) => object;

const body = (name: string) => ({ required: true, content: json(name) });

const keyParameter = {
  name: 'key',
  in: 'path',
  required: true,
  description: 'The key of the image, slashes as they are or as %2F.',
  schema: { type: 'string', minLength: 1 },
};

const holderBody = {
  required: true,
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['holder'],
        properties: { holder: { type: 'string', pattern: '^[\\w-]{8,64}$' } },
      },
    },
  },
};

export const describeReviews = (problem: Problem, ours: object) => {
  const malformed = problem('The body is malformed: `bad-request`.');
  return {
    '/v1/reviews': {
      post: {
        operationId: 'takeReviews',
        summary: 'Take readings that a person should check; nobody else gets them for two minutes.',
        requestBody: body('ReviewsRequest'),
        responses: {
          200: {
            description: 'Items with their readings; none where nothing waits.',
            content: json('Reviews'),
          },
          400: malformed,
          ...ours,
        },
      },
    },
    '/v1/reviews/renew': {
      post: {
        operationId: 'renewReviews',
        summary: 'Keep items for two minutes more.',
        requestBody: body('HeldReviewsRequest'),
        responses: {
          200: { description: 'Those that the holder still has.', content: json('RenewedReviews') },
          400: malformed,
          ...ours,
        },
      },
    },
    '/v1/reviews/release': {
      post: {
        operationId: 'releaseReviews',
        summary: 'Give items back.',
        requestBody: body('HeldReviewsRequest'),
        responses: { 204: { description: 'Given back.' }, 400: malformed, ...ours },
      },
    },
    '/v1/reviews/queue': {
      post: {
        operationId: 'lookAtReviews',
        summary: 'How many wait, and who else looks at something.',
        requestBody: holderBody,
        responses: {
          200: { description: 'The queue.', content: json('ReviewQueue') },
          400: malformed,
          ...ours,
        },
      },
    },
    '/v1/corrections/{key}': {
      post: {
        operationId: 'correctReading',
        summary: 'Say what stands in an image; the reading itself stays as it is.',
        parameters: [keyParameter],
        requestBody: body('CorrectionRequest'),
        responses: {
          200: {
            description: 'The correction as it is stored beside the image.',
            content: json('CorrectionAnswer'),
          },
          400: malformed,
          404: problem('There is no such image, or it has no reading.'),
          409: problem(
            'Another version stands there (`version-changed`), somebody else said otherwise (`correction-taken`, with ' +
              'their `correction`), or something else lies in its place (`no-place-for-result`).',
          ),
          ...ours,
        },
      },
    },
    '/v1/images/{key}': {
      get: {
        operationId: 'getImage',
        summary: 'An image that has a reading, as browsers show it.',
        parameters: [
          keyParameter,
          {
            name: 'etag',
            in: 'query',
            required: false,
            description: 'This version and no other.',
            schema: { type: 'string' },
          },
        ],
        responses: {
          200: { description: 'The image; large ones smaller.', content: { 'image/*': { schema: {} } } },
          404: problem('No image with a reading lies at this key.'),
          409: problem('Another version stands there: `version-changed`.'),
          422: problem('The image cannot be shown.'),
          ...ours,
        },
      },
    },
  };
};
