import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { run } from './run.ts'
import { runCli } from './testing.ts'

describe('dither', () => {
  test('teaches: what to type first, what epsilon means, what is not protected, exit codes', async () => {
    for (const argv of [[], ['--help'], ['-h'], ['help']]) {
      const { code, out, err } = await runCli(argv)
      expect([code, err]).toEqual([0, ''])
      for (const part of [
        'dither schema people.csv',
        'What epsilon means',
        'What this does not protect',
        'Exit codes: 0 done, 1 refused',
        'release [options] <FILE>',
      ]) {
        expect(out).toContain(part)
      }
    }
  })

  test.each([
    [
      'release',
      [
        'Examples:',
        'edges=0:100:10',
        'What this does not protect',
        'Ctrl-C before the charge costs nothing',
      ],
    ],
    ['schema', ['--from-smartnoise', 'general knowledge', '$schema=']],
    ['check', ['NOT PRIVATE', '--as-owner']],
  ])('%s --help teaches too', async (command, parts) => {
    const { code, out } = await runCli([command, '--help'])
    expect(code).toBe(0)
    expect(await runCli(['help', command])).toEqual({ code, out, err: '' })
    for (const part of parts) expect(out).toContain(part)
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(96)
  })

  test('prints the version of its package', async () => {
    const { version } = JSON.parse(
      readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
    )
    expect(await runCli(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })

  test.each([
    [['relase', 'x.csv'], "dither: unknown command 'relase' (Did you mean release?)\n"],
    [['--verion'], "dither: unknown option '--verion' (Did you mean --version?)\n"],
    [['release', 'x.csv'], "dither: required option '--schema <file>' not specified\n"],
    [
      ['release', 'x.csv', '--schem', 'y'],
      "dither: unknown option '--schem' (Did you mean --schema?)\n",
    ],
    [['check', '--schema', 'x'], "dither: missing required argument 'FILE'\n"],
  ])('%j is wrong usage, told in one line', async (argv, err) => {
    expect(await runCli(argv)).toEqual({ code: 2, out: '', err })
  })

  test('with --json, wrong usage is JSON on standard error', async () => {
    const { code, out, err } = await runCli(['release', '--json'])
    expect([code, out]).toEqual([2, ''])
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'wrong_usage', exitCode: 2 } })
  })

  test('an error that is not ours keeps its message to itself: it may hold data', async () => {
    let err = ''
    const code = await run(['--help'], {
      out: () => {
        throw new Error('zanzibar')
      },
      err: (text) => {
        err += text
      },
      readInput: async () => '',
      style: { width: 80, unicode: true, color: false },
      watched: false,
      signal: new AbortController().signal,
      debug: false,
    })
    expect(code).toBe(3)
    expect(err).toMatch(/^dither: something failed .* DITHER_DEBUG=1\n$/)
    expect(err).not.toContain('zanzibar')
  })
})
