import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCli, type Workplace, workplace } from '../testing.ts'
import { separatorOf } from './separators.ts'

let place: Workplace
beforeAll(() => {
  place = workplace()
})
afterAll(() => place.remove())

const schema = (name: string, ...more: string[]) => runCli(['schema', place.path(name), ...more])

describe('a file without commas', () => {
  test.each([
    ['tabs', 'by tabs.csv', 'name\tage\n"a, b"\t1\n'],
    ["';'", "it's.csv", 'name;age\n"a, b";1\n'],
  ])(
    'separated by %s is named so, with a command that makes commas of them',
    async (mark, file, text) => {
      place.write(file, text)
      const { code, err } = await schema(file)
      expect(code).toBe(2)
      expect(err).toContain(`it seems to be separated by ${mark}, Dither reads commas`)
      const [, command = ''] = /convert it: (python3 .* > commas\.csv)/.exec(err) ?? []
      expect(command).not.toBe('')
      const to = place.path('commas.csv')
      try {
        execFileSync('python3', ['--version'])
      } catch {
        return
      }
      execFileSync('sh', ['-c', command], { cwd: place.folder })
      expect(readFileSync(to, 'utf8').split('\r\n')).toEqual(['name,age', '"a, b",1', ''])
      expect((await schema('commas.csv')).code).toBe(0)
    },
  )

  test('is known by the names of the schema alone, so that a header of others says nothing', async () => {
    const of = (text: string) => separatorOf(place.write('x.csv', text), ['name', 'age'])
    expect(await of('age;"name";more\n1;2;3\n')).toBe(';')
    expect(await of('age\tname\r\n')).toBe('\t')
    expect(await of('age;wage\n')).toBeUndefined()
    expect(await of('1;2\n')).toBeUndefined()
    expect(await separatorOf(place.path('none.csv'), ['age'])).toBeUndefined()
  })
})

describe('a file of other bytes than UTF-8', () => {
  test('is described with its encoding', async () => {
    writeFileSync(place.path('old.csv'), Buffer.from('größe,age\n1,2\n', 'latin1'))
    expect((await schema('old.csv')).err).toContain('it is not UTF-8). Say --encoding latin-1')
    const { code, out } = await schema('old.csv', '--encoding', 'latin-1')
    expect(code).toBe(0)
    expect(out).toContain('größe:')
    const wide = Buffer.from('\ufeffgröße,age\n1,2\n', 'utf16le')
    for (const bytes of [wide, Buffer.from(wide).swap16()]) {
      writeFileSync(place.path('wide.csv'), bytes)
      expect((await schema('wide.csv')).err).toContain('Say --encoding utf-16')
      expect((await schema('wide.csv', '--encoding', 'utf-16')).out).toContain('größe:')
    }
  })
})
