// What POST /v1/events takes and gives, as OpenAPI writes it.
import { maxEventsBytes } from './body-limits.ts';

/** The two ways to tell who one is; the settings say which of them there are. */
export const eventSecuritySchemes = {
  eventsToken: { type: 'http', scheme: 'bearer', description: 'EVENTS_TOKEN of the settings.' },
  eventsBasic: { type: 'http', scheme: 'basic', description: 'EVENTS_BASIC of the settings.' },
};

type Problem = (description: string) => object;

/** No more of a record than is looked at. */
const record = {
  type: 'object',
  required: ['eventName'],
  properties: {
    eventName: { type: 'string', example: 's3:ObjectCreated:Put' },
    eventTime: { type: 'string' },
    s3: {
      type: 'object',
      properties: {
        bucket: { type: 'object', properties: { name: { type: 'string' } } },
        object: {
          type: 'object',
          properties: {
            key: {
              type: 'string',
              description: 'As S3 spells it in events, or raw from Ceph and versitygw.',
            },
            size: { type: 'integer', minimum: 0 },
            eTag: { type: ['string', 'null'] },
            versionId: { type: ['string', 'null'] },
            sequencer: { type: 'string' },
          },
        },
      },
    },
  },
};

export const describeEvents = (problem: Problem, ours: object) => ({
  '/v1/events': {
    post: {
      operationId: 'tellEvents',
      summary:
        'Notifications of an S3-compatible store, as its webhook sends them; offered where a secret is set.',
      security: [{ eventsToken: [] }, { eventsBasic: [] }],
      requestBody: {
        required: true,
        description: `At most ${maxEventsBytes} bytes. Objects of other buckets, and the readings themselves, are passed over.`,
        content: {
          'application/json': {
            schema: {
              anyOf: [
                {
                  type: 'object',
                  required: ['Records'],
                  properties: { Records: { type: 'array', minItems: 1, items: record } },
                },
                {
                  type: 'object',
                  required: ['Event'],
                  properties: { Event: { const: 's3:TestEvent' } },
                },
              ],
            },
          },
        },
      },
      responses: {
        202: { description: 'Taken: they lie in the queue. There is no body.' },
        400: problem('No JSON (`bad-request`), or no event of S3 (`unknown-event`).'),
        401: problem('The Authorization is missing or wrong.'),
        404: problem('No secret is set: there is no such route.'),
        413: problem('Too large, or too many where there is no queue.'),
        503: problem('The queue does not take them just now (`event-not-sent`, `not-ready`).'),
        ...ours,
      },
    },
  },
});
