// The esbuild plugins of the artifact, for serverless-esbuild.
import { bundleNatives } from './bundle-natives.ts';
import { leanPackages } from './lean-packages.ts';
import { ownSources } from './own-sources.ts';

// biome-ignore lint/style/noDefaultExport: serverless-esbuild reads a file of plugins by its default export.
export default [ownSources, leanPackages, bundleNatives];
