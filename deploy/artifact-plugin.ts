// A plugin of the Serverless Framework: completes the zip that serverless-esbuild makes (bundles and models) with one
// platform's machine code, and writes it anew so that the same tree always gives the same bytes.
// It stands before serverless-esbuild in serverless.yml: this one's hooks run first.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { architectures, collectNativePackages } from './native-packages.ts';
import { readZip, writeZip } from './steady-zip.ts';

/** What is used of the framework. */
interface Serverless {
  readonly config: { readonly serviceDir: string };
  readonly service: {
    readonly provider: { readonly architecture?: string };
    readonly package: { readonly artifact?: string };
  };
}

// biome-ignore lint/style/noDefaultExport: the framework takes a plugin by its file's default export.
export default class ArtifactPlugin {
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;

  constructor({ config, service }: Serverless) {
    // What an earlier build left there would be packed too.
    const clear = () => rm(join(config.serviceDir, '.esbuild'), { recursive: true, force: true });
    const complete = () =>
      completeArtifact(config.serviceDir, service.package.artifact, service.provider.architecture);
    this.hooks = {
      'before:package:createDeploymentArtifacts': clear,
      'after:package:createDeploymentArtifacts': complete,
      'before:deploy:function:packageFunction': clear,
      'after:deploy:function:packageFunction': complete,
    };
  }
}

const completeArtifact = async (
  home: string,
  artifact: string | undefined,
  architecture: string | undefined,
): Promise<void> => {
  if (artifact === undefined) throw new TypeError('expected serverless-esbuild to have made an artifact');
  const natives = await collectNativePackages(home, z.enum(architectures).parse(architecture));
  await writeFile(artifact, writeZip({ ...readZip(await readFile(artifact)), ...natives }));
};
