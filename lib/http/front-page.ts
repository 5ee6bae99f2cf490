// GET /: what there is, for people as a small page and for programs as JSON.
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { type frontPageSchema, openapiDocument } from './openapi.ts';
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

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const style =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;' +
  'color:#1a1a1a;background:#fff}dt{font-family:ui-monospace,monospace;margin-top:.75rem}dd{margin:0}' +
  'pre{background:#f2f2f2;padding:.75rem;overflow-x:auto}';

/** The page carries its own style and nothing else; the policy allows exactly that, by its hash. */
const styleHash = createHash('sha256').update(style).digest('base64');
const pagePolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

const makePage = (): string => {
  const { name, description, routes } = describeApi();
  const rows = routes.map(
    ({ method, path, summary }) =>
      `<dt>${escapeHtml(`${method} ${path}`)}</dt><dd>${escapeHtml(summary)}</dd>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}</title>
<style>${style}</style>
</head>
<body>
<h1>${name}</h1>
<p>${escapeHtml(description)}</p>
<pre>curl -H 'content-type: image/png' --data-binary @picture.png …/v1/readings</pre>
<dl>${rows.join('\n')}</dl>
<p><a href="openapi.json">The whole description, as OpenAPI 3.1</a></p>
</body>
</html>
`;
};

/** HTML where the client names it, as browsers do; `*∕*`, as curl sends, gets JSON. */
export const answerFrontPage = ({ headers }: HttpRequest): HttpResponse => {
  const shared = { vary: 'accept', 'cache-control': 'no-cache' };
  if (!/\btext\/html\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(headers.accept ?? ''))
    return answerJson(describeApi(), { headers: shared });
  return {
    status: 200,
    headers: {
      ...shared,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': pagePolicy,
    },
    body: makePage(),
  };
};
