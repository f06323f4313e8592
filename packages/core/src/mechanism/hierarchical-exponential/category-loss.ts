/** What it costs to answer with categories by their distances, exactly; and scales for a budget. */
import {
  ceiling,
  compare,
  divide,
  expFixed,
  floor,
  floorLog2,
  lnInterval,
  maximum,
  multiply,
  type Rational,
  rational,
  smallestInteger,
} from '@dither/math'
import { shortUp, twoTo } from '../../space/significant.ts'

/** Scales found for a budget have this many significant bits. */
const significantBits = 48

/** Everything about distances that the loss depends on, whatever the scale. */
export interface LossCases {
  /** Rows that hold the same distances have the same sum of weights: one of each. */
  readonly sums: readonly (readonly number[])[]
  readonly cases: readonly LossCase[]
}

/** Two categories, or several pairs alike. */
interface LossCase {
  /** Which of the sums belongs to either. */
  readonly from: number
  readonly to: number
  /** By how much an answer may be further from `to` than from `from`, at the most. */
  readonly gain: number
  /** That and the same the other way round, of one pair: how far its losses lie apart, in scales. */
  readonly span: number
  /** How far the two are apart. */
  readonly distance: number
}

/** All ordered pairs, of which those that surely cost no more than others are left out. */
export function lossCases(rows: readonly (readonly number[])[]): LossCases {
  const known = new Map<string, number>()
  const sums: (readonly number[])[] = []
  const sumOf = rows.map((row) => {
    const sorted = row.toSorted((a, b) => a - b)
    const name = sorted.join()
    const place = known.get(name) ?? sums.push(sorted) - 1
    known.set(name, place)
    return place
  })
  const dearest = new Map<string, LossCase>()
  rows.forEach((near, i) => {
    rows.forEach((far, j) => {
      if (i === j) return
      let [gain, back] = [0, 0]
      for (let k = 0; k < near.length; k++) {
        const more = (far[k] ?? 0) - (near[k] ?? 0)
        if (more > gain) gain = more
        if (-more > back) back = -more
      }
      const [from, to, distance] = [sumOf[i] ?? 0, sumOf[j] ?? 0, near[j] ?? 0]
      // (1) Same sums, same distance: the larger gain costs more.
      const name = `${from},${to},${distance}`
      const other = dearest.get(name) ?? { gain: 0, span: 0 }
      dearest.set(name, {
        from,
        to,
        gain: Math.max(gain, other.gain),
        span: Math.max(gain + back, other.span),
        distance,
      })
    })
  })
  return { sums, cases: [...dearest.values()] }
}

/** epsilon = the largest gain / scale + ln(N(to) / N(from)) over all cases, rounded up; scale in units of the lattice. */
export function categoryLoss(known: LossCases, scale: Rational): Rational {
  return largestLoss(known, scale, () => 1n)
}

/** The same, each divided by the distance of the two. */
export function categoryLossPerDistance(known: LossCases, scale: Rational): Rational {
  return largestLoss(known, scale, ({ distance }) => BigInt(distance))
}

/** How far the losses of one pair lie apart: the largest span / scale, exactly. */
export function lossRange({ cases }: LossCases, scale: Rational): Rational {
  const widest = cases.reduce((most, { span }) => Math.max(most, span), 0)
  return divide(rational(widest), scale)
}

/** The smallest scale of 48 bits that a search finds to cost at most epsilon, or epsilon for each unit of distance. */
export function categoryScale(
  known: LossCases,
  epsilon: Rational,
  per: 'pair' | 'distance',
): Rational {
  const costOf = per === 'pair' ? categoryLoss : categoryLossPerDistance
  const halves = known.cases.map(({ span, distance }) =>
    rational(BigInt(span), per === 'pair' ? 2n : 2n * BigInt(distance)),
  )
  // (2) One of the two directions costs at least half of what both do, and neither more than both.
  const least = divide(maximum(rational(0), ...halves), epsilon)
  const unit = twoTo(floorLog2(least) - significantBits + 1)
  const units = floor(divide(least, unit))
  const scaleOf = (n: bigint): Rational => multiply(rational(n), unit)
  const n = smallestInteger(
    (n) => compare(costOf(known, scaleOf(n)), epsilon) <= 0,
    units,
    2n * units + 4n,
  )
  return scaleOf(n)
}

function largestLoss(
  { sums, cases }: LossCases,
  scale: Rational,
  divisor: (pair: LossCase) => bigint,
): Rational {
  const precision = 128 + Math.max(0, floorLog2(scale))
  const whole = 1n << BigInt(precision)
  const weights = new Map<number, { readonly low: bigint; readonly high: bigint }>()
  const weightOf = (d: number): { readonly low: bigint; readonly high: bigint } => {
    const found =
      weights.get(d) ?? expFixed(BigInt(d) * scale.denominator, scale.numerator, precision)
    weights.set(d, found)
    return found
  }
  // (3) Logarithms of the sums of weights, in units of 2^-precision, outward.
  const logs = sums.map((row) => {
    let [low, high] = [0n, 0n]
    for (const d of row) {
      const weight = weightOf(d)
      low += weight.low
      high += weight.high
    }
    return {
      low: floor(multiply(lnInterval(rational(low, whole), precision).low, rational(whole))),
      high: ceiling(multiply(lnInterval(rational(high, whole), precision).high, rational(whole))),
    }
  })
  let [top, per] = [0n, 1n]
  for (const pair of cases) {
    const ratio = (logs[pair.to]?.high ?? 0n) - (logs[pair.from]?.low ?? 0n)
    const move = (BigInt(pair.gain) * scale.denominator * whole) / scale.numerator + 1n
    const loss = move + ratio
    const by = divisor(pair)
    if (loss * per > top * by) [top, per] = [loss, by]
  }
  return top <= 0n ? rational(0) : shortUp(rational(top, per * whole), 96)
}
