/** Functions of numbers that every engine computes alike, to the last bit. */
import { roundHalfUp } from '../../schema/grammar.ts'
import type { Value } from '../../schema/value.ts'
import { isEmpty, type NumberFacts, noNumber } from '../facts.ts'
import { asNumber, type Operand } from '../meaning.ts'
import { exp, ln } from './exp-ln.ts'
import type { FunctionRule } from './function-rule.ts'
import { publicWhole } from './public-operand.ts'

type Name =
  | 'abs'
  | 'sign'
  | 'floor'
  | 'ceiling'
  | 'round'
  | 'truncate'
  | 'modulo'
  | 'power'
  | 'sqrt'
  | 'exp'
  | 'ln'

/** A function that never decreases, so that ends go to ends; `whole` if its values are whole or infinite. */
function rising(of: (x: number) => number, whole: boolean): FunctionRule {
  return unary(of, (x) => ({
    ...x,
    lower: of(x.lower) + 0,
    upper: of(x.upper) + 0,
    integral: whole,
  }))
}

function unary(of: (x: number) => number, range: (x: NumberFacts) => NumberFacts): FunctionRule {
  return {
    operands: [1, 1],
    facts: (x) => {
      const facts = x === undefined ? noNumber : asNumber(x)
      return isEmpty(facts) ? noNumber : range(facts)
    },
    value: (x = null) => (typeof x === 'number' ? orNull(of(x)) : null),
  }
}

function orNull(x: number): Value {
  return Number.isNaN(x) ? null : x + 0
}

/** The remainder with the sign of x. */
function remainderFacts(x: NumberFacts, y: NumberFacts): NumberFacts {
  if (isEmpty(x) || isEmpty(y) || (y.lower === 0 && y.upper === 0)) return noNumber
  const most = Math.max(Math.abs(y.lower), Math.abs(y.upper))
  const bounded = Number.isFinite(x.lower) && Number.isFinite(x.upper)
  return {
    type: 'number',
    lower: Math.max(Math.min(x.lower, 0), -most) + 0,
    upper: Math.min(Math.max(x.upper, 0), most),
    nullable: x.nullable || y.nullable || !bounded || (y.lower <= 0 && y.upper >= 0),
    integral: x.integral && y.integral,
  }
}

/** How often `power` multiplies. */
const mostTimes = 64

function times(x: number, n: number): number {
  let product = 1
  for (let i = 1; i <= n; i += 1) product *= x
  return product
}

/** Of one sign a power rises or falls with x in size; an even one is least where x is nearest to 0. */
function powerFacts(x: NumberFacts, n: number): NumberFacts {
  const ends = [times(x.lower, n), times(x.upper, n)]
  const through = n > 0 && n % 2 === 0 && x.lower <= 0 && x.upper >= 0
  return {
    ...x,
    lower: Math.min(...ends, ...(through ? [0] : [])) + 0,
    upper: Math.max(...ends) + 0,
  }
}

export const numberFunctions: Readonly<Record<Name, FunctionRule>> = Object.freeze({
  abs: unary(Math.abs, (x) => {
    const ends = [Math.abs(x.lower), Math.abs(x.upper)]
    const lower = x.lower <= 0 && x.upper >= 0 ? 0 : Math.min(...ends)
    return { ...x, lower, upper: Math.max(...ends) }
  }),
  sign: rising(Math.sign, true),
  floor: rising(Math.floor, true),
  ceiling: rising(Math.ceil, true),
  /** Half up, as everywhere. */
  round: rising(roundHalfUp, true),
  /** Toward zero. */
  truncate: rising(Math.trunc, true),
  /** NULL for a divisor that is 0 and for an infinite dividend. */
  modulo: {
    operands: [2, 2],
    facts: (x, y) => (x === undefined || y === undefined ? noNumber : remainderOf(x, y)),
    value: (x = null, y = null) =>
      typeof x === 'number' && typeof y === 'number' ? orNull(x % y) : null,
  },
  /** A whole number of times multiplied by itself, from the left; the number of times stands in the plan. */
  power: {
    operands: [2, 2],
    facts: (x, n) => {
      if (x === undefined || n === undefined) return noNumber
      const facts = asNumber(x)
      const exponent = publicWhole(n, 0, mostTimes)
      return isEmpty(facts) ? noNumber : powerFacts(facts, exponent)
    },
    value: (x = null, n = null) =>
      typeof x === 'number' && typeof n === 'number' && n >= 0 && n <= mostTimes
        ? orNull(times(x, n))
        : null,
  },
  /** NULL below 0. IEEE 754 has it rounded to nearest, as the four operations are. */
  sqrt: unary(Math.sqrt, (x) =>
    x.upper < 0
      ? noNumber
      : {
          ...x,
          lower: Math.sqrt(Math.max(x.lower, 0)),
          upper: Math.sqrt(x.upper),
          nullable: x.nullable || x.lower < 0,
          integral: false,
        },
  ),
  /** Alike in every engine to the last bit, and near e^x to a relative 1e-13; infinite where that is. */
  exp: unary(exp, (x) => ({
    ...x,
    lower: outward(exp(x.lower), -1),
    upper: outward(exp(x.upper), 1),
    integral: false,
  })),
  /** Alike in every engine to the last bit, and near ln x to 1e-13; NULL for what is not above 0. */
  ln: unary(
    (x) => (x > 0 ? ln(x) : Number.NaN),
    (x) =>
      x.upper <= 0
        ? noNumber
        : {
            ...x,
            lower: outward(ln(Math.max(x.lower, Number.MIN_VALUE)), -1),
            upper: outward(ln(x.upper), 1),
            nullable: x.nullable || x.lower <= 0,
            integral: false,
          },
  ),
})

/** Further out than the error of a value can be: rounding need not be monotone there. */
function outward(end: number, sign: -1 | 1): number {
  if (!Number.isFinite(end)) return sign > 0 ? end : Number.MAX_VALUE * Math.sign(end)
  return end + sign * (Math.abs(end) * 1e-12 + 1e-15)
}

function remainderOf(x: Operand, y: Operand): NumberFacts {
  return remainderFacts(asNumber(x), asNumber(y))
}
