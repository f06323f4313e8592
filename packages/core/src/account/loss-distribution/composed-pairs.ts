/** Pairs composed: epsilon and delta with certified ends. */
import { exp, ln, type Rational, rational, toNumberDown, toNumberUp } from '@dither/math'
import { type Certified, certified } from './certified.ts'
import { type DeltaCurve, deltaCurve, epsilonAbove, epsilonBelow } from './certified-delta.ts'
import { type Aim, chooseStep, type RepeatedPair } from './choose-step.ts'
import { composedLaws } from './composed-law.ts'
import { type BothWays, connectedDots, type GridMasses, mergedCells } from './grid-masses.ts'
import { lossCells } from './loss-cells.ts'
import { bestTilt, type Repeated } from './tilt.ts'

/** The smallest epsilon at this delta. [loss-distribution.proof.md] */
export function composedEpsilon(
  pairs: readonly RepeatedPair[],
  failure: Rational,
  step: number | undefined,
): Certified {
  const [least, most] = [toNumberDown(failure), toNumberUp(failure)]
  const curves = curvesOf(pairs, step, { lnTail: ln(least) })
  const upper = Math.max(
    0,
    ...curves.upper.map(({ curve }) => epsilonAbove(curve.upper, least, curve.highest, curve.most)),
  )
  const lower = Math.max(
    0,
    ...curves.lower.map((curve) =>
      epsilonBelow(curve.lower, most, epsilonAbove(curve.estimate, most, curve.highest)),
    ),
  )
  // (5) A tilt for a small tail is of little use at 0: where nothing is known below, it is looked at by itself.
  const none =
    lower === 0 && upper > 0 && upper < 32 && composedDelta(pairs, nothing, step).upper <= least
  return movedUp(lower, estimateOf(curves.upper, least), none ? 0 : upper)
}

/** The smallest delta at this epsilon. */
export function composedDelta(
  pairs: readonly RepeatedPair[],
  epsilon: Rational,
  step: number | undefined,
): Certified {
  const curves = curvesOf(pairs, step, { loss: toNumberDown(epsilon) })
  return deltaAt(curves, epsilon)
}

/** How many laws are composed for all epsilons of a profile. */
const laws = 4

/** The smallest delta at each of some epsilons: by the best of few laws, tilted for some of them; each holds for all. */
export function composedProfile(
  pairs: readonly RepeatedPair[],
  epsilons: readonly Rational[],
  step: number | undefined,
): readonly Certified[] {
  const sorted = epsilons.map(toNumberDown).sort((a, b) => a - b)
  const places = Array.from({ length: laws }, (_, i) =>
    Math.round((i * (sorted.length - 1)) / (laws - 1)),
  )
  const all = [...new Set(places.map((place) => sorted[place] ?? 0))].map((loss) =>
    curvesOf(pairs, step, { loss }),
  )
  return epsilons.map((epsilon) => {
    const found = all.map((curves) => deltaAt(curves, epsilon))
    const [nearest] = found.toSorted((a, b) => a.upper - a.lower - (b.upper - b.lower))
    const lower = Math.max(...found.map((one) => one.lower))
    const upper = Math.min(...found.map((one) => one.upper))
    return certified(lower, nearest?.estimate ?? upper, upper)
  })
}

function deltaAt(curves: Curves, epsilon: Rational): Certified {
  const [least, most] = [toNumberDown(epsilon), toNumberUp(epsilon)]
  const upper = Math.max(0, ...curves.upper.map(({ curve }) => curve.upper(least)))
  const lower = Math.max(0, ...curves.lower.map((curve) => curve.lower(most)))
  const estimate = curves.upper.map(({ curve, shift }) => curve.estimate(least + shift))
  return movedUp(lower, Math.max(0, ...estimate), upper, 1)
}

/** About the smallest epsilon at this delta, and no claim. */
export function estimatedEpsilon(
  pairs: readonly RepeatedPair[],
  failure: Rational,
  step: number | undefined,
): number {
  const least = toNumberDown(failure)
  return estimateOf(curvesOf(pairs, step, { lnTail: ln(least) }, 'upper').upper, least)
}

