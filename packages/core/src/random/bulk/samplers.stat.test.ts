/**
 * Every sampler against its law, on seeded draws: n = 250,000 a case unless said, and a chance of at
 * most 1e-9 a case that a right sampler is refused. Each case also refuses a scale that is 2 % off.
 */
import { exp, expm1, multiply, type Rational, rational, toNumber } from '@dither/math'
import { expectLaw, seededBits } from '@dither/testkit'
import { describe, expect, test } from 'vitest'
import type { BitSource } from '../bits.ts'
import { cksDiscreteGaussian, cksDiscreteLaplace } from '../cks/cks.ts'
import { discreteGaussianSampler } from '../discrete-gaussian/discrete-gaussian.ts'
import { discreteLaplaceSampler } from '../discrete-laplace/discrete-laplace.ts'
import { fillWith } from '../kernel/fill-by-kernel.ts'
import { startKernel } from '../kernel/kernel.ts'
import type { NoiseLaw } from '../law/noise-law.ts'
import { fillNarrow } from '../strips/fill-narrow.ts'
import { fillWide } from '../strips/fill-wide.ts'
import { buildStrips, type StripsShape } from '../strips/strips.ts'
import { buildTable, fillFromTable } from '../table/table.ts'

const laplace = (text: string): NoiseLaw => ({ kind: 'discreteLaplace', scale: rational(text) })
const gaussian = (text: string): NoiseLaw => ({
  kind: 'discreteGaussian',
  variance: rational(text),
})
const power = (exponent: number): string => String(1n << BigInt(exponent))

/** The probabilities in doubles: relative error below 1e-12. */
function probabilities(law: NoiseLaw): { probability: (k: number) => number } {
  if (law.kind === 'discreteLaplace') {
    const rate = 1 / toNumber(law.scale)
    const peak = -expm1(-rate) / (1 + exp(-rate))
    return { probability: (k) => peak * exp(-Math.abs(k) * rate) }
  }
  const variance = toNumber(law.variance)
  // Poisson summation: beyond sigma = 3 the sum is sqrt(2 pi variance) to 1e-38.
  let total = 1
  for (let k = 1; k < 60; k++) total += 2 * exp((-k * k) / (2 * variance))
  if (variance > 9) total = Math.sqrt(2 * Math.PI * variance)
  return { probability: (k) => exp((-k * k) / (2 * variance)) / total }
}

/** The same law with a scale that is 2 % larger. */
function wider(law: NoiseLaw): NoiseLaw {
  const times = (value: Rational, n: bigint, d: bigint): Rational =>
    rational({ numerator: value.numerator * n, denominator: value.denominator * d })
  return law.kind === 'discreteLaplace'
    ? { kind: law.kind, scale: times(law.scale, 51n, 50n) }
    : { kind: law.kind, variance: times(law.variance, 2601n, 2500n) }
}

type Drawing = (law: NoiseLaw) => () => number | bigint

function check(law: NoiseLaw, drawing: Drawing, n = 250_000): void {
  expectLaw(drawing(law), probabilities(law), {
    n,
    alpha: 1e-9,
    mutants: { 'scale 2 % off': drawing(wider(law)) },
  })
}

/** Draws one at a time out of an array filled in bulk. */
function buffered(length: number, fill: (out: Float64Array) => void): () => number {
  const out = new Float64Array(length)
  let next = length
  return () => {
    if (next === length) {
      fill(out)
      next = 0
    }
    return out[next++] ?? 0
  }
}

const single =
  (seed: string): Drawing =>
  (law) => {
    const bits = seededBits(seed)
    const sampler =
      law.kind === 'discreteLaplace'
        ? discreteLaplaceSampler(law.scale)
        : discreteGaussianSampler(law.variance)
    return () => sampler.draw(bits)
  }

describe('single draws', () => {
  for (const text of ['1', '50', power(40)])
    test(`Laplace, scale ${text}`, () => check(laplace(text), single(`single ${text}`)))
  for (const text of ['1', '2500', power(80)])
    test(`Gaussian, variance ${text}`, () => check(gaussian(text), single(`single ${text}`)))

  // The 20 low bits shifted out, toward zero: what is left has scale 2^40 to a relative 2^-40.
  test('Laplace, scale 2^60, by its high bits', () =>
    check(laplace(power(40)), (law) => {
      if (law.kind !== 'discreteLaplace') throw new RangeError('a Laplace law')
      const bits = seededBits('high bits')
      const scale = multiply(law.scale, rational(power(20)))
      const sampler = discreteLaplaceSampler(scale)
      return () => sampler.draw(bits) / 1_048_576n
    }))
})

