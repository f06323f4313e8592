/** Published laws of the loss on a grid, made of the pairs that `pld` composes. */
import { exp, expm1, ln, normalQuantile } from '@dither/math'
import { describe, expect, it } from 'vitest'
import profiles from '../../vectors/pld.json' with { type: 'json' }
import laws from '../../vectors/pld_pmf.json' with { type: 'json' }
import {
  expectedOf,
  numberIn,
  numbersIn,
  type PublishedVector,
  readVectors,
} from '../../vectors/read-vectors.ts'
import { approximatePair, atomsPair } from './atoms-pair.ts'
import { deltaCurve, epsilonAbove } from './certified-delta.ts'
import { type ComposedLaw, composedLaws } from './composed-law.ts'
import type { Cell, DominatingPair } from './dominating-pair.ts'
import { gaussianPair } from './gaussian-pair.ts'
import { connectedDots, type GridMasses } from './grid-masses.ts'
import { laplacePair } from './laplace-pair.ts'
import { lossCells } from './loss-cells.ts'
import { replacedPair } from './replaced-pair.ts'
import { sampledPair } from './sampled-pair.ts'

/** A pair of listed outputs. */
function listed(outputs: readonly (readonly [number, number])[]): DominatingPair {
  const both = outputs.filter(([p, q]) => p > 0 && q > 0)
  const onlyP = outputs.reduce((sum, [p, q]) => sum + (q > 0 ? 0 : p), 0)
  const onlyQ = outputs.reduce((sum, [p, q]) => sum + (p > 0 ? 0 : q), 0)
  return atomsPair({
    atoms: both.map(([p, q]) => ({ loss: ln(p / q), mass: p })),
    onlyP,
    onlyQ,
    sure: { p: onlyP, q: onlyQ },
    symmetric: false,
    massError: 0,
    lossError: 0,
  })
}

/** Two laws of integers, a shift apart. */
function shifted(weight: (k: number) => number, reach: number, shift: number): DominatingPair {
  let total = 0
  for (let k = -reach; k <= reach; k++) total += weight(k)
  const law = (k: number): number => (Math.abs(k) <= reach ? weight(k) / total : 0)
  return listed(
    Array.from({ length: 2 * reach + shift + 1 }, (_, i) => [
      law(i - reach - shift),
      law(i - reach),
    ]),
  )
}

function responsePair(v: PublishedVector): DominatingPair {
  const [noise, buckets] = [numberIn(v, 'noise_parameter'), numberIn(v, 'num_buckets')]
  const [truth, other] = [1 - noise + noise / buckets, noise / buckets]
  const rest = Array.from({ length: buckets - 2 })
  return v.inputs['relation'] === 'replace_special'
    ? listed([
        [truth, 1 / buckets],
        [other, 1 / buckets],
        ...rest.map((): [number, number] => [other, 1 / buckets]),
      ])
    : listed([[truth, other], [other, truth], ...rest.map((): [number, number] => [other, other])])
}

const pairs: Readonly<Record<string, (v: PublishedVector) => DominatingPair>> = {
  approx_dp: (v) => approximatePair(numberIn(v, 'epsilon'), numberIn(v, 'delta')),
  discrete_gaussian: (v) => {
    const variance = numberIn(v, 'sigma') ** 2
    const weight = (k: number): number => exp((-k * k) / (2 * variance))
    return shifted(weight, numberIn(v, 'truncation_bound'), numberIn(v, 'sensitivity'))
  },
  discrete_laplace: (v) => {
    const slope = numberIn(v, 'parameter')
    const shift = numberIn(v, 'sensitivity')
    const reach = 60
    const unit = -expm1(-slope) / (1 + exp(-slope))
    const outputs = Array.from({ length: 2 * reach + 1 }, (_, i): [number, number] => [
      unit * exp(-slope * Math.abs(i - reach - shift)),
      unit * exp(-slope * Math.abs(i - reach)),
    ])
    return listed(outputs)
  },
  gaussian: (v) =>
    v.inputs['relation'] === 'replace_one'
      ? replacedPair(numberIn(v, 'q'), numberIn(v, 'sigma') / numberIn(v, 'sensitivity'))
      : gaussianPair(numberIn(v, 'sigma') / numberIn(v, 'sensitivity')),
  laplace: (v) => laplacePair(numberIn(v, 'scale') / numberIn(v, 'sensitivity')),
  randomized_response: responsePair,
}

