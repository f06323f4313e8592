/** Fails when a citation key in code or documents does not resolve in REFERENCES.md, or is never used. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const key = /\[([A-Z][A-Za-z+]*\d{2}[a-z]?)\]/g
const known = new Set(
  [...readFileSync('REFERENCES.md', 'utf8').matchAll(/^\*\*\[([^\]]+)\]\*\*/gm)].map(
    (m) => m[1] ?? '',
  ),
)
const homes = ['packages', 'apps', 'examples', 'docs', 'bench']
const files = homes
  .flatMap((home) =>
    readdirSync(home, { recursive: true, encoding: 'utf8' }).map((file) => join(home, file)),
  )
  .filter((file) => /\.(ts|md)$/.test(file) && !/(^|[\\/])(node_modules|dist)([\\/]|$)/.test(file))
  .concat('README.md', 'SOUNDNESS.md', 'THREATS.md', 'STYLE.md', 'ARCHITECTURE.md')

const used = new Set<string>()
const faults: string[] = []
for (const file of files)
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(key)) {
    used.add(name)
    if (!known.has(name)) faults.push(`${file}: [${name}] is not in REFERENCES.md`)
  }
for (const name of known)
  if (!used.has(name)) faults.push(`REFERENCES.md: [${name}] is cited nowhere`)

for (const fault of new Set(faults)) console.error(fault)
process.exitCode = faults.length > 0 ? 1 : 0