// By the kernel in WebAssembly, where there is one: in Node there is.
describe('bulk draws', () => {
  test('are made by the kernel here', () => expect(startKernel()).toBeDefined())

  const bulk =
    (seed: string): Drawing =>
    (law) => {
      const bits = seededBits(seed)
      const sampler =
        law.kind === 'discreteLaplace'
          ? discreteLaplaceSampler(law.scale)
          : discreteGaussianSampler(law.variance)
      return buffered(100_000, (out) => sampler.fill(out, bits))
    }

  for (const text of ['50', '1000', power(44)])
    test(`Laplace, scale ${text}`, () => check(laplace(text), bulk(`bulk ${text}`)))
  for (const text of ['2500', '1000000', power(90)])
    test(`Gaussian, variance ${text}`, () => check(gaussian(text), bulk(`bulk ${text}`)))
})

describe('with words of few bits, so that many draws refine, and short reaches', () => {
  const table =
    (reach: number, wordBits: number): Drawing =>
    (law) => {
      const bits = seededBits(`table ${wordBits}`, { wordBits })
      const prepared = buildTable(law, reach, wordBits)
      return buffered(5000, (out) => fillFromTable(prepared, out, bits))
    }
  const strips =
    (shape: StripsShape, wordBits: number): Drawing =>
    (law) => {
      const bits = seededBits(`strips ${wordBits}`, { wordBits })
      const prepared = buildStrips(law, shape, wordBits)
      const fill = shape.offsetWords === 1 ? fillNarrow : fillWide
      return buffered(5000, (out) => fill(prepared, out, bits))
    }

  const byKernel =
    (offsets: Omit<StripsShape, 'reach'> | null, reach: number, wordBits: number): Drawing =>
    (law) => {
      const kernel = startKernel()
      if (kernel === undefined) throw new Error('no WebAssembly here')
      const bits = seededBits(`kernel ${wordBits}`, { wordBits })
      const prepared =
        offsets === null
          ? buildTable(law, reach, wordBits)
          : buildStrips(law, { ...offsets, reach }, wordBits)
      return buffered(5000, (out) => fillWith(kernel, prepared, out, bits))
    }

  test('Laplace table', () => check(laplace('20'), table(40, 7), 300_000))
  test('Gaussian table', () => check(gaussian('400'), table(30, 7), 300_000))
  test('Laplace strips', () =>
    check(laplace('60'), strips({ offsetBits: 3, reach: 15, offsetWords: 1 }, 9), 300_000))
  test('Gaussian strips', () =>
    check(gaussian('3600'), strips({ offsetBits: 3, reach: 12, offsetWords: 1 }, 9), 300_000))
  test('wide Laplace strips', () =>
    check(laplace('2000'), strips({ offsetBits: 9, reach: 8, offsetWords: 2 }, 7), 300_000))

  test('the kernel: table', () => check(gaussian('400'), byKernel(null, 30, 7), 300_000))
  test('the kernel: strips', () =>
    check(laplace('60'), byKernel({ offsetBits: 3, offsetWords: 1 }, 15, 9), 300_000))
  test('the kernel: wide strips', () =>
    check(gaussian('3600'), byKernel({ offsetBits: 5, offsetWords: 2 }, 5, 9), 300_000))

  test('single Laplace draws', () =>
    check(
      laplace('30'),
      (law) => {
        if (law.kind !== 'discreteLaplace') throw new RangeError('a Laplace law')
        const bits = seededBits('single', { wordBits: 5 })
        const sampler = discreteLaplaceSampler(law.scale)
        return () => sampler.draw(bits)
      },
      300_000,
    ))

  test('twins are refused: a threshold off by one, a bit of the refinement dropped', () => {
    const law = gaussian('400')
    const prepared = buildTable(law, 60, 7)
    const thresholds = prepared.ladder.thresholds.slice()
    thresholds[60] = (thresholds[60] ?? 0) + 1
    const shifted = { ...prepared, ladder: { ...prepared.ladder, thresholds } }
    const honest = seededBits('twins', { wordBits: 7 })
    const next = honest.next.bind(honest)
    const dropping: BitSource = Object.assign(seededBits('twins', { wordBits: 7 }), {
      next: () => next() & 0x3f,
    })
    const from = (twin: typeof prepared, bits: BitSource): (() => number) =>
      buffered(5000, (out) => fillFromTable(twin, out, bits))
    expectLaw(from(prepared, seededBits('honest', { wordBits: 7 })), probabilities(law), {
      n: 300_000,
      mutants: {
        'threshold off by one': from(shifted, seededBits('twins', { wordBits: 7 })),
        'a bit of the refinement dropped': from(prepared, dropping),
      },
    })
  })
})

describe('the oracle', () => {
  const oracle: Drawing = (law) => {
    const bits = seededBits('oracle')
    return law.kind === 'discreteLaplace'
      ? () => cksDiscreteLaplace(law.scale, bits)
      : () => cksDiscreteGaussian(law.variance, bits)
  }
  test('Laplace, n = 250,000', () => check(laplace('50'), oracle))
  test('Gaussian, n = 250,000', () => check(gaussian('2500'), oracle))
})
