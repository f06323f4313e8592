import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { peopleYaml, type Ran, runCli, type Workplace, workplace } from '../testing.ts'

let place: Workplace
beforeAll(() => {
  place = workplace()
  place.write('semi.csv', 'age;income;educ;married\n1;2;low;true\n')
  place.write('other.csv', 'zanzibar;b\n1;2\n')
  place.write('empty.csv', '')
})
afterAll(() => place.remove())

/** Releases from people.csv by people.yaml. */
const release = (...more: string[]): Promise<Ran> =>
  runCli(['release', place.path('people.csv'), '--schema', place.path('people.yaml'), ...more])

describe('bad input', () => {
  const stats = ['--stats', 'mean(age)']
  const one = ['--epsilon', '1']

  test.each<[what: string, code: number, message: string | RegExp, argv: string[]]>([
    ['epsilon 0', 2, /epsilon is "?0"?, must be/, [...stats, '--epsilon', '0']],
    ['a negative epsilon', 2, /epsilon is "?-1"?, must be/, [...stats, '--epsilon=-1']],
    ['epsilon NaN', 2, /epsilon is "?NaN"?, must be/, [...stats, '--epsilon', 'NaN']],
    ['epsilon 1e9', 2, /epsilon is "?1e9"?, must be at most/, [...stats, '--epsilon', '1e9']],
    ['delta 1', 2, /delta is "?1"?, must be less than 1/, [...stats, ...one, '--delta', '1']],
    ['no budget', 2, 'nothing says what the answers may cost. Say --epsilon 1', [...stats]],
    ['delta alone', 2, '--delta stands alone. Say --epsilon too', [...stats, '--delta', '1e-6']],
    ['rho beside epsilon', 2, '--rho stands beside --epsilon', [...stats, ...one, '--rho', '1']],
    [
      'some with a budget and some without',
      2,
      'mean(age) has a budget of its own and count() has none',
      ['--stats', 'mean(age, epsilon=1), count()', ...one],
    ],
    [
      'a budget beyond the run',
      1,
      'the statistics ask for epsilon 2 together, --epsilon is 1',
      ['--stats', 'mean(age, epsilon=2)', ...one],
    ],
    [
      'an unknown statistic',
      2,
      '--stats, character 1: unknown statistic "meen". Did you mean mean?',
      ['--stats', 'meen(age)', ...one],
    ],
    [
      'an unknown column',
      2,
      '--stats, character 6: the schema has no column "agee". Did you mean age?',
      ['--stats', 'mean(agee)', ...one],
    ],
    ['a text that is averaged', 2, 'educ', ['--stats', 'mean(educ)', ...one]],
    ['lower above upper', 2, 'lower', ['--stats', 'mean(age, lower=9, upper=1)', ...one]],
    [
      'a mechanism that does not fit',
      2,
      'needs a delta or a rho. Add --delta 1e-6, or use --rho 0.1 in place of --epsilon',
      [...stats, ...one, '--mechanism', 'gaussian'],
    ],
    [
      'an unknown mechanism',
      2,
      'Allowed choices are auto, laplace, geometric, gaussian',
      [...stats, ...one, '--mechanism', 'snapping'],
    ],
    [
      'an unknown option',
      2,
      "unknown option '--epsilom' (Did you mean --epsilon?)",
      [...stats, '--epsilom', '1'],
    ],
    ['no statistics', 2, "required option '--stats <list>' not specified", [...one]],
    ['a second file', 2, 'too many arguments', ['more.csv', ...stats, ...one]],
    [
      'a confidence of 95',
      2,
      '--confidence is 95, must lie between 0 and 1',
      [...stats, ...one, '--confidence', '95'],
    ],
    [
      'a memory limit that is no size',
      2,
      '--memory-limit is much, must be a size',
      [...stats, ...one, '--memory-limit', 'much'],
    ],
    [
      'a memory limit too small to work with',
      2,
      '--memory-limit is 10MB, must be at least 64MB',
      [...stats, ...one, '--memory-limit', '10MB'],
    ],
    [
      'a certificate of an explanation',
      2,
      '--explain answers nothing that --certificate could hold',
      [...stats, ...one, '--explain', '--certificate', 'x.json'],
    ],
    ['a table of a CSV', 2, 'table is t, but', [...stats, ...one, '--table', 't']],
    [
      'a picture of an explanation',
      2,
      '--explain answers nothing that --svg could hold',
      [...stats, ...one, '--explain', '--svg', 'x.svg'],
    ],
  ])('%s', async (_, code, message, argv) => {
    const asText = await release(...argv)
    expect(asText.out).toBe('')
    expect(asText.err).toMatch(/^dither: [^\n]+\n$/)
    if (typeof message === 'string') expect(asText.err).toContain(message)
    else expect(asText.err).toMatch(message)
    expect(asText.code).toBe(code)
    const asJson = await release(...argv, '--json')
    expect(asJson.code).toBe(code)
    expect(JSON.parse(asJson.err)).toMatchObject({
      error: {
        code: expect.stringMatching(/^[a-z_]+$/),
        message: expect.any(String),
        exitCode: code,
      },
    })
  })

  test.each<[what: string, code: number, message: string | RegExp, file: string, yaml: string]>([
    [
      'a missing file',
      2,
      /missing\.csv cannot be read \(there is no such file\)/,
      'missing.csv',
      peopleYaml,
    ],
    ['a folder', 2, /folder cannot be read \(it is a folder\)/, 'folder', peopleYaml],
    [
      'two columns that the file lacks',
      2,
      /people\.csv has no columns wage, hours, which the schema names\. Correct/,
      'people.csv',
      `${peopleYaml}  wage: { type: boolean }\n  hours: { type: boolean }\n`,
    ],
    [
      'no column that the file has',
      2,
      /other\.csv has no columns age, income, educ, married, which the schema names\. Is this the schema for this file\?[^;]*$/,
      'other.csv',
      peopleYaml,
    ],
    [
      "the schema's columns, with semicolons between them",
      2,
      /semi\.csv cannot be read \(it seems to be separated by ';', Dither reads commas\)\. Save it as comma-separated, or convert it: python3 -c .*delimiter=';'.* < \S*semi\.csv > commas\.csv/,
      'semi.csv',
      peopleYaml,
    ],
    [
      'a file of no bytes',
      2,
      /empty\.csv cannot be read \(it is empty\)\. A header line with the names/,
      'empty.csv',
      peopleYaml,
    ],
    [
      'a column that the file lacks',
      2,
      'people.csv has no column wage, which the schema names',
      'people.csv',
      `${peopleYaml}  wage: { type: number, lower: 0, upper: 9 }\n`,
    ],
    [
      'a missing bound',
      1,
      /age.*(lower|bound)/,
      'people.csv',
      peopleYaml.replace('{ type: integer, lower: 0, upper: 100 }', '{ type: integer }'),
    ],
    ['half a bound', 2, /columns\.age/, 'people.csv', peopleYaml.replace(', upper: 100 }', ' }')],
    [
      'lower above upper in the schema',
      2,
      /columns\.age\.(lower|upper)/,
      'people.csv',
      peopleYaml.replace('lower: 0, upper: 100 }', 'lower: 101, upper: 100 }'),
    ],
    [
      'a category without a list',
      2,
      /columns\.educ\.categories/,
      'people.csv',
      peopleYaml.replace(', categories: [low, middle, high]', ''),
    ],
    ['a schema that is not YAML', 2, /schema|line/i, 'people.csv', 'columns: [a, b'],
    [
      'a schema of a later version',
      2,
      /version is 2/,
      'people.csv',
      peopleYaml.replace('version: 1', 'version: 2'),
    ],
  ])('%s', async (_, code, message, file, yaml) => {
    const ran = await runCli([
      'release',
      place.path(file),
      '--schema',
      place.write('bad.yaml', yaml),
      ...stats,
      ...one,
    ])
    expect(ran.out).toBe('')
    expect(ran.err).toMatch(/^dither: [^\n]+\n$/)
    if (typeof message === 'string') expect(ran.err).toContain(message)
    else expect(ran.err).toMatch(message)
    expect(ran.code).toBe(code)
  })

  test('a missing schema names the command that makes one', async () => {
    const ran = await runCli([
      'release',
      place.path('people.csv'),
      '--schema',
      place.path('no.yaml'),
      ...stats,
      ...one,
    ])
    expect(ran.code).toBe(2)
    expect(ran.err).toMatch(
      /the schema .*no\.yaml cannot be read \(there is no such file\)\. Make one: dither schema/,
    )
  })

  test('a place where nothing can be written is refused before the charge', async () => {
    for (const path of [place.path('nowhere/x.json'), place.path('folder')]) {
      const ran = await release(...stats, ...one, '--certificate', path)
      expect(ran.code).toBe(2)
      expect(ran.err).toContain('cannot be written')
    }
    const nowhere = await release(...stats, ...one, '--svg', place.path('no/dir/x.svg'))
    expect(nowhere.err).toMatch(/x\.svg cannot be written \(there is no folder .*dir\)/)
  })
})
