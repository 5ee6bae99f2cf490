// docs/deploy.md says of every parameter what serverless.yml has, with its default.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { parameterNames } from '../../deploy/stack-parameters.ts';

const textOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const defaults = z
  .record(z.string(), z.union([z.string(), z.number()]))
  .parse(parseDocument(textOf('serverless.yml'), { logLevel: 'silent' }).toJS().params.default);

/** Rows of `| names | defaults | … |`, names and defaults in the same order; an empty default stands for itself. */
const told = Object.fromEntries(
  [
    ...textOf('docs/deploy.md').matchAll(/^\| (`[a-zA-Z]+`(?:, `[a-zA-Z]+`)*) \|([^|]*)\| [^|]+\|$/gm),
  ].flatMap(([, names = '', values = '']) => {
    const given = values.split(',').map(value => value.trim().replaceAll('`', ''));
    return [...names.matchAll(/`(\w+)`/g)].map(([, name = ''], i) => [name, given[i] ?? '']);
  }),
);

it('lists every parameter with its default, and no other', () => {
  expect(Object.keys(defaults).length).toBeGreaterThan(30);
  expect(told).toEqual(
    Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, String(value)])),
  );
});

it('and the stack’s settings know each of those that they take', () => {
  for (const name of parameterNames.filter(one => one !== 'stage'))
    expect(Object.keys(defaults)).toContain(name);
});
