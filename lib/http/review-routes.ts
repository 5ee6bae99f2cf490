// The routes of the review queue.
import { answerImage } from './images.ts';
import { answerCorrection, answerQueue, answerRelease, answerRenew, answerTake } from './reviews.ts';
import type { Route } from './routes.ts';

export const reviewRoutes: readonly Route[] = [
  { method: 'POST', path: '/v1/reviews', answer: answerTake },
  { method: 'POST', path: '/v1/reviews/renew', answer: answerRenew },
  { method: 'POST', path: '/v1/reviews/release', answer: answerRelease },
  { method: 'POST', path: '/v1/reviews/queue', answer: answerQueue },
  { method: 'POST', path: '/v1/corrections/{key}', answer: answerCorrection },
  { method: 'GET', path: '/v1/images/{key}', answer: answerImage },
];
