import { describe, expect, test } from 'vitest'
import { firstRelease } from './first-release.ts'

const style = { width: 80, unicode: true, color: false }

describe('npm start', () => {
  test('releases from both tables, each answer with error, interval and cost, and what is left', async () => {
    const text = await firstRelease({ style })
    expect(text.match(/answer +value +error +95 % interval +cost/g)).toHaveLength(2)
    expect(
      text.match(/mean of age +\d+\.\d+ +± \d+\.\d+ +\d+\.\d+ to \d+\.\d+ +epsilon 0\.2/g),
    ).toHaveLength(2)
    expect(text.match(/variance of age +\d+ /g)).toHaveLength(2)
    expect(text).toMatch(
      /wage, dollars an hour {3}each bin ± \d+ {3}epsilon 0\.5 for all bins together/,
    )
    expect(text).toMatch(/5 – 7\.5 +█+.*[├│]/)
    expect(text.match(/spent epsilon 1\.5 of epsilon 2; epsilon 0\.5 is left/g)).toHaveLength(2)
    expect(text).toMatch(/npm run -s dither -- release/)
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(140)
  })

  test('is another release each time, and draws in ASCII without colour where it must', async () => {
    const [one, two] = [await firstRelease({ style }), await firstRelease({ style })]
    expect(one).not.toBe(two)
    const plain = await firstRelease({ style: { ...style, unicode: false } })
    expect(plain).toMatch(/^[\x20-\x7e\n]*$/)
  })
})
