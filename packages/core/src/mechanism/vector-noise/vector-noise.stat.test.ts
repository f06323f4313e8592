// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { exp, rational } from '@dither/math'
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import { drawBelow } from '../../random/uniform/uniform-below.ts'
import { boxRadius, drawRadius } from './box-radius.ts'
import { type VectorNorm, vectorNoise } from './vector-noise.ts'

const origin = [0n, 0n] as const
const lengthOf = (norm: VectorNorm, x: number, y: number): number =>
  norm === 'l2' ? Math.sqrt(x * x + y * y) : Math.max(Math.abs(x), Math.abs(y))

/** Points of the plane as numbers: those within 4 either way, and one number for all others. */
const cellOf = ([x = 0n, y = 0n]: readonly bigint[]): number =>
  x >= -4n && x <= 4n && y >= -4n && y <= 4n ? Number(x + 4n) * 9 + Number(y + 4n) : 81

function planeLaw(norm: VectorNorm, scale: number): { probability: (cell: number) => number } {
  const cells = new Array<number>(82).fill(0)
  let whole = 0
  for (let x = -100; x <= 100; x++)
    for (let y = -100; y <= 100; y++) {
      const weight = exp(-lengthOf(norm, x, y) / scale)
      const cell = cellOf([BigInt(x), BigInt(y)])
      cells[cell] = (cells[cell] ?? 0) + weight
      whole += weight
    }
  return { probability: (cell) => (cells[cell] ?? 0) / whole }
}

describe('noise on vectors, drawn', () => {
  const cell = (norm: VectorNorm, scale: number) => {
    const noise = vectorNoise({ norm, scale, dimension: 2 })
    const bits = seededBits(`${norm} ${scale}`)
    return () => cellOf(noise.invoke(origin, { bits }))
  }
  /** A box whose radius has another exponent, or whose points are not alike. */
  const twin = (exponent: number, point: (radius: bigint, bits: typeof source) => bigint) => {
    const radius = boxRadius(rational(2), exponent)
    return () => {
      const r = drawRadius(radius, source)
      return [point(r, source), point(r, source)]
    }
  }
  const source = seededBits('twins')
  const inBox = (r: bigint): bigint => drawBelow(2n * r + 1n, source) - r

  it('has the law of the L-infinity norm, point by point, n = 24,000', () => {
    const shell = (): readonly bigint[] => {
      const r = drawRadius(boxRadius(rational(2), 2), source)
      return [drawBelow(2n, source) === 0n ? r : -r, inBox(r)]
    }
    const boxed = twin(1, inBox)
    const short = twin(2, (r) => (r > 0n ? drawBelow(2n * r, source) : 0n) - r)
    expectLaw(cell('linf', 2), planeLaw('linf', 2), {
      n: 24_000,
      mutants: {
        'the exponent one less than the dimension': () => cellOf(boxed()),
        'one end of each side left out': () => cellOf(short()),
        'the shell of the box alone': () => cellOf(shell()),
        'the scale 12 % up': cell('linf', 2.24),
        'independent noise': cell('l1', 2),
      },
    })
  })

  it('has the law of the L2 norm, point by point, n = 24,000', () => {
    expectLaw(cell('l2', 2), planeLaw('l2', 2), {
      n: 24_000,
      mutants: {
        'the scale 12 % up': cell('l2', 2.24),
        'the scale 12 % down': cell('l2', 1.76),
        'a box for a ball': cell('linf', 2),
      },
    })
  })

  it('has the law of |z|^2 in five dimensions, where all shells are used, n = 16,000', () => {
    const square = (scale: number) => {
      const noise = vectorNoise({ norm: 'l2', scale, dimension: 5 })
      const bits = seededBits(`five ${scale}`)
      const zero = new Array<bigint>(5).fill(0n)
      return () => noise.invoke(zero, { bits }).reduce((sum, v) => sum + v * v, 0n)
    }
    const points = [1, ...new Array<number>(2400).fill(0)]
    const all = Array.from({ length: 5 }).reduce<number[]>(
      (counts) =>
        counts.map((own, n) => {
          let sum = own
          for (let k = 1; k * k <= n; k++) sum += 2 * (counts[n - k * k] ?? 0)
          return sum
        }),
      points,
    )
    const weights = all.map((count, n) => count * exp(-Math.sqrt(n)))
    const whole = weights.reduce((sum, weight) => sum + weight, 0)
    expectLaw(
      square(1),
      { probability: (n) => (n < 0 ? 0 : (weights[n] ?? 0) / whole), centre: 20 },
      { n: 16_000, mutants: { 'the scale 8 % up': square(1.08) } },
    )
  })

  it('keeps neighbours within epsilon, n = 10,000 and 20,000', () => {
    const run = (norm: VectorNorm, scale: number, dimension: number) => {
      const noise = vectorNoise({ norm, scale, dimension })
      const bits = seededBits(`private ${norm}`)
      return (values: readonly bigint[]) => noise.invoke(values, { bits })
    }
    const ones = [1n, 1n, 1n]
    const below = (values: readonly bigint[]): number =>
      values.reduce((most, value) => Math.max(most, Number(value)), -40)
    const inputs: [bigint[], bigint[]] = [[0n, 0n, 0n], ones]
    const flawed = (values: readonly bigint[]): bigint[] => {
      const r = drawRadius(boxRadius(rational(1), 1), source)
      return values.map((value) => value + inBox(r))
    }
    expectPrivate(
      run('linf', 1, 3),
      inputs,
      { epsilon: 1 },
      {
        n: 10_000,
        outcome: below,
        mutants: {
          'independent noise, its scale not multiplied by the dimension': run('l1', 1, 3),
          'the exponent two less than the dimension': flawed,
        },
      },
    )
    expectPrivate(
      run('l2', 1.7320508075688772, 3),
      inputs,
      { epsilon: 1 },
      {
        n: 20_000,
        outcome: below,
        mutants: {
          'independent noise of that scale': run('l1', 1.7320508075688772, 3),
          'the L-infinity distance for the L2 one': run('l2', 1, 3),
        },
      },
    )
  })
})
