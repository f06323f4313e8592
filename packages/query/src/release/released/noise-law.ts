/** Probabilities of noise in doubles: for intervals, never for a privacy claim. */
import { exp, normalCdf, type Rational, toNumber } from '@dither/math'

export interface NoiseLaw {
  readonly kind: 'laplace' | 'gaussian'
  /** The scale of a Laplace, the standard deviation of a Gaussian. */
  readonly size: number
  /** Pr[X < y]. */
  below(y: number): number
  /** Pr[X = k] for k = 0, 1, …; what is left out has a probability below 1e-11. Undefined if too many. */
  readonly masses: readonly number[] | undefined
}

/** From this standard deviation on, a discrete Gaussian is a normal law with corrected edges, to 1e-5. */
const smooth = 40
const mostMasses = 2500

/** Discrete Laplace. */
export function laplaceLaw(parameter: Rational): NoiseLaw {
  const scale = toNumber(parameter)
  if (scale === 0) return none('laplace')
  const q = exp(-1 / scale)
  const upTo = (k: number) =>
    k >= 0 ? 1 - exp(-(k + 1) / scale) / (1 + q) : exp(k / scale) / (1 + q)
  return {
    kind: 'laplace',
    size: scale,
    below: (y) => upTo(Math.ceil(y) - 1),
    masses: list(26 * scale, (k) => ((1 - q) / (1 + q)) * exp(-k / scale)),
  }
}

/** Discrete Gaussian. */
export function gaussianLaw(parameter: Rational): NoiseLaw {
  const variance = toNumber(parameter)
  if (variance === 0) return none('gaussian')
  const size = Math.sqrt(variance)
  const densities = list(7 * size, (k) => exp((-k * k) / (2 * variance)))
  const rough = densities !== undefined && size < smooth
  const total = rough
    ? densities.reduce((sum, density, k) => sum + (k === 0 ? density : 2 * density), 0)
    : Math.sqrt(2 * Math.PI) * size
  const masses = densities?.map((density) => density / total)
  return {
    kind: 'gaussian',
    size,
    masses,
    below:
      rough && masses !== undefined
        ? stepwise(masses)
        : (y) => normalCdf((Math.ceil(y) - 0.5) / size),
  }
}

function none(kind: NoiseLaw['kind']): NoiseLaw {
  return { kind, size: 0, below: (y) => (y > 0 ? 1 : 0), masses: [1] }
}

function list(reach: number, at: (k: number) => number): number[] | undefined {
  if (!(reach < mostMasses)) return undefined
  return Array.from({ length: Math.ceil(reach) + 1 }, (_, k) => at(k))
}

/** Pr[X < y] from a symmetric law's masses. */
function stepwise(masses: readonly number[]): (y: number) => number {
  let inside = -(masses[0] ?? 0) / 2
  const upTo = masses.map((mass) => {
    inside += mass
    return 0.5 + inside // Pr[X <= k]
  })
  const cumulative = (k: number) => (k < 0 ? 0 : (upTo[k] ?? 1))
  return (y) => {
    const k = Math.ceil(y) - 1
    return k >= 0 ? cumulative(k) : 1 - cumulative(-k - 1)
  }
}
