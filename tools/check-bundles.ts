/**
 * Fails when what a page has to load is larger than its ceiling, in bytes after gzip, or when it holds
 * what it should do without. Counted from the source, so that nothing has to be built first.
 */
import { gzipSync } from 'node:zlib'
import { bundle } from './bundle.ts'

interface Ceiling {
  readonly name: string
  readonly entry: string
  /** Bytes after gzip. */
  readonly most: number
  /** Folders of which no byte may be inside. */
  readonly without: readonly string[]
}

const ceilings: readonly Ceiling[] = [
  {
    name: 'core',
    entry: "export * from '@dither/core'",
    most: 30_000,
    without: ['packages/core/src/account/'],
  },
  {
    name: 'query, memory engine',
    entry: "export * from '@dither/query'; export * from '@dither/query/memory'",
    most: 120_000,
    without: ['packages/query/src/engines/duckdb/', 'node_modules/@duckdb/', 'node_modules/yaml/'],
  },
]

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`

for (const { name, entry, most, without } of ceilings) {
  const { code, inputs } = await bundle(entry, 'source')
  const size = gzipSync(code, { level: 9 }).length
  console.log(
    `${name.padEnd(22)}${kilobytes(size).padStart(9)} of ${kilobytes(most)}, after gzip` +
      `${size > most ? ': TOO LARGE' : ''}`,
  )
  for (const [folder, bytes] of largest(inputs))
    console.log(`  ${folder.padEnd(40)}${kilobytes(bytes).padStart(9)} before gzip`)
  const guests = [...inputs]
    .filter(([path, bytes]) => bytes > 0 && without.some((folder) => path.includes(folder)))
    .map(([path]) => path)
  for (const guest of guests) console.error(`${name} should do without ${guest}`)
  if (size > most || guests.length > 0) process.exitCode = 1
}

/** By package and folder; the seven that weigh most. */
function largest(inputs: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  const folders = new Map<string, number>()
  for (const [path, bytes] of inputs) {
    const folder = folderOf(path)
    folders.set(folder, (folders.get(folder) ?? 0) + bytes)
  }
  return [...folders].sort(([, a], [, b]) => b - a).slice(0, 7)
}

function folderOf(path: string): string {
  const library = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)
  return library?.[1] ?? path.split('/').slice(0, 4).join('/')
}
