import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  absolute,
  add,
  compare,
  dyadic,
  fraction,
  multiply,
  negate,
  type Rational,
  rational,
  subtract,
} from '../rational/rational.ts'
import type { Interval } from './interval.ts'
import { densityScaled, normalCdfInterval, normalTailInterval } from './normal.ts'
import { normalQuantileInterval } from './normal-quantile.ts'

/** P(Z > x) to 60 digits by mpmath 1.3.0 (erfc at 400 bits). */
const vectors: readonly (readonly [x: string, tail: string])[] = [
  ['0.001', '0.499601057786088937415409677555673058731496752185221700810061'],
  ['0.1', '0.460172162722971018534595381760817916985937716310228967331518'],
  ['0.7', '0.241963652223073014749350428172507514739165341756362860112738'],
  ['1', '0.158655253931457051414767454367962077522087033273395609012606'],
  ['1.5', '0.0668072012688580660044940409798860795228951856612214424062877'],
  ['2', '0.022750131948179207200282637166533437471776223701678433983666'],
  ['2.4', '0.00819753592459612944438694032106923993962925756833974592200195'],
  ['2.49', '0.00638715476494317701416041509930944371508431991371361577455714'],
  ['2.5', '0.00620966532577613516697810457419222112789774692309276826856285'],
  ['2.6', '0.00466118802371875025099340922905871604586139921581513422704487'],
  ['3', '0.00134989803163009452665181476759497737782936815838064936422199'],
  ['4', '0.0000316712418331199212537707567221512984438333754802765085493317'],
  ['5.5', '0.0000000189895624658877193838512740335801863163574891192967938556755'],
  ['8', '0.000000000000000622096057427178412351599517258818842248871727890027580152376'],
  ['12', '1.77648211207767899769617100184555709239266643417895318503866e-33'],
  ['20', '2.75362411860623369507562278085746533280749773475933056769937e-89'],
  ['37', '5.72557122252457682268319254827320165643278624283290188167285e-300'],
  ['70', '5.4230396093013993286757866708775971651897617218717028289045e-1067'],
  ['-1', '0.841344746068542948585232545632037922477912966726604390987394'],
  ['-6', '0.999999999013412354962301859299135867601957981330208750020971'],
]

const narrow = ({ low, high }: Interval, bits: number): boolean =>
  compare(subtract(high, low), multiply(low, dyadic(1n, -bits))) <= 0
const meet = (a: Interval, b: Interval): boolean =>
  compare(a.low, b.high) <= 0 && compare(b.low, a.high) <= 0
const precision = fc.integer({ min: 1, max: 250 })
const places: fc.Arbitrary<Rational> = fc
  .tuple(
    fc.bigInt({ min: 0n, max: 1n << 40n }),
    fc.bigInt({ min: 1n, max: 1n << 40n }),
    fc.integer({ min: -40, max: 6 }),
  )
  .map(([n, d, e]) => multiply(fraction(n, d), dyadic(1n, e)))
  .filter((x) => compare(x, rational(70)) < 0)
const density = (x: Rational): Interval => {
  const { low, high, exponent } = densityScaled(x, 300)
  return { low: dyadic(low, exponent), high: dyadic(high, exponent) }
}

describe('normalTailInterval', () => {
  test('encloses known digits, below and above the change of method', () => {
    for (const [x, digits] of vectors) {
      const value = rational(digits)
      const slack = multiply(value, rational('1e-58'))
      const known = { low: subtract(value, slack), high: add(value, slack) }
      for (const bits of [10, 64, 180]) {
        const tail = normalTailInterval(rational(x), bits)
        expect(meet(tail, known), x).toBe(true)
        expect(narrow(tail, bits), x).toBe(true)
      }
    }
  })

  test('has the promised relative width, and a longer result meets it', () => {
    fc.assert(
      fc.property(places, precision, fc.boolean(), (size, bits, minus) => {
        const x = minus ? negate(size) : size
        const tail = normalTailInterval(x, bits)
        expect(narrow(tail, bits)).toBe(true)
        expect(meet(tail, normalTailInterval(x, bits + 60))).toBe(true)
        const { low, high } = normalCdfInterval(x, bits)
        expect(
          meet({ low: subtract(rational(1), high), high: subtract(rational(1), low) }, tail),
        ).toBe(true)
      }),
    )
  })

  test('falls by the density, which falls itself: h phi(x + h) <= P(x) - P(x + h) <= h phi(x)', () => {
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: 30 }), (x, e) => {
        const h = dyadic(1n, -e)
        const next = add(x, h)
        const [here, there] = [normalTailInterval(x, 120), normalTailInterval(next, 120)]
        const most = subtract(here.high, there.low)
        const least = subtract(here.low, there.high)
        expect(compare(most, multiply(h, density(next).low))).toBe(1)
        expect(compare(least, multiply(h, density(x).high))).toBe(-1)
      }),
    )
  })

  test('is exactly symmetric at 0 and refuses what is out of range', () => {
    const { low, high } = normalTailInterval(rational(0), 64)
    expect(compare(low, rational('1/2')) <= 0 && compare(high, rational('1/2')) >= 0).toBe(true)
    expect(() => normalTailInterval(rational(1001), 64)).toThrow(RangeError)
    expect(() => normalTailInterval(rational(1), 0.5)).toThrow(RangeError)
  })
})

describe('normalQuantileInterval', () => {
  const known = [
    ['0.975', '1.95996398454005423552459443052055152795555'],
    ['0.5', '0'],
    ['1e-20', '-9.26234008979840757371735697787532511753583951'],
  ] as const
  test('encloses known digits', () => {
    for (const [p, digits] of known) {
      const { low, high } = normalQuantileInterval(rational(p), 120)
      const gap = rational('1e-35')
      expect(compare(absolute(subtract(low, rational(digits))), gap)).not.toBe(1)
      expect(compare(absolute(subtract(high, rational(digits))), gap)).not.toBe(1)
    }
  })

  test('ends lie on both sides of p, as close as promised', () => {
    const chances = fc
      .tuple(
        fc.bigInt({ min: 1n, max: 1n << 60n }),
        fc.bigInt({ min: 1n, max: 1n << 60n }),
        fc.nat(900),
      )
      .map(([n, m, e]) => fraction(n, (n + m) << BigInt(e)))
    fc.assert(
      fc.property(chances, fc.integer({ min: 1, max: 120 }), fc.boolean(), (small, bits, flip) => {
        const p = flip ? subtract(rational(1), small) : small
        const { low, high } = normalQuantileInterval(p, bits)
        expect(compare(normalCdfInterval(low, bits + 60).low, p)).not.toBe(1)
        expect(compare(normalCdfInterval(high, bits + 60).high, p)).not.toBe(-1)
        expect(compare(subtract(high, low), dyadic(1n, -bits))).not.toBe(1)
      }),
      { numRuns: 30 },
    )
    expect(() => normalQuantileInterval(rational(0), 20)).toThrow(RangeError)
    expect(() => normalQuantileInterval(rational(1), 20)).toThrow(RangeError)
  })
})
