import { exactDouble, rational } from '@dither/math'
import { expect, test } from 'vitest'
import { expectAccurate } from './expect-accurate.ts'

const third = {
  low: rational('33333333333333333333333/100000000000000000000000'),
  high: rational('33333333333333333333334/100000000000000000000000'),
}

test('a correctly rounded result passes, the next double but one does not', () => {
  expectAccurate('1/3', 1 / 3, third, { relative: 2 ** -53 })
  expect(() => expectAccurate('1/3', 1 / 3 + 2 ** -53, third, { relative: 2 ** -53 })).toThrow(
    /1\/3/,
  )
})

test('an enclosure too wide to tell fails, and so does what is not finite', () => {
  const wide = { low: rational(0.3), high: rational(0.4) }
  expect(() => expectAccurate('x', 0.35, wide, { absolute: 2 ** -5 })).toThrow(/errs/)
  expectAccurate('x', 0.35, wide, { absolute: 2 ** -4 })
  expect(() => expectAccurate('x', Number.NaN, wide, { relative: 1 })).toThrow(/not finite/)
  expectAccurate('exact', 0.1, { low: exactDouble(0.1), high: exactDouble(0.1) }, {})
})