const nothing = rational(0)

function movedUp(
  lower: number,
  estimate: number,
  upper: number,
  most: number = Number.POSITIVE_INFINITY,
): Certified {
  // (4) The shortest decimal of a double may lie below it.
  const up = upper === 0 ? 0 : Math.min(most, upper * (1 + 2 ** -50))
  return certified(lower, estimate, up)
}

/** Density that may be left out, of all events together, beside the tail that is asked for. */
const leftOut = 2 ** -40

interface Curves {
  /** `shift`: by about how much the grid moves epsilon up. */
  readonly upper: readonly { readonly curve: DeltaCurve; readonly shift: number }[]
  readonly lower: readonly DeltaCurve[]
}

function curvesOf(
  pairs: readonly RepeatedPair[],
  wantedStep: number | undefined,
  aim: Aim,
  ends: 'both' | 'upper' = 'both',
): Curves {
  if (pairs.length === 0) return { upper: [], lower: [] }
  const events = pairs.reduce((sum, { count }) => sum + count, 0)
  const tail = ('lnTail' in aim ? Math.max(1e-300, leftOut * exp(aim.lnTail)) : 1e-300) / events
  const step = wantedStep ?? chooseStep(pairs, Math.max(tail, 1e-30), aim)
  const symmetric = pairs.every(({ pair }) => pair.symmetric)
  const { above, below } = bounds(pairs, step, tail, ends)
  const tilt = bestTilt(above.forth, aim)
  if (symmetric) {
    const [upper, lower] = composedLaws(
      { parts: above.forth, tilt },
      { parts: below?.forth ?? above.forth, tilt },
    )
    return {
      upper: [{ curve: deltaCurve(upper), shift: shiftOf(above.forth, tilt) }],
      lower: below === undefined ? [] : [deltaCurve(lower)],
    }
  }
  const tiltBack = bestTilt(above.back, aim)
  const upper = composedLaws({ parts: above.forth, tilt }, { parts: above.back, tilt: tiltBack })
  return {
    upper: [
      { curve: deltaCurve(upper[0]), shift: shiftOf(above.forth, tilt) },
      { curve: deltaCurve(upper[1]), shift: shiftOf(above.back, tiltBack) },
    ],
    lower:
      below === undefined
        ? []
        : composedLaws({ parts: below.forth, tilt }, { parts: below.back, tilt: tiltBack }).map(
            deltaCurve,
          ),
  }
}

interface Bounds {
  readonly forth: readonly Repeated[]
  readonly back: readonly Repeated[]
}

function bounds(
  pairs: readonly RepeatedPair[],
  step: number,
  tail: number,
  ends: 'both' | 'upper',
): { readonly above: Bounds; readonly below?: Bounds } {
  const cells = pairs.map(({ pair }) => lossCells(pair, step, tail))
  const repeated = (laws: readonly GridMasses[]): readonly Repeated[] =>
    laws.map((law, i) => ({ law, count: pairs[i]?.count ?? 0 }))
  // (1) Where P and Q may be exchanged, one law bounds both directions.
  const both = (laws: readonly BothWays[]): Bounds => ({
    forth: repeated(laws.map(({ forth }) => forth)),
    back: repeated(laws.map(({ forth, back }, i) => (pairs[i]?.pair.symmetric ? forth : back))),
  })
  const above = both(cells.map(connectedDots))
  return ends === 'upper' ? { above } : { above, below: both(cells.map(mergedCells)) }
}

/** A variance that is too large by v moves ln of a tilted tail by v (tilt + 1) tilt / 2. */
function shiftOf(parts: readonly Repeated[], tilt: number): number {
  const spread = parts.reduce((sum, { law, count }) => sum + count * law.spread, 0)
  return (spread * (tilt + 1)) / 2
}

function estimateOf(curves: Curves['upper'], delta: number): number {
  const all = curves.map(({ curve, shift }) =>
    Math.max(0, epsilonAbove(curve.estimate, delta, curve.highest) - shift),
  )
  return Math.max(0, ...all)
}
