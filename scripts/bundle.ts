import { build } from "esbuild";

/**
 * Bundles one module and all that it imports, as everything is bundled that runs on Lambda. `directory` is the root that
 * paths are taken from; a source map lands beside the bundle.
 */
export async function bundle(directory: string, entryPoint: string, outfile: string): Promise<void> {
  await build({
    absWorkingDir: directory,
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    // The SDK's module builds bundle to little more than half of its CommonJS ones.
    mainFields: ["module", "main"],
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    // Some dependencies are CommonJS and ask for Node's own modules by require.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: "warning",
  });
}
