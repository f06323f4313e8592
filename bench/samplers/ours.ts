/** Dither's noise as a worker beside its peers: it speaks as draws.py does. `ours.ts kernel|script`. */
import { createInterface } from 'node:readline'
import { discreteGaussianSampler, discreteLaplaceSampler, secureBits } from '@dither/core'
import { rational } from '@dither/math'

const bulk = 100_000
const singles = 2000
const doubles = new Float64Array(bulk)
const integers = new Int32Array(bulk)
// The kernel is looked for at the first fill.
if (process.argv[2] === 'script') Reflect.deleteProperty(globalThis, 'WebAssembly')

const prepared = new Map<string, () => number>()
console.log(JSON.stringify({ versions: { node: process.version } }))
for await (const line of createInterface({ input: process.stdin })) {
  const { law, scale, seconds, calls } = JSON.parse(line)
  const key = `${law} ${scale} ${calls}`
  const work = prepared.get(key) ?? prepare(law, BigInt(scale), calls)
  if (!prepared.has(key)) for (let i = 0; i < 20; i++) work() // the optimiser's turn
  prepared.set(key, work)
  const start = performance.now()
  const before = process.cpuUsage()
  let draws = 0
  while (performance.now() - start < seconds * 1000) draws += work()
  const { user, system } = process.cpuUsage(before) // in microseconds
  console.log(JSON.stringify({ seconds: (user + system) / 1e6, values: [draws] }))
}

/** Draws about as many each time, and says how many. */
function prepare(law: 'laplace' | 'gaussian', scale: bigint, calls: 'bulk' | 'single') {
  const sampler =
    law === 'laplace'
      ? discreteLaplaceSampler(rational(scale))
      : discreteGaussianSampler(rational(scale * scale))
  const numbers = scale < 1n << 23n ? integers : doubles
  if (calls === 'bulk') return () => sampler.fill(numbers).length
  const bits = secureBits()
  return () => {
    let zeros = 0
    for (let i = 0; i < singles; i++) if (sampler.draw(bits) === 0n) zeros += 1
    return zeros < 0 ? 0 : singles
  }
}
