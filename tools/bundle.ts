/** One JavaScript file for a page out of a piece of code: minified, as a bundler would ship it. */
import { build } from 'esbuild'

export interface Bundle {
  readonly code: string
  /** Bytes that each file brought, by its path. */
  readonly inputs: ReadonlyMap<string, number>
}

/**
 * @param entry an ES module's text, whose imports are found from `packages/query`
 * @param from what packages lead to: their TypeScript, or what the build made of it
 * @throws Error where something needs Node
 */
export async function bundle(entry: string, from: 'source' | 'built'): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: entry, resolveDir: 'packages/query', loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    legalComments: 'none',
    conditions: from === 'source' ? ['@dither/source'] : [],
    logLevel: 'silent',
    metafile: true,
    write: false,
  })
  const [output] = Object.values(metafile.outputs)
  const inputs = Object.entries(output?.inputs ?? {}).map(
    ([path, { bytesInOutput }]): [string, number] => [path, bytesInOutput],
  )
  return { code: outputFiles[0]?.text ?? '', inputs: new Map(inputs) }
}
