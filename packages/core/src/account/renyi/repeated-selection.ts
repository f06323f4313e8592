/** The best of a random number of runs, at every order. */
import { expm1, ln, log1p, type RationalLike, toNumberDown, toNumberUp } from '@dither/math'
import { DitherError } from '../../error.ts'
import { scale, wrongParameter } from '../../space/parameter.ts'
import { defaultOrders } from './default-orders.ts'
import { roomUp } from './log-sum.ts'
import { renyiDelta } from './renyi-conversion.ts'
import { type RenyiCurve, renyiCurveOf } from './renyi-curve.ts'

/**
 * How many runs there are, K, drawn independently of everything.
 *
 * `negativeBinomial`: of this shape above -1, cut at 0, stopping with chance `stop` in (0, 1): shape 1 is geometric, shape 0
 * logarithmic. `poisson`: of this mean; there may be no run.
 */
export type RunsLaw =
  | { readonly law: 'negativeBinomial'; readonly shape: number; readonly stop: RationalLike }
  | { readonly law: 'poisson'; readonly mean: RationalLike }

/**
 * The divergence of releasing the best of K runs of one mechanism, by a score that is part of the output; ties are broken by
 * a fixed order of outputs.
 *
 * Neighbours: those of the runs. An upper bound, for any mechanism with the given divergences. [repeated-selection.proof.md]
 *
 * @param run of one run, without a delta
 * @throws DitherError "invalid_parameter", and "unsupported" if a run has a delta
 * @see [PS22] theorems 2 and 6
 */
export function repeatedSelection(run: RenyiCurve, runs: RunsLaw): RenyiCurve {
  if (run.delta.numerator !== 0n)
    throw new DitherError('unsupported', 'runs with a delta cannot be selected from', {
      parameter: 'run',
      wayOut: 'Give a mechanism with a Rényi divergence and no delta',
    })
  const at = runs.law === 'poisson' ? poissonRuns(run, runs.mean) : binomialRuns(run, runs)
  // (1) A divergence is at most that of a larger order.
  return renyiCurveOf((order) =>
    Math.min(at(order), ...defaultOrders.filter((larger) => larger > order).map(at)),
  )
}

/** (2) D(a) + (1 + shape) min over b of ((1 - 1/b) D(b) + ln(1/stop) / b) + ln(E K) / (a - 1). */
function binomialRuns(
  run: RenyiCurve,
  { shape, stop }: { readonly shape: number; readonly stop: RationalLike },
): (order: number) => number {
  const exact = scale(stop, 'stop')
  if (exact.numerator >= exact.denominator)
    throw wrongParameter('stop', exact, 'must be less than 1')
  if (!(shape > -1 && shape < 1e6)) throw wrongParameter('shape', shape, 'must be more than -1')
  const chance = toNumberDown(exact)
  const lnStop = chance < 0.5 ? ln(chance) : log1p(-(1 - chance))
  const odds = (1 - chance) / chance
  const lnMean =
    ln(shape === 0 ? odds / -lnStop : (odds * shape) / -expm1(shape * lnStop)) + 2 ** -40
  const costs = defaultOrders.map((other) =>
    other === Number.POSITIVE_INFINITY
      ? run.divergence(other)
      : (1 - 1 / other) * run.divergence(other) - lnStop / other,
  )
  const constant = roomUp((1 + shape) * roomUp(Math.min(...costs)))
  return (order) => {
    if (order === 1) return Number.POSITIVE_INFINITY
    const chosen = order === Number.POSITIVE_INFINITY ? 0 : lnMean / (order - 1)
    return roomUp(run.divergence(order) + constant + chosen)
  }
}

/** (3) D(a) + mean delta + ln(mean) / (a - 1), for the delta of a run at e^epsilon = 1 + 1 / (a - 1). */
function poissonRuns(run: RenyiCurve, wanted: RationalLike): (order: number) => number {
  const mean = toNumberUp(scale(wanted, 'mean'))
  return (order) => {
    if (order === 1 || order === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY
    const epsilon = log1p(1 / (order - 1)) * (1 - 2 ** -46)
    const deltas = defaultOrders.map((other) => renyiDelta(other, run.divergence(other), epsilon))
    return roomUp(
      run.divergence(order) + mean * Math.min(...deltas) + (ln(mean) + 2 ** -40) / (order - 1),
    )
  }
}
