/** Speed of the noise samplers, and whether the time of a draw follows the noise. */
import { discreteGaussianSampler, discreteLaplaceSampler, secureBits } from '@dither/core'
import { cksDiscreteGaussian, cksDiscreteLaplace } from '@dither/core/mechanisms'
import { rational } from '@dither/math'
import { type Case, interleave } from './interleave.ts'
import type { Report, ReportRow } from './report.ts'
import { besidePeers } from './samplers/peers.ts'
import { timingTable } from './samplers/timing.ts'

const scales = [
  { name: '1', value: 1n },
  { name: '10', value: 10n },
  { name: '1e3', value: 1000n },
  { name: '1e6', value: 1_000_000n },
  { name: '2^32', value: 1n << 32n },
  { name: '2^36', value: 1n << 36n },
  { name: '2^40', value: 1n << 40n },
  { name: '2^45', value: 1n << 45n },
]
const bulk = 100_000
const singles = 2000
const oracles = 500

export async function bench(): Promise<Report> {
  const peers = await besidePeers()
  const rates = interleave([...limits, ...scales.flatMap(samplerCases)], {
    rounds: 7,
    milliseconds: 40,
  })
  const row = (name: string): ReportRow => ({
    name,
    cells: scales.map((scale) => rates.get(`${name} ${scale.name}`) ?? null),
  })
  const ratio = (name: string, base: (scale: string) => string): (number | null)[] =>
    scales.map((scale) => {
      const over = rates.get(`${name} ${scale.name}`)
      const under = rates.get(base(scale.name))
      return over === undefined || under === undefined ? null : over / under
    })
  const columns = scales.map(({ name }) => name)
  const rate = (name: string): number | null => rates.get(name) ?? null
  return {
    title: 'Samplers',
    tables: [
      {
        title: 'M draws/s, one thread',
        columns,
        rows: [
          'Laplace, bulk',
          'Gaussian, bulk',
          'Laplace, bulk bigint',
          'Gaussian, bulk bigint',
          'Laplace, single',
          'Gaussian, single',
          'Laplace, CKS',
          'Gaussian, CKS',
        ].map(row),
      },
      {
        title: 'Limits and baselines, M/s',
        columns: ['rate'],
        rows: limits.map(({ name }) => ({ name, cells: [rate(name)] })),
      },
      {
        title: 'Ratios, by scale',
        columns,
        rows: [
          {
            name: 'Laplace, bulk / insecure Laplace',
            cells: ratio('Laplace, bulk', () => insecureLaplace),
          },
          {
            name: 'Gaussian, bulk / insecure Box-Muller',
            cells: ratio('Gaussian, bulk', () => insecureGaussian),
          },
          {
            name: 'Laplace, bulk / words of the generator',
            cells: ratio('Laplace, bulk', () => generator),
          },
          {
            name: 'Laplace, single / CKS',
            cells: ratio('Laplace, single', (scale) => `Laplace, CKS ${scale}`),
          },
          {
            name: 'Gaussian, single / CKS',
            cells: ratio('Gaussian, single', (scale) => `Gaussian, CKS ${scale}`),
          },
        ],
      },
      ...peers.tables,
      timingTable(),
    ],
    notes: [
      ...peers.notes,
      'Every sampler but the insecure ones is exact and drawn from the platform generator.',
      'The Gaussian columns give sigma. Bulk fills an array of 100,000: Int32Array to scale 1e6, ' +
        'Float64Array above; "bulk bigint" a BigInt64Array. By the kernel in WebAssembly, which takes one word a draw from tables ' +
        '(to scale 200 or so), two from strips, three where offsets are wider than 19 bits.',
      'Single is one draw a call, as a bigint, with the age check of the buffer. CKS is the loop of ' +
        'Canonne, Kamath and Steinke in bigint.',
      'Medians of 7 rounds in which all cases take turns, by processor time. "insecure": Math.random and floating ' +
        'point, for comparison only; never release with it.',
      'Timing: 50,000 single draws each, timed one by one. Without a leak the rank correlation has ' +
        'a standard deviation of 0.0045; the aim is below 0.03 in size, and the CKS loops show that a ' +
        'leak is seen. Medians by classes of |noise|, s the scale.',
    ],
  }
}

function samplerCases({ name, value }: { name: string; value: bigint }): Case[] {
  const scale = rational(value)
  const variance = rational(value * value)
  const laplace = discreteLaplaceSampler(scale)
  const gaussian = discreteGaussianSampler(variance)
  const numbers = value < 1n << 23n ? new Int32Array(bulk) : new Float64Array(bulk)
  const integers = new BigInt64Array(bulk)
  const bits = secureBits()
  const once = (count: number, draw: () => bigint) => (): number => {
    let seen = 0n
    for (let i = 0; i < count; i++) if (draw() === 0n) seen += 1n
    return seen < 0n ? 0 : count
  }
  return [
    { name: `Laplace, bulk ${name}`, work: () => laplace.fill(numbers).length },
    { name: `Gaussian, bulk ${name}`, work: () => gaussian.fill(numbers).length },
    { name: `Laplace, bulk bigint ${name}`, work: () => laplace.fill(integers).length },
    { name: `Gaussian, bulk bigint ${name}`, work: () => gaussian.fill(integers).length },
    { name: `Laplace, single ${name}`, work: once(singles, () => laplace.draw(bits)) },
    { name: `Gaussian, single ${name}`, work: once(singles, () => gaussian.draw(bits)) },
    { name: `Laplace, CKS ${name}`, work: once(oracles, () => cksDiscreteLaplace(scale)) },
    { name: `Gaussian, CKS ${name}`, work: once(oracles, () => cksDiscreteGaussian(variance)) },
  ]
}

const generator = '32-bit words from getRandomValues (the limit)'
const insecureLaplace = 'insecure: Laplace from Math.random'
const insecureGaussian = 'insecure: Box-Muller from Math.random'
const words = new Uint32Array(16_384)
const doubles = new Float64Array(bulk)

const limits: readonly Case[] = [
  { name: generator, work: () => crypto.getRandomValues(words).length },
  {
    name: insecureLaplace,
    work: () => {
      for (let i = 0; i < bulk; i++) {
        // biome-ignore lint/plugin: baseline only
        const u = Math.random() - 0.5
        doubles[i] = -Math.sign(u) * Math.log(1 - 2 * Math.abs(u))
      }
      return bulk
    },
  },
  {
    name: insecureGaussian,
    work: () => {
      for (let i = 0; i < bulk; i += 2) {
        // biome-ignore lint/plugin: baseline only
        const radius = Math.sqrt(-2 * Math.log(1 - Math.random()))
        // biome-ignore lint/plugin: baseline only
        const angle = 2 * Math.PI * Math.random()
        doubles[i] = radius * Math.cos(angle)
        doubles[i + 1] = radius * Math.sin(angle)
      }
      return bulk
    },
  },
]
