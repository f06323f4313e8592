/** Does the time of a single draw follow the size of the noise? [Jin22] */
import { discreteGaussianSampler, discreteLaplaceSampler, secureBits } from '@dither/core'
import { cksDiscreteGaussian, cksDiscreteLaplace } from '@dither/core/mechanisms'
import { rational, spearman } from '@dither/math'
import { median } from '../interleave.ts'
import type { ReportRow, ReportTable } from '../report.ts'

const draws = 50_000
const warmUp = 20_000
const scales = [
  { name: '1', value: 1n },
  { name: '100', value: 100n },
  { name: '1e6', value: 1_000_000n },
  { name: '2^40', value: 1n << 40n },
]

/** Rank correlation of time and |noise|, and the median time in three classes of |noise|. */
export function timingTable(): ReportTable {
  const bits = secureBits()
  const row = (name: string, scale: bigint, draw: () => bigint): ReportRow => ({
    name,
    cells: timing(draw, Number(scale)),
  })
  const rows = scales.flatMap(({ name, value }) => {
    const laplace = discreteLaplaceSampler(rational(value))
    const gaussian = discreteGaussianSampler(rational(value * value))
    return [
      row(`Laplace, single, scale ${name}`, value, () => laplace.draw(bits)),
      row(`Gaussian, single, scale ${name}`, value, () => gaussian.draw(bits)),
    ]
  })
  return {
    title: 'Time of single draws',
    columns: ['Spearman', 'ns, to s/2', 'ns, s to 2s', 'ns, above 3s'],
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
  return [
    spearman(times, sizes).correlation,
    within(0, 0.5),
    within(1, 2),
    within(3, Number.POSITIVE_INFINITY),
  ]
}
