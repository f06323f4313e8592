import {
  add,
  compare,
  divide,
  expInterval,
  type Interval,
  multiply,
  negate,
  type Rational,
  rational,
  subtract,
} from '@dither/math'
import { expectEnumeratedLaw, scriptedBits, seededBits } from '@dither/testkit'
import { describe, expect, test } from 'vitest'
import type { BitSource } from '../bits.ts'
import { exactLaw, rho } from '../law/exact-law.ts'
import type { NoiseLaw } from '../law/noise-law.ts'
import { buildLadder, locate } from './ladder.ts'
import { gridMasses, tailMass } from './masses.ts'
import { cumulative, prefixSums } from './prefix-sums.ts'
import { buildTable, fillFromTable, type NoiseTable } from './table.ts'
import { tailOf, tryTail } from './tail.ts'

const laplace = (text: string): NoiseLaw => ({ kind: 'discreteLaplace', scale: rational(text) })
const gaussian = (text: string): NoiseLaw => ({
  kind: 'discreteGaussian',
  variance: rational(text),
})

const drawFrom = (table: NoiseTable, bits: BitSource): number => {
  const out = new Int32Array(1)
  fillFromTable(table, out, bits)
  return out[0] ?? 0
}

/** The table with threshold j moved by one. */
const shifted = (table: NoiseTable, j: number, by: number): NoiseTable => {
  const thresholds = table.ladder.thresholds.slice()
  thresholds[j] = (thresholds[j] ?? 0) + by
  return { ...table, ladder: { ...table.ladder, thresholds } }
}

/** A source that loses the lowest bit of each word of a refinement. */
const droppingBits = (bits: BitSource): BitSource => {
  const next = bits.next.bind(bits)
  return Object.assign(bits, { next: () => next() & ~1 })
}

describe('the two-sided table', () => {
  test('has the exact law with words of any width: every draw refines, many reach the tail', () => {
    for (const [law, reach] of [
      [laplace('1'), 3],
      [laplace('7/3'), 4],
      [laplace('1/2'), 1],
      [gaussian('1'), 2],
      [gaussian('7/2'), 3],
    ] as const)
      for (const width of [
        { wordBits: 1, depth: 12 },
        { wordBits: 3, depth: 4 },
        { wordBits: 6, depth: 2 },
      ]) {
        const table = buildTable(law, reach, width.wordBits)
        const exact = exactLaw(law)
        const { undecided } = expectEnumeratedLaw(
          (bits) => drawFrom(table, bits),
          (key) => exact(BigInt(key)),
          { ...width, support: ['0', '1', '-1'] },
        )
        expect(Number(undecided.numerator) / Number(undecided.denominator)).toBeLessThan(0.35)
      }
  })

  test('the enumeration refuses broken twins', () => {
    for (const [law, reach, other] of [
      [laplace('2'), 9, laplace('51/25')],
      [gaussian('4'), 6, gaussian('10404/2500')],
    ] as const) {
      const wordBits = 4
      const table = buildTable(law, reach, wordBits)
      const twoPercent = buildTable(other, reach, wordBits)
      const exact = exactLaw(law)
      expectEnumeratedLaw(
        (bits) => drawFrom(table, bits),
        (key) => exact(BigInt(key)),
        {
          wordBits,
          depth: 4,
          mutants: {
            'scale 2 % off': (bits) => drawFrom(twoPercent, bits),
            'threshold off by one, up': (bits) => drawFrom(shifted(table, reach, 1), bits),
            'threshold off by one, down': (bits) => drawFrom(shifted(table, reach, -1), bits),
            'a bit of the refinement dropped': (bits) => drawFrom(table, droppingBits(bits)),
            'tail cut off': (bits) => {
              for (;;) {
                const value = drawFrom(table, bits)
                if (Math.abs(value) <= reach - 3) return value
              }
            },
          },
        },
      )
    }
  })

  test('two successive draws are independent', () => {
    const law = laplace('1')
    const table = buildTable(law, 3, 3)
    const exact = exactLaw(law)
    expectEnumeratedLaw(
      (bits) => {
        const out = new Int32Array(2)
        fillFromTable(table, out, bits)
        return out.join(' ')
      },
      (key) => {
        const [a = '', b = ''] = key.split(' ')
        const [first, second] = [exact(BigInt(a)), exact(BigInt(b))]
        return { low: multiply(first.low, second.low), high: multiply(first.high, second.high) }
      },
      {
        wordBits: 3,
        depth: 6,
        mutants: {
          'the same draw twice': (bits) => {
            const draw = drawFrom(table, bits)
            return `${draw} ${draw}`
          },
        },
      },
    )
  })

  test('zeroes the words that it uses, and takes one word a draw but for rare ones', () => {
    const table = buildTable(laplace('10'), 139, 32)
    const bits = seededBits('words')
    bits.refill()
    fillFromTable(table, new Int32Array(500), bits)
    expect(bits.position).toBeLessThan(520)
    expect(bits.words.subarray(0, bits.position).every((word) => word === 0)).toBe(true)
  })

  test('a tail that does not fit the array is refused, never clamped', () => {
    const table = buildTable(laplace('1'), 3, 32)
    const far = { ...table, tail: tailOf(laplace('1'), 1n << 31n) }
    const tail = scriptedBits([0xffff_ffff, 1 << 30, 2, 0], 32)
    expect(() => fillFromTable(far, new Int32Array(1), tail)).toThrow('does not fit the array')
    const again = scriptedBits([0xffff_ffff, 1 << 30, 2, 0], 32)
    const out = new Float64Array(1)
    fillFromTable(far, out, again)
    expect(out[0]).toBe(2 ** 31 + 1)
  })
})

