/**
 * The built packages in a page of a real Chromium, bundled as a bundler would ship them. Whatever else the
 * page asks of any network is refused and remembered; evaluated code, frames and workers are forbidden.
 */
import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engineConformance } from '../packages/query/src/engines/conformance/engine-conformance.ts'
import { memorySources } from '../packages/query/src/engines/conformance/memory-sources.ts'
import { bundle } from './bundle.ts'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync)
const site = 'https://page.test'
const policy = "default-src 'none'; script-src 'self'"

const person = `
import { defineSchema, open, table } from '@dither/query'
import { memory } from '@dither/query/memory'

globalThis.ask = async () => {
  const [file] = document.querySelector('input').files
  const schema = defineSchema({
    dataset: 'people',
    privacyUnit: 'row',
    columns: { age: { type: 'integer', lower: 0, upper: 100 } },
  })
  const people = table(memory(file), schema)
  const session = await open(people, { budget: { epsilon: 20 } })
  const { count, age } = await session.release({ count: people.count(), age: people.mean('age') }, { epsilon: 20 })
  await session.close()
  return { file: file instanceof File, count: count.value, age: age.value, written: JSON.stringify(age) }
}
`
const suite = `
import { memory } from '@dither/query/memory'
import { engineConformance } from './src/engines/conformance/engine-conformance.ts'
import { memorySources } from './src/engines/conformance/memory-sources.ts'

globalThis.ask = async () => {
  const held = []
  for (const { name, makeSource } of memorySources(memory))
    for (const { title, run } of engineConformance()) {
      await run(makeSource)
      held.push(name + ': ' + title)
    }
  return held
}
`
const noise = `
import { fillDiscreteLaplace } from '@dither/core'

const compiles = () => {
  try {
    return new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)) instanceof WebAssembly.Module
  } catch {
    return false
  }
}
globalThis.ask = () => {
  const out = fillDiscreteLaplace(new Int32Array(100000), { numerator: 10n, denominator: 1n })
  return { compiles: compiles(), square: out.reduce((sum, x) => sum + x * x, 0) / out.length }
}
`

describe.runIf(executablePath !== undefined)('a page that holds the bundled packages', () => {
  let browser: Browser | undefined
  const opened = async (): Promise<Browser> =>
    (browser ??= await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    }))
  beforeAll(opened, 60_000)
  afterAll(() => browser?.close())

  it('releases a count and a mean of a file that a person picked, without any network', async () => {
    const { page, refused } = await pageWith(await opened(), person)
    const ages = Array.from({ length: 1000 }, (_, i) => 20 + (i % 41))
    await page.setInputFiles('input', {
      name: 'people.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`age\r\n${ages.join('\r\n')}\r\n`),
    })
    const answer = await page.evaluate(() => Reflect.get(globalThis, 'ask')())
    // At epsilon 10 each, noise this large has a probability below e^-40.
    expect(Math.abs(answer.count - 1000)).toBeLessThan(10)
    expect(Math.abs(answer.age - 40)).toBeLessThan(2)
    expect(answer.file).toBe(true)
    expect(JSON.parse(answer.written)).toMatchObject({ kind: 'scalar', value: answer.age })
    expect(refused).toEqual([])
  })

  it('holds the memory engine to the whole conformance suite, over rows, text and files', async () => {
    const { page, refused } = await pageWith(await opened(), suite)
    const wanted = memorySources(() => {
      throw new Error('only names are asked for here')
    }).flatMap(({ name }) => engineConformance().map(({ title }) => `${name}: ${title}`))
    expect(wanted.length).toBeGreaterThanOrEqual(7 * 26)
    expect(await page.evaluate(() => Reflect.get(globalThis, 'ask')())).toEqual(wanted)
    expect(refused).toEqual([])
  })

  it('fills arrays with noise whether or not its policy lets WebAssembly be compiled', async () => {
    for (const [own, compiles] of [
      [policy, false],
      [`${policy} 'wasm-unsafe-eval'`, true],
    ] as const) {
      const { page } = await pageWith(await opened(), noise, own)
      const answer = await page.evaluate(() => Reflect.get(globalThis, 'ask')())
      expect(answer.compiles).toBe(compiles)
      // The variance is 199.83; the mean of 100,000 squares has a standard deviation of 1.42: 8 of them.
      expect(Math.abs(answer.square - 199.83)).toBeLessThan(11.4)
    }
  })

  it('is refused what it asks of a network, and that is seen', async () => {
    const { page, refused } = await pageWith(
      await opened(),
      "globalThis.ask = () => location.assign('/elsewhere')",
    )
    await page.evaluate(() => Reflect.get(globalThis, 'ask')())
    await expect.poll(() => refused).toEqual([`${site}/elsewhere`])
  })
})

/** A page of its own, its script loaded and all else refused. */
async function pageWith(
  browser: Browser,
  entry: string,
  own = policy,
): Promise<{ readonly page: Page; readonly refused: readonly string[] }> {
  const { code } = await bundle(entry, 'built')
  const context = await browser.newContext()
  const page = await context.newPage()
  const refused: string[] = []
  const html =
    '<!doctype html><link rel="icon" href="data:,"><input type="file"><script type="module" src="/bundle.js"></script>'
  const served = new Map([
    [`${site}/`, { contentType: 'text/html', body: html }],
    [`${site}/bundle.js`, { contentType: 'text/javascript', body: code }],
  ])
  await context.route('**/*', async (route) => {
    const url = route.request().url()
    const answer = served.get(url)
    served.delete(url)
    if (answer !== undefined)
      return route.fulfill({ ...answer, headers: { 'content-security-policy': own } })
    refused.push(url)
    return route.abort()
  })
  const failures: Error[] = []
  page.on('pageerror', (error) => failures.push(error))
  await page.goto(`${site}/`)
  await page.waitForFunction(() => 'ask' in globalThis, undefined, { timeout: 20_000 })
  expect(failures).toEqual([])
  return { page, refused }
}
