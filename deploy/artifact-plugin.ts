// A plugin of the Serverless Framework: completes the zip that serverless-esbuild makes (bundles and models) with one
// platform's machine code and everyone's licences, and writes it anew so that the same tree always gives the same bytes.
// It stands before serverless-esbuild in serverless.yml: this one's hooks run first.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { inputsOf, isMetafile } from './bundle-inputs.ts';
import { licencesOf } from './licences.ts';
import { architectures, collectNativePackages } from './native-packages.ts';
import { readZip, writeZip, type ZipEntries } from './steady-zip.ts';

/** What is used of the framework. */
interface Serverless {
  readonly config: { readonly serviceDir: string };
  readonly service: {
    readonly provider: { readonly architecture?: string };
    readonly package: { readonly artifact?: string };
  };
}

interface Options {
  /** Where the framework puts what it packages. */
  readonly package?: string;
}

// biome-ignore lint/style/noDefaultExport: the framework takes a plugin by its file's default export.
export default class ArtifactPlugin {
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;

  constructor({ config: { serviceDir }, service }: Serverless, options: Options) {
    // What an earlier build left there would be packed too.
    const clear = () => rm(join(serviceDir, '.esbuild'), { recursive: true, force: true });
    let inputs: BundleInputs = {};
    const complete = async () => {
      const { artifact } = service.package;
      if (artifact === undefined) throw new TypeError('expected serverless-esbuild to have made an artifact');
      const made = readZip(await readFile(artifact));
      const architecture = z.enum(architectures).parse(service.provider.architecture);
      inputs = bundleInputs(made);
      await writeFile(artifact, writeZip(await completeEntries(serviceDir, made, inputs, architecture)));
    };
    // Beside the zip, once the framework has emptied that folder: who asks what a bundle holds need not read it.
    const list = async () => {
      const folder = join(serviceDir, options.package ?? '.serverless');
      await writeFile(join(folder, 'bundles.json'), `${JSON.stringify(inputs, null, 2)}\n`);
    };
    this.hooks = {
      'before:package:createDeploymentArtifacts': clear,
      'after:package:createDeploymentArtifacts': complete,
      'after:package:finalize': list,
      'before:deploy:function:packageFunction': clear,
      'after:deploy:function:packageFunction': complete,
    };
  }
}

/** Of each bundle, the files that it is made of. */
type BundleInputs = Readonly<Record<string, readonly string[]>>;

const bundleInputs = (made: ZipEntries): BundleInputs =>
  Object.fromEntries(
    Object.entries(made)
      .filter(([path]) => isMetafile(path))
      .map(([path, bytes]) => [path.replace('-meta.json', '.mjs'), inputsOf(bytes)]),
  );

const completeEntries = async (
  home: string,
  made: ZipEntries,
  inputs: BundleInputs,
  architecture: (typeof architectures)[number],
): Promise<ZipEntries> => {
  const natives = await collectNativePackages(home, architecture);
  const licences = await licencesOf(home, Object.values(inputs).flat(), natives);
  const own = Object.entries(made).filter(([path]) => !isMetafile(path));
  return { ...Object.fromEntries(own), ...natives, 'licences.txt': Buffer.from(licences) };
};
