import { parseHTML } from 'linkedom/worker'
import { describe, expect, test } from 'vitest'
import { plotProfile, plotTradeOff } from './plot-privacy.ts'

const profile = [0, 0.5, 1, 2, 4].map((epsilon) => ({ epsilon, delta: 10 ** (-1 - 2 * epsilon) }))
const misses = [0, 0.1, 0.5, 1].map((rate) => ({
  falsePositiveRate: rate,
  falseNegativeRate: (1 - rate) ** 2,
}))
const parsed = (svg: string) => parseHTML(svg).document

describe('pictures of privacy', () => {
  test('stand by themselves: no script, no link, and words for those who do not see them', async () => {
    const hostile = '</title><script>alert(1)</script>'
    for (const svg of [
      await plotProfile(profile, { title: hostile, subtitle: hostile }),
      await plotTradeOff(misses, { title: hostile }),
    ]) {
      const document = parsed(svg)
      expect(document.querySelector('script')).toBeNull()
      expect(svg).not.toMatch(/href|url\(/)
      const root = document.querySelector('svg')
      expect(root?.getAttribute('role')).toBe('img')
      expect(document.querySelector('title')?.textContent).toBe(hostile)
    }
  })

  test('say in their description what they show', async () => {
    const words = (svg: string) => parsed(svg).querySelector('desc')?.textContent ?? ''
    expect(words(await plotProfile(profile))).toMatch(/0\.1 at epsilon 0; .*1e-9 at epsilon 4/)
    expect(words(await plotTradeOff(misses))).toMatch(/1 where 0 are wrong.*0\.25 where 0\.5/)
  })

  test('put delta on a scale of powers, and higher deltas higher', async () => {
    const svg = await plotProfile(profile)
    expect(svg).toMatch(/1e-2</)
    const line = /class="line".*? d="M([^"]*)"/s.exec(svg)?.[1] ?? ''
    const places = line.split('L').map((place) => place.split(',').map(Number))
    expect(places).toHaveLength(profile.length)
    for (const [i, [x = 0, y = 0]] of places.entries()) {
      expect(x).toBeGreaterThanOrEqual(places[i - 1]?.[0] ?? 0)
      expect(y).toBeGreaterThanOrEqual(places[i - 1]?.[1] ?? 0)
    }
  })

  test('show who learns nothing beside the trade-off', async () => {
    const svg = await plotTradeOff(misses)
    expect(svg).toMatch(/class="zero"/)
    expect(svg).toMatch(/learns nothing/)
  })

  test('are the same text for the same points', async () => {
    expect(await plotProfile(profile)).toBe(await plotProfile(profile))
    expect(await plotProfile(profile, { width: 600 })).toMatch(/width="600"/)
  })

  test('need two points', async () => {
    await expect(plotProfile(profile.slice(0, 1))).rejects.toThrow(/two or more/)
    await expect(plotProfile([{ epsilon: 1, delta: 0 }])).rejects.toThrow(/two or more/)
    await expect(plotTradeOff([])).rejects.toThrow(/two or more/)
  })
})
