import { describe, expect, test } from 'vitest'
import { BufferedGenerator, secureBits } from './secure-bits.ts'

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

const unused = (bits: BufferedGenerator): number => bits.words.length - bits.position

describe('the buffered generator', () => {
  test('starts empty, and fills at the first draw', () => {
    const bits = new BufferedGenerator(1000)
    expect(unused(bits)).toBe(0)
    expect(bits.words.every((word) => word === 0)).toBe(true)
    bits.next()
    expect(unused(bits)).toBe(16_383)
    bits.drop()
  })

  test('gives each word once, and zeroes it', () => {
    const bits = new BufferedGenerator(1000)
    bits.refill()
    const expected = [...bits.words]
    const drawn = expected.map(() => bits.next())
    expect(drawn).toEqual(expected)
    expect(bits.words.every((word) => word === 0)).toBe(true)
    bits.next()
    expect(unused(bits)).toBe(16_383)
    bits.drop()
  })

  test('gives 32-bit words in which every bit is one about half the time', () => {
    const bits = new BufferedGenerator(1000)
    const ones = new Array<number>(32).fill(0)
    for (let i = 0; i < 65_536; i++) {
      const word = bits.next()
      for (let bit = 0; bit < 32; bit++) ones[bit] = (ones[bit] ?? 0) + ((word >>> bit) & 1)
    }
    // n = 65,536 a bit; 7 standard deviations of 128: false alarm 32 * 2.6e-12.
    for (const count of ones) expect(Math.abs(count - 32_768)).toBeLessThan(896)
    bits.drop()
  })

  test('drops words that are too old when a draw begins, and keeps fresh ones', async () => {
    const bits = new BufferedGenerator(60_000)
    bits.next()
    bits.dropIfStale()
    expect(unused(bits)).toBe(16_383)
    bits.drop()

    const old = new BufferedGenerator(5)
    old.next()
    const until = performance.now() + 10
    while (performance.now() < until); // the timer cannot fire in a busy thread
    expect(unused(old)).toBe(16_383)
    old.dropIfStale()
    expect(unused(old)).toBe(0)
    expect(old.words.every((word) => word === 0)).toBe(true)
  })

  test('wipes an idle buffer although nobody draws', async () => {
    const bits = new BufferedGenerator(20)
    bits.next()
    for (let i = 0; i < 100 && unused(bits) > 0; i++) await wait(10)
    expect(unused(bits)).toBe(0)
    expect(bits.words.every((word) => word === 0)).toBe(true)
  })

  test('wipes again after a later refill', async () => {
    const bits = new BufferedGenerator(20)
    bits.next()
    await wait(10)
    bits.refill() // while the first timer still runs
    for (let i = 0; i < 100 && unused(bits) > 0; i++) await wait(10)
    expect(unused(bits)).toBe(0)
    bits.next()
    for (let i = 0; i < 100 && unused(bits) > 0; i++) await wait(10)
    expect(unused(bits)).toBe(0)
  })

  test('is shared by the process, and says that it is secure', () => {
    expect(secureBits()).toBe(secureBits())
    expect(secureBits().kind).toBe('secure')
    expect(secureBits().wordBits).toBe(32)
  })
})