function pairOfVector(v: PublishedVector): DominatingPair {
  const make = pairs[String(v.inputs['mechanism'])]
  if (make === undefined) throw new RangeError(`no mechanism ${v.inputs['mechanism']}`)
  const pair = make(v)
  return 'q' in v.inputs && v.inputs['relation'] !== 'replace_one'
    ? sampledPair(pair, numberIn(v, 'q'))
    : pair
}

const isExchanged = (v: PublishedVector): boolean => v.inputs['adjacency'] === 'add'

/** By how little a loss may be beside the grid. */
const near = 1e-9

/** No loss of theirs is so large. */
const farthest = 100

/** What P has of the losses above `low` and at most `high`, or Q where the pair is exchanged. */
function massIn(v: PublishedVector, low: number, high: number): number {
  const pair = pairOfVector(v)
  const cell: Cell = { rise: 0, fall: 0 }
  const add = isExchanged(v)
  const [least, most] = [Math.max(low, -farthest), Math.min(high, farthest)]
  const [from, to] = add ? [-most, -least] : [least, most]
  pair.between(from, to, cell)
  const q = (cell.rise + cell.fall) / (exp(to) - exp(from))
  const equal = low < 0 && high > 0 ? (pair.equal ?? 0) : 0
  return equal + (add ? q : cell.rise + exp(from) * q)
}

function infinite(v: PublishedVector): number {
  const { sure = { p: 0, q: 0 } } = pairOfVector(v)
  return isExchanged(v) ? sure.q : sure.p
}

/**
 * That library leaves out noise beyond a quantile: losses from, and to. Beyond, pessimists take losses as infinite, or as the
 * last ones; optimists the other way round.
 */
function windowOf(v: PublishedVector): readonly [number, number] {
  if (v.inputs['mechanism'] !== 'gaussian')
    return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  const out = -normalQuantile(exp(numberIn(v, 'log_mass_truncation_bound')) / 2)
  const shift = numberIn(v, 'sensitivity') / numberIn(v, 'sigma')
  const q = numberIn(v, 'q')
  const replaced = v.inputs['relation'] === 'replace_one'
  const lossAt = (x: number): number => {
    const part = (to: number): number => 1 - q + q * exp(to * x - (to * to) / 2)
    return ln(part(shift) / (replaced ? part(-shift) : 1))
  }
  const [low, high] = [lossAt(-out), lossAt(shift + out)]
  return isExchanged(v) ? [-high, -low] : [low, high]
}

function rounded(v: PublishedVector, side: 'up' | 'down'): number {
  const [interval, index] = [numberIn(v, 'interval'), numberIn(v, 'index')]
  const [least, most] = windowOf(v)
  const up = side === 'up'
  const low = (up ? index - 1 : index) * interval + (up ? near : -near)
  const high = low + interval
  // The lowest losses that are left hold what is below them for pessimists; the highest what is above for optimists.
  const from = low < least ? (up ? Number.NEGATIVE_INFINITY : least) : low
  const to = high > most ? (up ? most : Number.POSITIVE_INFINITY) : high
  return massIn(v, from, to)
}

/** All masses of the dots, within the window if there is one. */
function dots(v: PublishedVector): { readonly mass: (k: number) => number; readonly rest: number } {
  const step = numberIn(v, 'interval')
  const { forth, back } = connectedDots(lossCells(pairOfVector(v), step, 1e-15))
  const { first, masses, infinite: rest } = isExchanged(v) ? back : forth
  const all = (k: number): number => masses[k - first] ?? 0
  const [least, most] = windowOf(v)
  if (most === Number.POSITIVE_INFINITY) return { mass: all, rest }
  const [low, high] = [Math.floor(least / step), Math.ceil(most / step)]
  const delta = (k: number): number => {
    let sum = rest
    for (let j = k + 1; j < first + masses.length; j++) sum -= all(j) * expm1((k - j) * step)
    return sum
  }
  const top = (delta(high - 1) - delta(high)) / -expm1(-step)
  let inner = top + delta(high)
  for (let k = low + 1; k < high; k++) inner += all(k)
  return {
    mass: (k) => (k === high ? top : k === low ? 1 - inner : all(k)),
    rest: delta(high),
  }
}

