import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as mechanisms from '@dither/core/mechanisms'
import { describe, expect, it } from 'vitest'

const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'SOUNDNESS.md',
  'THREATS.md',
  'STYLE.md',
  'SECURITY.md',
  'packages/math/README.md',
  'packages/core/README.md',
  'packages/ledger/README.md',
  'packages/query/README.md',
  'packages/plot/README.md',
  'apps/cli/README.md',
  'datasets/README.md',
  'docs/from-smartnoise.md',
  'docs/statistics.md',
  'docs/accounting.md',
  'docs/mechanisms.md',
  'docs/assurance.md',
]

describe('the documents', () => {
  const readme = readFileSync('README.md', 'utf8')
  const guides = readdirSync('docs')
    .filter((file) => file.endsWith('.md') && file !== 'assurance.md') // a table, written by a tool
    .map((file) => join('docs', file))

  it.each(['README.md', ...guides])(
    '%s shows code that stands in an example, to the letter',
    (document) => {
      const text = readFileSync(document, 'utf8')
      const shown = [...text.matchAll(/<!-- from (\S+) -->\n```ts\n([\s\S]*?)```/g)]
      expect(shown.length).toBeGreaterThanOrEqual(3)
      for (const [, file = '', code = ''] of shown)
        expect(readFileSync(file, 'utf8').includes(code), `${file} holds: ${code}`).toBe(true)
      expect(text.match(/```ts/g)).toHaveLength(shown.length)
    },
  )

  it('list every guide', () => {
    expect(documents).toEqual(expect.arrayContaining(guides))
    for (const guide of guides) expect(readme).toContain(`](${guide})`)
  })

  it('show every mechanism with its options', () => {
    const text = readFileSync('docs/mechanisms.md', 'utf8')
    // What is computed about mechanisms, or read, and samplers that serve as a control, are none.
    const others =
      /^(cks|count|read)|(Delta|Deviation|Epsilon|Measurement|Probability|Tail|Threshold)$/
    const names = Object.keys(mechanisms).filter((name) => !others.test(name))
    expect(names.length).toBeGreaterThan(40)
    expect(names.filter((name) => !text.includes(`${name}({`))).toEqual([])
  })

  it('name no script that does not exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>
    }
    for (const [, name = ''] of readme.matchAll(/npm run (?:-s )?(\w+)/g))
      expect(Object.keys(scripts)).toContain(name)
  })

  it.each(documents)('%s links only to files that are there', (document) => {
    const text = readFileSync(document, 'utf8')
    for (const [, target = ''] of text.matchAll(/\]\(([^)#]+)\)/g))
      if (!/^https?:/.test(target))
        expect(existsSync(join(dirname(document), target)), target).toBe(true)
  })
})
