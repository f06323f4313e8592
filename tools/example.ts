/** `npm run example -- NAME` runs examples/NAME.ts; without a name it lists them. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const name = process.argv[2]?.replace(/\.ts$/, '')
const names = readdirSync('examples')
  .filter((file) => file.endsWith('.ts') && !file.includes('.test.'))
  .map((file) => file.slice(0, -3))

if (name !== undefined && existsSync(join('examples', `${name}.ts`)))
  await import(pathToFileURL(join('examples', `${name}.ts`)).href)
else {
  console.error(`usage: npm run example -- NAME, where NAME is one of ${names.join(', ')}`)
  process.exitCode = 2
}