/** A law as the vectors tell it. */
function lawOf(data: unknown, interval?: number): GridMasses {
  const v = { ...empty, inputs: Object(data) }
  return {
    step: interval ?? numberIn(v, 'interval'),
    first: numberIn(v, 'lower_loss'),
    masses: Float64Array.from(numbersIn(v, 'probs')),
    infinite: numberIn(v, 'infinity_mass'),
    massError: 0,
    lossError: 0,
    spread: 0,
  }
}

const empty = {
  kind: '',
  inputs: {},
  expected: null,
  recomputed: undefined,
  tolerance: 0,
  compare: undefined,
}

function composed(...parts: { readonly law: GridMasses; readonly count: number }[]): ComposedLaw {
  const [law] = composedLaws({ parts, tilt: 0 }, { parts, tilt: 0 })
  return law
}

const massAt = ({ entries, scale }: ComposedLaw, k: number): number =>
  (entries[k & (entries.length - 1)] ?? 0) * exp(scale)

const kinds: Readonly<Record<string, (v: PublishedVector) => number>> = {
  pld_infinity_mass: infinite,
  pld_infinity_mass_connect_dots: (v) => dots(v).rest,
  pld_infinity_mass_optimistic: infinite,
  pld_infinity_mass_pessimistic: infinite,
  pld_pmf_connect_dots: (v) => dots(v).mass(numberIn(v, 'index')),
  pld_pmf_optimistic: (v) => rounded(v, 'down'),
  pld_pmf_pessimistic: (v) => rounded(v, 'up'),
  pmf_compose: (v) => {
    const interval = numberIn(v, 'interval')
    const parts = [v.inputs['a'], v.inputs['b']].map((law) => ({
      law: lawOf(law, interval),
      count: 1,
    }))
    return massAt(composed(...parts), numberIn(v, 'index'))
  },
  pmf_delta_for_epsilon: (v) => {
    const law = composed({ law: lawOf(v.inputs['pmf']), count: 1 })
    const epsilon = numberIn(v, 'epsilon')
    return epsilon === Number.POSITIVE_INFINITY ? law.infinite : deltaCurve(law).upper(epsilon)
  },
  pmf_epsilon_for_delta: (v) => {
    const { estimate, highest } = deltaCurve(composed({ law: lawOf(v.inputs['pmf']), count: 1 }))
    return epsilonAbove(estimate, numberIn(v, 'delta') * (1 + 1e-12), highest)
  },
  pmf_self_compose: (v) =>
    massAt(
      composed({ law: lawOf(v.inputs['pmf']), count: numberIn(v, 'count') }),
      numberIn(v, 'index'),
    ),
  pmf_self_compose_infinity_mass: (v) =>
    composed({ law: lawOf(v.inputs['pmf']), count: numberIn(v, 'count') }).infinite,
}

/** Of a file that holds other kinds, too. */
const ofGrids = new Set(['pld_pmf_pessimistic', 'pld_infinity_mass'])

const all = [...readVectors(laws), ...readVectors(profiles).filter(({ kind }) => ofGrids.has(kind))]

describe('published laws on a grid', () => {
  for (const kind of new Set(all.map((vector) => vector.kind)))
    it(`${kind} are met`, () => {
      const compute = kinds[kind]
      if (compute === undefined) throw new RangeError(`nobody computes ${kind}`)
      for (const vector of all.filter((one) => one.kind === kind)) {
        const [got, wanted] = [compute(vector), expectedOf(vector)]
        const apart = got === wanted ? 0 : Math.abs(got - wanted)
        expect(apart, `${JSON.stringify(vector)}: ${got}`).toBeLessThanOrEqual(
          vector.tolerance + 1e-15,
        )
      }
    })
})
