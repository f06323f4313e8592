/** `npm run example -- NAME` runs examples/NAME.ts; without a name it lists them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { didYouMean } from '@dither/query'

const name = process.argv[2]?.replace(/\.ts$/, '')
const names = readdirSync('examples')
  .filter((file) => file.endsWith('.ts') && !file.includes('.test.'))
  .map((file) => file.slice(0, -3))

if (name !== undefined && existsSync(join('examples', `${name}.ts`)))
  await import(pathToFileURL(join('examples', `${name}.ts`)).href)
else {
  if (name !== undefined) console.error(`no example ${name}. ${didYouMean(name, names)}\n`)
  console.error('usage: npm run example -- NAME, where NAME is one of')
  const width = Math.max(...names.map(({ length }) => length))
  for (const one of names) console.error(`  ${one.padEnd(width)}   ${aboutOf(one)}`)
  process.exitCode = 2
}

/** What the first line of its heading says. */
function aboutOf(example: string): string {
  const text = readFileSync(join('examples', `${example}.ts`), 'utf8')
  return /^\/\*\*\s+(?:\* )?(.*?)(?: \*\/)?$/m.exec(text)?.[1] ?? ''
}
