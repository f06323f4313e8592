/** Rényi divergences of the mechanisms whose laws are known: exact but for rounding. */
import {
  divide,
  exp,
  expInterval,
  expm1,
  ln,
  multiply,
  type Rational,
  rational,
  subtract,
  toNumber,
  toNumberUp,
} from '@dither/math'
import type { OddsClass } from './excess.ts'
import { lnSumUp, roomUp } from './log-sum.ts'
import { away } from './pure-divergence.ts'

const one = rational(1)
/** So many classes of outputs are told apart. */
const mostClasses = 4096n

/**
 * Continuous Laplace noise of scale 1 / epsilon on a vector that moves by at most 1 in L1.
 *
 * At a > 1, ln(a / (2a - 1) e^((a-1) epsilon) + (a - 1) / (2a - 1) e^(-a epsilon)) / (a - 1); at 1, epsilon + e^-epsilon - 1.
 *
 * @see [Mir17] proposition 6
 */
export function laplaceDivergence(order: number, epsilon: Rational): number {
  const most = toNumberUp(epsilon)
  if (order === Number.POSITIVE_INFINITY) return most
  const simple = order * 0.5 * most * most * (1 + 2 ** -50)
  if (order === 1)
    return Math.min(most, simple, roomUp(most < 1e-3 ? simple : most + expm1(-most) + 2 ** -48))
  const more = order - 1
  const both = lnSumUp([
    ln(order / (2 * order - 1)) + more * most,
    ln(more / (2 * order - 1)) - order * most,
  ])
  const error = (4 + Math.abs(ln(more)) + order * most) * 2 ** -50
  return Math.min(most, simple, roomUp((both + error) / more))
}

/**
 * Discrete Laplace noise of the scale b on integers that move by at most `sensitivity` in L1, a whole number.
 *
 * Outputs fall in classes of odds e^((sensitivity - 2k) / b). [renyi.proof.md]
 */
export function discreteLaplaceClasses(
  sensitivity: bigint,
  scale: Rational,
): readonly OddsClass[] | undefined {
  if (sensitivity > mostClasses) return undefined
  const size = Number(sensitivity)
  const rate = divide(one, scale)
  if (toNumber(multiply(rate, rational(sensitivity))) > 600) return undefined
  const classes: OddsClass[] = []
  const a = expInterval(divide(rational(-1), scale), 80)
  const ends = toNumberUp(divide(one, subtract(rational(1), negated(a.low))))
  const inner = toNumberUp(divide(subtract(one, a.low), subtract(one, negated(a.low))))
  for (let k = 0; k <= size; k++) {
    const loss = multiply(rational(BigInt(2 * k - size)), rate)
    const m = loss.numerator === 0n ? 0 : oddsLessOne(loss)
    const power = toNumberUp(expInterval(multiply(rational(BigInt(-k)), rate), 60).high)
    const chance = k === 0 ? ends : (k === size ? ends : inner) * power * (1 + 2 ** -51)
    classes.push({ chance, m })
  }
  return classes
}

/** e^loss - 1, away from 0. */
function oddsLessOne(loss: Rational): number {
  const { low, high } = expInterval(loss, 80)
  return away(subtract(loss.numerator > 0n ? high : low, one))
}

function negated({ numerator, denominator }: Rational): Rational {
  return { numerator: -numerator, denominator }
}

/** One answer of k, true with chance p, else any other with chance r: between any two true answers. */
export function responseClasses(p: Rational, r: Rational): readonly OddsClass[] {
  return [
    { chance: toNumberUp(r), m: away(subtract(divide(p, r), one)) },
    { chance: toNumberUp(p), m: away(subtract(divide(r, p), one)) },
  ]
}

/**
 * The exponential mechanism, and all whose losses lie in some range of length epsilon: rounded up.
 *
 * ((a - 1) ln x + ln((1 - e^(-a epsilon)) / (a (1 - e^-epsilon)))) / (a - 1) for
 * x = (a - 1) (1 - e^(-a epsilon)) / (a (e^-epsilon - e^(-a epsilon))), and at most a epsilon^2 / 8. [renyi.proof.md]
 *
 * @see [DDR20]
 */
export function boundedRangeDivergence(order: number, epsilon: Rational): number {
  const range = toNumberUp(epsilon)
  if (order === Number.POSITIVE_INFINITY) return range
  const simple = Math.min(range, order * 0.125 * range * range * (1 + 2 ** -50))
  if (range === 0 || range > 300) return simple
  if (order === 1) {
    const ratio = ln(range / expm1(range))
    return Math.min(simple, roomUp(exp(ratio) - 1 - ratio + (2 + Math.abs(ratio)) * 2 ** -47))
  }
  const more = order - 1
  const all = ln(-expm1(-order * range))
  const odds = ln(more / order) + all + range - ln(-expm1(-more * range))
  const mass = all - ln(-order * expm1(-range))
  const error = (8 + Math.abs(ln(more)) + 2 * Math.abs(ln(range)) + range + ln(order)) * 2 ** -46
  return Math.min(simple, roomUp(odds + mass / more + error * (1 + 1 / more)))
}

/** rho a, and xi more: all that is known of what is (xi, rho)-zCDP. */
export function concentratedDivergence(order: number, rho: Rational, xi: Rational): number {
  if (rho.numerator === 0n) return toNumberUp(xi)
  if (order === Number.POSITIVE_INFINITY) return order
  return roomed(toNumberUp(xi) + roomed(order * toNumberUp(rho)))
}

/** A double not below a rounded result of one operation on doubles at least 0. */
function roomed(x: number): number {
  return x * (1 + 2 ** -52)
}
