/** The law of the loss of many events together: two such laws by one Fourier transform. */
import { exp, expm1, fourier, fourierError, inverseFourier, log1p, opposites } from '@dither/math'
import { chernoff, lnMoment, type Repeated } from './tilt.ts'
import { checkPoints } from './too-fine.ts'

/** What is to be composed, and with which weight e^(tilt loss); all parts on one grid. */
export interface Composition {
  readonly parts: readonly Repeated[]
  /** At least 0. */
  readonly tilt: number
}

/**
 * The law of the sum, tilted: the entry of k, modulo the length, is the mass at the loss k step times e^(tilt loss - scale).
 *
 * Errors: `error` in the Euclidean norm of all entries; besides, a share of e^`share` - 1 of every entry; losses are off
 * by `lossError`. Entries hold besides what lies outside of low to high: `outside` in all. [loss-distribution.proof.md]
 */
export interface ComposedLaw {
  readonly step: number
  readonly low: number
  readonly high: number
  readonly entries: Float64Array
  readonly tilt: number
  readonly scale: number
  readonly infinite: number
  readonly error: number
  readonly share: number
  readonly lossError: number
  readonly outside: number
  /** No finite loss is above. */
  readonly most: number
}

/** ln of the tilted mass that may lie outside of the window on either side. */
const lnOutside = -32
const outside = 3e-14
const unit = 2 ** -53

/** @throws DitherError "unsupported" if the grid would be too long */
export function composedLaws(
  one: Composition,
  two: Composition,
): readonly [ComposedLaw, ComposedLaw] {
  const [first, second] = [tiltedParts(one), tiltedParts(two)]
  const windows = [windowOf(first), windowOf(second)] as const
  const length = powerOfTwo(Math.max(lengthFor(first, windows[0]), lengthFor(second, windows[1])))
  const real = new Float64Array(length).fill(1)
  const imaginary = new Float64Array(length).fill(1)
  const budget = { error: 0, growth: 0 }
  for (let i = 0; i < Math.max(first.length, second.length); i++) {
    const factor = { real: new Float64Array(length), imaginary: new Float64Array(length) }
    const squares = place(first[i], factor.real) + place(second[i], factor.imaginary)
    fourier(factor.real, factor.imaginary)
    const counts = [first[i]?.count ?? 1, second[i]?.count ?? 1] as const
    multiplyInto({ real, imaginary }, factor, counts)
    // (2) A factor's error, as many times; and by how much it may be above 1.
    const apart = (fourierError(length) + 8 * unit) * Math.sqrt(squares)
    budget.error += Math.max(...counts) * apart
    budget.growth += Math.max(...counts) * (apart * Math.sqrt(length) + 8 * unit)
  }
  inverseFourier(real, imaginary)
  const size = Math.sqrt(sumOfSquares(real) + sumOfSquares(imaginary))
  const repeats = Math.max(count(first), count(second))
  // (3) The factors' errors, the powers' roundings, the inverse transform's.
  const error =
    exp(budget.growth) * budget.error + (fourierError(length) + 8 * unit * repeats) * size * 1.01
  return [lawOf(one, windows[0], real, error), lawOf(two, windows[1], imaginary, error)]
}

/** (1) Masses times e^(tilt loss), over their sum. */
function tiltedParts({ parts, tilt }: Composition): readonly Repeated[] {
  return parts.map(({ law, count: times }) => {
    const { first, masses, step } = law
    const scale = lnMoment(law, tilt)
    const tilted = masses.map((mass, i) => mass * exp(tilt * (first + i) * step - scale))
    return { law: { ...law, masses: tilted }, count: times }
  })
}

function windowOf(tilted: readonly Repeated[]): readonly [number, number] {
  const step = tilted[0]?.law.step ?? 1
  let [least, most] = [0, 0]
  for (const { law, count: times } of tilted) {
    least += times * law.first
    most += times * (law.first + law.masses.length - 1)
  }
  const low = Math.max(least, Math.floor(chernoff(tilted, lnOutside, -1) / step) - 1)
  const high = Math.min(most, Math.ceil(chernoff(tilted, lnOutside, 1) / step) + 1)
  return [Math.min(low, high), high]
}

function lengthFor(tilted: readonly Repeated[], [low, high]: readonly [number, number]): number {
  return Math.max(high - low + 1, ...tilted.map(({ law }) => law.masses.length))
}

