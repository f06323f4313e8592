/** Does the time of a single draw follow the size of the noise? [Jin22] */
import { rational } from '@dither/math'
import { cksDiscreteGaussian, cksDiscreteLaplace } from '../../packages/core/src/random/cks/cks.ts'
import { discreteGaussianSampler } from '../../packages/core/src/random/discrete-gaussian/discrete-gaussian.ts'
import { discreteLaplaceSampler } from '../../packages/core/src/random/discrete-laplace/discrete-laplace.ts'
import { secureBits } from '../../packages/core/src/random/secure-bits/secure-bits.ts'
import { median } from '../interleave.ts'
import type { ReportRow, ReportTable } from '../report.ts'

const draws = 50_000
const warmUp = 20_000

/** Rank correlation of time and |noise|, and the median time in three classes of |noise|. */
export function timingTable(): ReportTable {
  const bits = secureBits()
  const row = (name: string, scale: bigint, draw: () => bigint): ReportRow => ({
    name,
    cells: timing(draw, Number(scale)),
  })
  const rows = [100n, 1n << 40n].flatMap((scale) => {
    const laplace = discreteLaplaceSampler(rational(scale))
    const gaussian = discreteGaussianSampler(rational(scale * scale))
    const at = scale === 100n ? 'scale 100' : 'scale 2^40'
    return [
      row(`Laplace, single, ${at}`, scale, () => laplace.draw(bits)),
      row(`Gaussian, single, ${at}`, scale, () => gaussian.draw(bits)),
    ]
  })
  return {
    title: 'Time of single draws',
    columns: ['Spearman', 'ns, |x| < s/2', 'ns, s to 2s', 'ns, above 3s'],
    rows: [
      ...rows,
      row('control: Laplace, CKS, scale 100', 100n, () => cksDiscreteLaplace(rational(100))),
      row('control: Gaussian, CKS, scale 100', 100n, () => cksDiscreteGaussian(rational(10_000))),
    ],
  }
}

function timing(draw: () => bigint, scale: number): number[] {
  for (let i = 0; i < warmUp; i++) draw()
  const times = new Float64Array(draws)
  const sizes = new Float64Array(draws)
  for (let i = 0; i < draws; i++) {
    const start = process.hrtime.bigint()
    const noise = draw()
    const end = process.hrtime.bigint()
    times[i] = Number(end - start)
    sizes[i] = Math.abs(Number(noise)) / scale
  }
  const within = (low: number, high: number): number =>
    median([...times].filter((_, i) => (sizes[i] ?? 0) >= low && (sizes[i] ?? 0) < high))
  return [spearman(times, sizes), within(0, 0.5), within(1, 2), within(3, Number.POSITIVE_INFINITY)]
}

function spearman(x: Float64Array, y: Float64Array): number {
  const a = ranks(x)
  const b = ranks(y)
  const mean = (x.length - 1) / 2
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const [p, q] = [(a[i] ?? 0) - mean, (b[i] ?? 0) - mean]
    ab += p * q
    aa += p * p
    bb += q * q
  }
  return ab / Math.sqrt(aa * bb)
}

/** Ranks from 0, ties sharing their mean. */
function ranks(values: Float64Array): Float64Array {
  const order = [...values.keys()].sort((i, j) => (values[i] ?? 0) - (values[j] ?? 0))
  const result = new Float64Array(values.length)
  for (let i = 0; i < order.length; ) {
    let j = i
    while (j < order.length && values[order[j] ?? 0] === values[order[i] ?? 0]) j++
    for (let k = i; k < j; k++) result[order[k] ?? 0] = (i + j - 1) / 2
    i = j
  }
  return result
}
