// A plugin of the Serverless Framework: lets serverless.yml say `${stack:…}` (stack-settings.ts).
import { parameterNames } from './stack-parameters.ts';
import { deriveStackSettings } from './stack-settings.ts';

/** What the framework gives a source of variables. */
interface Question {
  readonly address: string;
  readonly resolveVariable: (variable: string) => Promise<unknown>;
}

const resolve = async ({ address, resolveVariable }: Question): Promise<{ readonly value: unknown }> => {
  const given: Record<string, unknown> = {};
  for (const name of parameterNames)
    given[name] = await resolveVariable(name === 'stage' ? 'sls:stage' : `param:${name}`);
  const settings = deriveStackSettings(given);
  if (!(address in settings)) throw new Error(`stack-settings.ts has no field ${address}`);
  return { value: settings[address] };
};

// biome-ignore lint/style/noDefaultExport: the framework takes a plugin by its file's default export.
export default class StackSettingsPlugin {
  readonly configurationVariablesSources = { stack: { resolve } };
}
