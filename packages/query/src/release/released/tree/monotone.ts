/** A curve that never falls, nearest to a noisy one. */

/**
 * The nondecreasing sequence nearest to `values` in squares, by pooling neighbours that are out of order,
 * then cut to [low, high].
 */
export function monotone(values: readonly number[], low: number, high: number): number[] {
  const pools: { mean: number; size: number }[] = []
  for (const value of values) {
    let pool = { mean: value, size: 1 }
    for (
      let last = pools.at(-1);
      last !== undefined && last.mean > pool.mean;
      last = pools.at(-1)
    ) {
      const size = last.size + pool.size
      pool = { mean: (last.mean * last.size + pool.mean * pool.size) / size, size }
      pools.pop()
    }
    pools.push(pool)
  }
  return pools.flatMap(({ mean, size }) =>
    Array<number>(size).fill(Math.min(Math.max(mean, low), high)),
  )
}
