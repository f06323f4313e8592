/**
 * Sums, differences, products and quotients of doubles. NaN and division by zero are NULL; -0 is 0.
 *
 * The range needs no outward rounding: an exact result at most that of a corner rounds to a double
 * at most that of the corner, since rounding to nearest is monotone.
 */
import type { Expression } from './expression.ts'
import { isEmpty, type NumberFacts, noNumber } from './facts.ts'
import { asNumber, type Meaning } from './meaning.ts'

type Arithmetic = Extract<Expression, { kind: 'arithmetic' }>
type Operator = Arithmetic['operator']

export function arithmetic({ operator, left, right }: Arithmetic): Meaning {
  return {
    operands: [left, right],
    facts: (x, y) => rangeOfResult(operator, asNumber(x), asNumber(y)),
    value: (x, y) =>
      typeof x === 'number' && typeof y === 'number' ? compute(operator, x, y) : null,
    print: (x, y) => `(${x} ${operator} ${y})`,
  }
}

function compute(operator: Operator, x: number, y: number): number | null {
  const result = raw(operator, x, y)
  // (1)
  return Number.isNaN(result) || (operator === '/' && y === 0) ? null : result + 0
}

function raw(operator: Operator, x: number, y: number): number {
  switch (operator) {
    case '+':
      return x + y
    case '-':
      return x - y
    case '*':
      return x * y
    case '/':
      return x / y
  }
}

function rangeOfResult(operator: Operator, x: NumberFacts, y: NumberFacts): NumberFacts {
  if (isEmpty(x) || isEmpty(y)) return noNumber
  const divisor = operator === '/' ? withoutZero(y) : y // (2)
  const nullable = x.nullable || y.nullable || divisor !== y || !isBounded(x) || !isBounded(y)
  if (divisor === 'anything')
    return {
      type: 'number',
      lower: Number.NEGATIVE_INFINITY,
      upper: Number.POSITIVE_INFINITY,
      nullable,
      integral: false,
    }
  if (isEmpty(divisor)) return noNumber
  // (3)
  const results = corners(operator, x, divisor)
  const known = results.filter((corner) => !Number.isNaN(corner))
  // (4)
  const open = operator === '+' || operator === '-' ? known.length < results.length : false
  if (operator === '*' && known.length < results.length) known.push(0)
  if (known.length === 0) return noNumber
  return {
    type: 'number',
    lower: open ? Number.NEGATIVE_INFINITY : Math.min(...known) + 0,
    upper: open ? Number.POSITIVE_INFINITY : Math.max(...known) + 0,
    nullable,
    integral: operator !== '/' && x.integral && y.integral,
  }
}

function corners(operator: Operator, x: NumberFacts, y: NumberFacts): number[] {
  return [
    raw(operator, x.lower, y.lower),
    raw(operator, x.lower, y.upper),
    raw(operator, x.upper, y.lower),
    raw(operator, x.upper, y.upper),
  ]
}

/** The divisors that give a number: the same facts where 0 is none of them. */
function withoutZero(y: NumberFacts): NumberFacts | 'anything' {
  const least = y.integral ? 1 : Number.MIN_VALUE
  if (y.lower > 0 || y.upper < 0) return y
  if (y.lower === 0 && y.upper === 0) return noNumber
  if (y.lower === 0) return { ...y, lower: Math.min(least, y.upper) }
  if (y.upper === 0) return { ...y, upper: Math.max(-least, y.lower) }
  return 'anything'
}

function isBounded(facts: NumberFacts): boolean {
  return Number.isFinite(facts.lower) && Number.isFinite(facts.upper)
}
