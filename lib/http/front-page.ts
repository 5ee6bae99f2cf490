// GET / and what it loads: the page for people; for programs, as JSON, what there is.
import type { z } from 'zod';
import { DigitdropError } from '../errors.ts';
import { type frontPageSchema, openapiDocument } from './openapi.ts';
import { answerAsset, answerPage } from './page-files.ts';
import { answerJson, type HttpRequest, type HttpResponse } from './request.ts';

const describeApi = (): z.infer<typeof frontPageSchema> => ({
  name: 'digitdrop',
  description: 'Reads handwritten numbers in images: POST an image, get JSON.',
  routes: Object.entries(openapiDocument().paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { summary }]) => ({
      method: method.toUpperCase(),
      path,
      summary,
    })),
  ),
  openapi: '/openapi.json',
});

/** HTML where the client names it, as browsers do; `*∕*`, as curl sends, gets JSON, as everyone does before the build. */
export const answerFrontPage = async (request: HttpRequest): Promise<HttpResponse> => {
  const shared = { vary: 'accept, accept-encoding', 'cache-control': 'no-cache' };
  const wantsPage = /\btext\/html\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(request.headers.accept ?? '');
  const page = wantsPage ? await answerPage(request, shared) : null;
  return page ?? answerJson(describeApi(), { headers: shared });
};

/** @throws DigitdropError `not-found` */
export const answerPageFile = async (request: HttpRequest, name: string): Promise<HttpResponse> => {
  const file = await answerAsset(request, name);
  if (file === null) throw new DigitdropError('not-found', 'there is no such file of the page; reload it');
  return file;
};
