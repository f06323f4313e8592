/** The delta of single mechanisms at every epsilon, negative ones included: exact but for rounding up. */
import {
  add,
  compare,
  divide,
  expInterval,
  floor,
  lnInterval,
  maximum,
  minimum,
  multiply,
  negate,
  type Rational,
  rational,
  subtract,
} from '@dither/math'
import { significantUp } from '../../space/significant.ts'

/** An upper bound on delta at an epsilon of any sign; it falls as epsilon rises. */
export type HockeyStick = (epsilon: Rational) => Rational

const nothing = rational(0)
const one = rational(1)
const two = rational(2)
const bits = 80
/** More than e^epsilon' may be where it is rounded to 0. */
const little = rational(1n, 1n << 70n)
/** e^-epsilon is taken for 0 beyond this, and e^epsilon for what it is here. */
const farthest = rational(100_000)

/** Continuous Laplace noise: 1 - e^((epsilon - most) / 2) between -most and most. */
export function laplaceStick(most: Rational): HockeyStick {
  return (epsilon) => {
    if (compare(epsilon, most) >= 0) return nothing
    if (compare(epsilon, negate(most)) <= 0) return subtract(one, expDown(epsilon))
    return shorter(subtract(one, expDown(divide(subtract(epsilon, most), two))))
  }
}

/**
 * Discrete Laplace noise of this scale b on integers moved by `shift`: outputs from the first whose loss is larger than
 * epsilon. With a = e^(-1/b), 1 - (a^(shift + 1 - j) + e^epsilon a^j) / (1 + a). [privacy-profile.proof.md]
 */
export function discreteLaplaceStick(shift: bigint, scale: Rational): HockeyStick {
  const move = rational(shift)
  const most = divide(move, scale)
  const a = expInterval(divide(rational(-1), scale), bits).high
  return (epsilon) => {
    if (compare(epsilon, most) >= 0) return nothing
    if (compare(epsilon, negate(most)) < 0) return subtract(one, expDown(epsilon))
    const first = rational(floor(divide(add(multiply(epsilon, scale), move), two)) + 1n)
    const under = expDown(divide(subtract(first, add(move, one)), scale))
    const over = expDown(subtract(epsilon, divide(first, scale)))
    return shorter(subtract(one, divide(add(under, over), add(one, a))))
  }
}

/** One answer, true with chance p, any other with chance r each; between any two true answers. */
export function responseStick(p: Rational, r: Rational): HockeyStick {
  return (epsilon) => {
    const odds = expDown(epsilon)
    const [told, false_, rest] = [
      subtract(p, multiply(odds, r)),
      subtract(r, multiply(odds, p)),
      multiply(subtract(one, add(p, r)), subtract(one, odds)),
    ].map(positive)
    return shorter(add(told ?? nothing, add(false_ ?? nothing, rest ?? nothing)))
  }
}

/** All that is known of what is (most, delta)-DP. @see [KOV17] */
export function statedStick(most: Rational, delta: Rational): HockeyStick {
  return (epsilon) => {
    if (compare(epsilon, most) >= 0) return delta
    if (compare(epsilon, negate(most)) <= 0)
      return add(delta, multiply(subtract(one, delta), subtract(one, expDown(epsilon))))
    // (e^most - e^epsilon) / (1 + e^most), as (1 - e^(epsilon - most)) / (1 + e^-most).
    const told = subtract(one, expDown(subtract(epsilon, most)))
    const share = divide(told, add(one, expDown(negate(most))))
    return shorter(add(delta, multiply(subtract(one, delta), share)))
  }
}

/** Of a stick for epsilon at least 0, where P and Q may be exchanged: 1 - e^epsilon (1 - delta(-epsilon)) below 0. */
export function reflected(stick: HockeyStick): HockeyStick {
  return (epsilon) =>
    epsilon.numerator >= 0n
      ? stick(epsilon)
      : shorter(subtract(one, multiply(expDown(epsilon), subtract(one, stick(negate(epsilon))))))
}

/**
 * On a Poisson sample of this rate, between the data with one unit more and without: rate delta(epsilon') with
 * e^epsilon' = 1 + (e^epsilon - 1) / rate, or all above e^epsilon where that is not positive.
 *
 * @see [BBG18] theorem 8, [ZDW22]
 */
export function withUnit(stick: HockeyStick, rate: Rational): HockeyStick {
  return (epsilon) => {
    const grown = divide(subtract(expDown(epsilon), subtract(one, rate)), rate)
    if (grown.numerator <= 0n) return shorter(add(subtract(one, expDown(epsilon)), little))
    return shorter(multiply(rate, stick(lnInterval(grown, bits).low)))
  }
}

/** The same between the data without the unit and with it: c delta(epsilon'), c = 1 - e^epsilon (1 - rate), e^epsilon' = rate e^epsilon / c. */
export function withoutUnit(stick: HockeyStick, rate: Rational): HockeyStick {
  return (epsilon) => {
    const odds = expDown(epsilon)
    const rest = subtract(one, multiply(odds, subtract(one, rate)))
    if (rest.numerator <= 0n) return nothing
    const grown = divide(multiply(rate, odds), rest)
    return shorter(multiply(rest, stick(lnInterval(grown, bits).low)))
  }
}

/** The larger of both. */
export function largerOf(first: HockeyStick, second: HockeyStick): HockeyStick {
  return (epsilon) => maximum(first(epsilon), second(epsilon))
}

/** e^x, rounded down. */
function expDown(x: Rational): Rational {
  if (compare(x, negate(farthest)) < 0) return nothing
  return expInterval(minimum(x, farthest), bits).low
}

function positive(value: Rational): Rational {
  return maximum(value, nothing)
}

/** Rounded up to 64 significant bits, at least 0 and at most 1. */
function shorter(value: Rational): Rational {
  if (value.numerator <= 0n) return nothing
  return minimum(one, significantUp(value, 64))
}
