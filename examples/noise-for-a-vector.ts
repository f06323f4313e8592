/** Twenty counts in which one person is everywhere: noise by the norm of the change, and the best of all. */
import { bestNoise, vectorNoise } from '@dither/core/mechanisms'

// A person changes each of 20 counts by 1: by 20 in all, by sqrt(20) in length, by 1 at most.
const counts = Array.from({ length: 20 }, (_, hour) => BigInt(40 + 3 * hour))
const [epsilon, dimension, confidence] = [1, counts.length, 0.95]

for (const noise of [
  vectorNoise({ norm: 'l1', sensitivity: 20, epsilon, dimension }),
  vectorNoise({ norm: 'l2', sensitivitySquared: 20, epsilon, dimension }),
  vectorNoise({ norm: 'linf', sensitivity: 1, epsilon, dimension }),
])
  console.log(
    `${noise.norm.padEnd(5)} variance ${noise.variance.toFixed(0)}, ± ${noise.accuracy({ confidence })} a count, epsilon ${noise.loss().epsilon}`,
  )

const sensitivity = { lInfinity: 1 }
for (const budget of [{ epsilon }, { epsilon, delta: 1e-9 }, { rho: 0.5 }]) {
  const best = bestNoise({ budget, sensitivity, dimension })
  const [first = 0n] = best.invoke(counts)
  console.log(`${Object.keys(budget).join(', ')}: ${best.reason}; the first count is ${first}`)
}