describe('thresholds', () => {
  test('are the floors of 2^w F, by sums that share nothing with their construction', () => {
    for (const [law, reach, tailScale] of [
      [laplace('5'), 40, rational(5)],
      [gaussian('30'), 25, rational('30/26')],
    ] as const) {
      const { thresholds, count } = buildLadder({ law, step: 1n, reach, twoSided: true }, 32)
      const values = Array.from({ length: count }, (_, j) => BigInt(Math.abs(j - reach)))
      const start = rho(law, BigInt(reach + 1))
      const ratio = expInterval(negate(divide(rational(1), tailScale)), 192)
      const both = (a: Interval, b: Interval): Interval => ({
        low: add(a.low, b.low),
        high: add(a.high, b.high),
      })
      const tail = {
        low: divide(multiply(rational(2), start.low), subtract(rational(1), ratio.low)),
        high: divide(multiply(rational(2), start.high), subtract(rational(1), ratio.high)),
      }
      const total = values.reduce((sum, m) => both(sum, rho(law, m)), tail)
      let sum = { low: rational(0), high: rational(0) }
      for (const [j, m] of values.entries()) {
        sum = both(sum, rho(law, m))
        expect(thresholds[j]).toBe(floorOf(divide(sum.low, total.high)))
        expect(thresholds[j]).toBe(floorOf(divide(sum.high, total.low)))
      }
      expect(thresholds[count]).toBe(2 ** 32 - 1)
    }
  })

  test('stay certain where the masses fall below any fixed precision', () => {
    // Pr[X = 3] is about e^(-288): the closing thresholds need more than 192 bits.
    const law = gaussian('1/64')
    const { thresholds, count, sums } = buildLadder({ law, step: 1n, reach: 3, twoSided: true }, 32)
    expect([...thresholds.slice(0, 3)]).toEqual([0, 0, 0])
    expect([...thresholds.slice(4, count)]).toEqual([2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1])
    expect(sums.precision).toBeGreaterThan(192)
  })

  test('lead to each block of strips with its exact mass, and twins off by one are refused', () => {
    for (const [law, tailScale] of [
      [laplace('9'), rational(9)],
      [gaussian('100'), rational('100/26')],
    ] as const) {
      const [step, reach, wordBits] = [2n, 12, 4]
      const ladder = buildLadder({ law, step, reach, twoSided: false }, wordBits)
      const blocks = Array.from({ length: reach + 1 }, (_, j) => rho(law, step * BigInt(j)))
      const start = rho(law, 26n)
      const ratio = expInterval(negate(divide(rational(1), tailScale)), 192)
      const two = rational(2)
      blocks.push({
        low: divide(start.low, multiply(two, subtract(rational(1), ratio.low))),
        high: divide(start.high, multiply(two, subtract(rational(1), ratio.high))),
      })
      const total = blocks.reduce((a, b) => ({ low: add(a.low, b.low), high: add(a.high, b.high) }))
      const twin = (j: number, by: number) => {
        const thresholds = ladder.thresholds.slice()
        thresholds[j] = (thresholds[j] ?? 0) + by
        return (bits: BitSource) => locate({ ...ladder, thresholds }, bits.next(), bits)
      }
      expectEnumeratedLaw(
        (bits) => locate(ladder, bits.next(), bits),
        (key) => {
          const mass = blocks[Number(key)] ?? { low: rational(0), high: rational(0) }
          return { low: divide(mass.low, total.high), high: divide(mass.high, total.low) }
        },
        {
          wordBits,
          depth: 4,
          mutants: Object.fromEntries(
            [1, 4, 7].flatMap((j) => [
              [`threshold ${j} one up`, twin(j, 1)],
              [`threshold ${j} one down`, twin(j, -1)],
            ]),
          ),
        },
      )
    }
  })

  test('locate agrees with the thresholds where they decide, and with F where they do not', () => {
    const ladder = buildLadder({ law: laplace('3'), step: 1n, reach: 12, twoSided: true }, 8)
    for (let word = 0; word < 256; word++)
      for (const rest of [0, 100, 255]) {
        const j = locate(ladder, word, scriptedBits([rest, rest, rest, rest], 8))
        const u = (n: number): Rational =>
          rational(BigInt(word * 256 + rest) * 256n + BigInt(rest + n), 1n << 24n)
        const f = (i: number): Interval => enclosureOf(ladder, i)
        if (j < ladder.count) expect(compare(u(0), f(j).high)).toBe(-1)
        if (j > 0) expect(compare(u(1), f(j - 1).low)).toBe(1)
      }
  })
})