function powerOfTwo(needed: number): number {
  checkPoints(needed)
  let length = 1
  while (length < needed) length *= 2
  return length
}

/** Writes a law where its losses belong; the sum of its squares. */
function place(part: Repeated | undefined, into: Float64Array): number {
  if (part === undefined) {
    into[0] = 1
    return 1
  }
  const { first, masses } = part.law
  const mask = into.length - 1
  for (let k = 0; k < masses.length; k++) {
    const at = (first + k) & mask
    into[at] = (into[at] ?? 0) + (masses[k] ?? 0)
  }
  return sumOfSquares(masses)
}

interface Spectrum {
  readonly real: Float64Array
  readonly imaginary: Float64Array
}

/**
 * The two real sequences of a transform apart, each raised to its power, times what was there.
 *
 * With X at a frequency and Y at the opposite one, the first sequence has (X + conj Y) / 2 there, the second
 * (X - conj Y) / 2i.
 */
function multiplyInto(into: Spectrum, factor: Spectrum, counts: readonly [number, number]): void {
  const { real, imaginary } = into
  const z = new Complex()
  opposites(real.length, (i, j) => {
    const ur = real[i] ?? 0
    const ui = imaginary[i] ?? 0
    const vr = real[j] ?? 0
    const vi = imaginary[j] ?? 0
    const xr = factor.real[i] ?? 0
    const xi = factor.imaginary[i] ?? 0
    const yr = factor.real[j] ?? 0
    const yi = factor.imaginary[j] ?? 0
    z.power((xr + yr) / 2, (xi - yi) / 2, counts[0])
    z.times((ur + vr) / 2, (ui - vi) / 2)
    const ar = z.real
    const ai = z.imaginary
    z.power((xi + yi) / 2, (yr - xr) / 2, counts[1])
    z.times((ui + vi) / 2, (vr - ur) / 2)
    real[i] = ar - z.imaginary
    imaginary[i] = ai + z.real
    real[j] = ar + z.imaginary
    imaginary[j] = z.real - ai
  })
}

/** A number that is written over, so that none is made anew for every frequency. */
class Complex {
  real = 1
  imaginary = 0

  power(re: number, im: number, exponent: number): void {
    let [ar, ai, pr, pi] = [re, im, 1, 0]
    for (let rest = exponent | 0; rest > 0; rest >>= 1) {
      if ((rest & 1) === 1) {
        const t = pr * ar - pi * ai
        pi = pr * ai + pi * ar
        pr = t
      }
      const t = ar * ar - ai * ai
      ai = 2 * ar * ai
      ar = t
    }
    this.real = pr
    this.imaginary = pi
  }

  times(re: number, im: number): void {
    const t = this.real * re - this.imaginary * im
    this.imaginary = this.real * im + this.imaginary * re
    this.real = t
  }
}

function lawOf(
  { parts, tilt }: Composition,
  [low, high]: readonly [number, number],
  entries: Float64Array,
  error: number,
): ComposedLaw {
  const step = parts[0]?.law.step ?? 1
  let [scale, lossError, share, lnFinite, most] = [0, 0, 0, 0, 0]
  for (const { law, count: n } of parts) {
    const ends = Math.max(Math.abs(law.first), Math.abs(law.first + law.masses.length))
    const own = lnMoment(law, tilt)
    scale += n * own
    lossError += n * law.lossError
    // (4) Q has e^-loss of what P has: a loss that is off moves its masses, too.
    share += n * (law.massError + law.lossError)
    share += n * 2 ** -50 * (8 + tilt * ends * step + Math.abs(own))
    most += n * (law.first + law.masses.length - 1) * step
    lnFinite += n * log1p(-law.infinite)
  }
  const reach = tilt * Math.max(Math.abs(low), Math.abs(high)) * step
  return {
    step,
    low,
    high,
    entries,
    tilt,
    scale,
    infinite: -expm1(lnFinite),
    error,
    share: share + 2 ** -50 * (8 + reach + Math.abs(scale)),
    lossError,
    outside,
    most: most + Math.abs(most) * 2 ** -40,
  }
}

function count(parts: readonly Repeated[]): number {
  return parts.reduce((sum, part) => sum + part.count, 0)
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += (values[i] ?? 0) * (values[i] ?? 0)
  return sum
}
