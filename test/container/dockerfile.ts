// The Dockerfile as data: its stages and their instructions, in order.
import { readFileSync } from 'node:fs';

interface Instruction {
  /** In capitals. */
  readonly name: string;
  /** All that follows, on one line. */
  readonly text: string;
}

export interface Stage {
  readonly base: string;
  /** Null where it has none. */
  readonly name: string | null;
  readonly instructions: readonly Instruction[];
}

export interface Copy {
  /** The stage that it comes from; null: the folder that is built. */
  readonly from: string | null;
  readonly sources: readonly string[];
  readonly target: string;
}

const home = new URL('../../', import.meta.url);

export const readStages = (): readonly Stage[] => {
  const lines = readFileSync(new URL('Dockerfile', home), 'utf8')
    .split('\n')
    .filter(line => !/^\s*#/.test(line))
    .join('\n')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter(line => line.trim() !== '');
  const stages: { base: string; name: string | null; instructions: Instruction[] }[] = [];
  for (const line of lines) {
    const [, name = '', text = ''] = /^(\S+)\s+(.*)$/.exec(line.trim()) ?? [];
    const from = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(text);
    if (name === 'FROM') stages.push({ base: from?.[1] ?? '', name: from?.[2] ?? null, instructions: [] });
    else stages.at(-1)?.instructions.push({ name, text });
  }
  return stages;
};

export const textsOf = (stage: Stage, name: string): readonly string[] =>
  stage.instructions.filter(instruction => instruction.name === name).map(({ text }) => text);

/** Of forms that take JSON or a line of a shell, the former: nothing stands between the signal and the program. */
export const parseExec = (text: string): readonly string[] => {
  const parsed: unknown = JSON.parse(text);
  if (!Array.isArray(parsed) || !parsed.every(part => typeof part === 'string'))
    throw new Error(`expected an array of words, got ${text}`);
  return parsed;
};

export const parseCopies = (stage: Stage): readonly Copy[] =>
  textsOf(stage, 'COPY').map(text => {
    const words = text.split(/\s+/);
    const from = words.find(word => word.startsWith('--from='))?.slice('--from='.length) ?? null;
    const paths = words.filter(word => !word.startsWith('--'));
    return { from, sources: paths.slice(0, -1), target: paths.at(-1) ?? '' };
  });

export const parseEnv = (stage: Stage): Readonly<Record<string, string>> =>
  Object.fromEntries(
    textsOf(stage, 'ENV')
      .flatMap(text => text.split(/\s+/))
      .map(pair => [pair.split('=')[0] ?? '', pair.split('=').slice(1).join('=')]),
  );

/** The lines of .dockerignore that let something in. */
export const readAllowed = (): readonly string[] =>
  readFileSync(new URL('.dockerignore', home), 'utf8')
    .split('\n')
    .filter(line => line.startsWith('!'))
    .map(line => line.slice(1));

export const readIgnored = (): readonly string[] =>
  readFileSync(new URL('.dockerignore', home), 'utf8')
    .split('\n')
    .filter(line => line !== '' && !/^[#!]/.test(line));