const enclosureOf = (ladder: ReturnType<typeof buildLadder>, j: number): Interval => {
  const { low, high } = cumulative(ladder.masses, ladder.sums, j)(100)
  return { low: rational(low, 1n << 100n), high: rational(high, 1n << 100n) }
}

const floorOf = (f: Rational): number => Number((f.numerator << 32n) / f.denominator)

describe('fixed-point masses', () => {
  test('enclose rho on the grid, and the tail, at every precision', () => {
    for (const law of [laplace('7/3'), gaussian('50'), laplace('1000')])
      for (const precision of [64, 192]) {
        const { low, error } = gridMasses(law, 3n, 20, precision)
        const unit = rational(1n, 1n << BigInt(precision))
        for (const [j, mass] of low.entries()) {
          const true_ = rho(law, BigInt(3 * j))
          expect(compare(multiply(rational(mass), unit), true_.high)).toBeLessThanOrEqual(0)
          expect(compare(multiply(rational(mass + error), unit), true_.low)).toBeGreaterThanOrEqual(
            0,
          )
        }
        const tail = tailMass(law, 60n, 3n, precision)
        expect(tail.low <= tail.high).toBe(true)
      }
  })

  test('prefix sums enclose their sums', () => {
    const law = gaussian('9')
    const { low, slack, totalLow, totalHigh } = prefixSums(
      { law, step: 1n, reach: 6, twoSided: true },
      96,
    )
    let sum = rational(0)
    for (const [j, prefix] of low.entries()) {
      sum = add(sum, rho(law, BigInt(Math.abs(j - 6))).low)
      const scaled = multiply(sum, rational(1n << 96n))
      expect(compare(rational(prefix), scaled)).toBeLessThanOrEqual(0)
      expect(compare(rational(prefix + slack), scaled)).toBeGreaterThanOrEqual(0)
    }
    expect(totalLow < totalHigh).toBe(true)
  })
})

test('a tail has the law of rho beyond its start, one try at a time', () => {
  for (const [law, from] of [
    [laplace('2'), 5n],
    [gaussian('9'), 4n],
  ] as const) {
    const start = rho(law, from)
    const g = law.kind === 'discreteLaplace' ? law.scale : rational('9/4')
    const ratio = expInterval(negate(divide(rational(1), g)), 192)
    const tail = tailOf(law, from)
    expectEnumeratedLaw(
      (bits) => tryTail(tail, bits) ?? 'again',
      (key) => {
        if (key === 'again') return { low: rational(0), high: rational(1) }
        const mass = rho(law, BigInt(key))
        // rho(m) / rho(from) (1 - e^(-1/g))
        return {
          low: multiply(divide(mass.low, start.high), subtract(rational(1), ratio.high)),
          high: multiply(divide(mass.high, start.low), subtract(rational(1), ratio.low)),
        }
      },
      { wordBits: 3, depth: 5 },
    )
  }
})
