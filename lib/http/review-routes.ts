// The routes of the review queue.
import { answerImage } from './images.ts';
import { answerCorrection, answerQueue, answerRelease, answerRenew, answerTake } from './reviews.ts';
import type { Route } from './routes.ts';

export const reviewRoutes: readonly Route[] = [
  { method: 'POST', path: '/v1/reviews', answer: answerTake, needs: 'reviewer' },
  { method: 'POST', path: '/v1/reviews/renew', answer: answerRenew, needs: 'reviewer' },
  { method: 'POST', path: '/v1/reviews/release', answer: answerRelease, needs: 'reviewer' },
  { method: 'POST', path: '/v1/reviews/queue', answer: answerQueue, needs: 'reviewer' },
  { method: 'POST', path: '/v1/corrections/{key}', answer: answerCorrection, needs: 'reviewer' },
  { method: 'GET', path: '/v1/images/{key}', answer: answerImage },
];
