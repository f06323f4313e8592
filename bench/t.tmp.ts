import { rational } from '@dither/math'
import { discreteLaplaceSampler } from '../packages/core/src/random/discrete-laplace/discrete-laplace.ts'
import { geometricPlan } from '../packages/core/src/random/geometric/geometric-plan.ts'
import { quickMagnitude } from '../packages/core/src/random/geometric/magnitude.ts'
import { secureBits } from '../packages/core/src/random/secure-bits/secure-bits.ts'
const bits = secureBits()
function bins(name: string, draw: () => any, scale: number) {
  for (let i = 0; i < 100000; i++) draw()
  const N = 400000, t = new Float64Array(N), m = new Float64Array(N)
  for (let i = 0; i < N; i++) { const a = process.hrtime.bigint(); const v = draw(); const b = process.hrtime.bigint(); t[i] = Number(b - a); m[i] = Math.abs(Number(v)) / scale }
  const out: string[] = []
  const edges = [0, 2 ** -9, 0.03, 0.1, 0.25, 0.5, 1, 2, 3, 5, 1e9]
  for (let e = 0; e + 1 < edges.length; e++) { let s = 0, c = 0; for (let i = 0; i < N; i++) if (m[i]! >= edges[e]! && m[i]! < edges[e + 1]! && t[i]! < 1000) { s += t[i]!; c++ } out.push(`${edges[e]}: ${(s / c).toFixed(1)} (${c})`) }
  console.log(name, out.join('  '))
}
for (const e of [100, 1e6, 2 ** 33, 2 ** 40, 2 ** 44]) {
  const s = discreteLaplaceSampler(rational(BigInt(e)))
  bins('draw ' + e, () => s.draw(bits), e)
  const p = geometricPlan(rational(BigInt(e)))
  bins('quick ' + e, () => quickMagnitude(p, bits.next(), bits.next(), bits), e)
  const x = new Float64Array(1000000); let k = 0; for (let i = 0; i < x.length; i++) x[i] = Number(s.draw(bits))
  bins('BigInt ' + e, () => BigInt(x[k++ % 1000000]!), e)
}
