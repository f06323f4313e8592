/** A program of ours as it is shipped, without the time that compiling TypeScript takes. */
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { homeFolder } from './environment.ts'

/** One file beside the environments of the peers; `external` packages are found from there. */
export async function bundled(
  source: URL,
  name: string,
  external: readonly string[] = [],
): Promise<string> {
  const outfile = `${homeFolder()}${name}.mjs`
  await build({
    entryPoints: [fileURLToPath(source)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@dither/source'],
    external: [...external],
    logLevel: 'error',
  })
  return outfile
}
