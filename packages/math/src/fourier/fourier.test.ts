import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { piFixed } from '../certified/constants.ts'
import { fourier, fourierError, inverseFourier, opposites } from './fourier.ts'
import { twiddles } from './twiddles.ts'

const norm = (re: Float64Array, im: Float64Array): number =>
  Math.sqrt([...re, ...im].reduce((sum, x) => sum + x * x, 0))

/** The digits of i in b places, backwards. */
const backwards = (i: number, bits: number): number => {
  let result = 0
  for (let b = 0; b < bits; b++) result = (result << 1) | ((i >> b) & 1)
  return result
}

function direct(re: Float64Array, im: Float64Array): [Float64Array, Float64Array] {
  const n = re.length
  const bits = Math.log2(n)
  const [x, y] = [new Float64Array(n), new Float64Array(n)]
  for (let i = 0; i < n; i++) {
    const k = backwards(i, bits)
    for (let j = 0; j < n; j++) {
      const angle = (-2 * Math.PI * ((j * k) % n)) / n
      const [c, s] = [Math.cos(angle), Math.sin(angle)]
      x[i] = (x[i] ?? 0) + (re[j] ?? 0) * c - (im[j] ?? 0) * s
      y[i] = (y[i] ?? 0) + (re[j] ?? 0) * s + (im[j] ?? 0) * c
    }
  }
  return [x, y]
}

const vector = fc.integer({ min: 0, max: 9 }).chain((bits) =>
  fc.tuple(
    fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
      minLength: 2 ** bits,
      maxLength: 2 ** bits,
    }),
    fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
      minLength: 2 ** bits,
      maxLength: 2 ** bits,
    }),
  ),
)

describe('the Fourier transform', () => {
  it('is that of its definition, in bit-reversed order', () => {
    fc.assert(
      fc.property(vector, ([a, b]) => {
        const [re, im] = [Float64Array.from(a), Float64Array.from(b)]
        const [x, y] = direct(re, im)
        fourier(re, im)
        const apart = norm(
          re.map((value, i) => value - (x[i] ?? 0)),
          im.map((value, i) => value - (y[i] ?? 0)),
        )
        expect(apart).toBeLessThanOrEqual(1e-13 * (norm(x, y) + 1e-300))
      }),
      { numRuns: 60 },
    )
  })

  it('is undone within the stated error, at all lengths', () => {
    for (let bits = 0; bits <= 18; bits++) {
      const n = 2 ** bits
      const re = Float64Array.from({ length: n }, (_, i) => ((i * 7919) % 1009) / 1009 - 0.3)
      const im = Float64Array.from({ length: n }, (_, i) => ((i * 104729) % 997) / 997)
      const [a, b] = [re.slice(), im.slice()]
      fourier(re, im)
      inverseFourier(re, im)
      const apart = norm(
        re.map((value, i) => value - (a[i] ?? 0)),
        im.map((value, i) => value - (b[i] ?? 0)),
      )
      expect(apart).toBeLessThanOrEqual(2.01 * fourierError(n) * norm(a, b))
    }
  })

  it('names opposite frequencies', () => {
    for (const bits of [0, 1, 2, 5, 8]) {
      const n = 2 ** bits
      const seen = new Set<number>()
      opposites(n, (i, j) => {
        expect((backwards(i, bits) + backwards(j, bits)) % n).toBe(0)
        seen.add(i).add(j)
      })
      expect(seen.size).toBe(n)
    }
  })
})

/** Machin-like series in integers of 2^-100: cos and sin of 2 pi j / n. */
const one = 1n << 100n
const pi = piFixed(100)
function exactRoot(j: number, n: number): [number, number] {
  const x = (2n * pi * BigInt(j)) / BigInt(n)
  let [term, c, s] = [one, 0n, 0n]
  for (let k = 1n; k < 60n; k++) {
    const turn = Number((k - 1n) % 4n)
    if (turn === 0) c += term
    else if (turn === 1) s += term
    else if (turn === 2) c -= term
    else s -= term
    term = (term * x) / one / k
  }
  return [Number(c) / 2 ** 100, Number(s) / 2 ** 100]
}

describe('roots of unity', () => {
  it('have errors below 2^-52', () => {
    for (const length of [4, 8, 64, 4096, 2 ** 17]) {
      const table = twiddles(length)
      const step = Math.max(1, length / 4096)
      for (let j = 0; j < length / 4; j += step - (step > 1 ? 1 : 0)) {
        const [c1, s1] = exactRoot(j, length)
        const [c2, s2] = exactRoot(2 * j, length)
        const expected = [c1, -s1, c2, -s2]
        for (let k = 0; k < 4; k++)
          if (!(Math.abs((table[4 * j + k] ?? 0) - (expected[k] ?? 0)) <= 2 ** -52))
            expect.fail(`root ${j} of ${length}`)
      }
    }
  })
})
