/** Single released values with their intervals, on one common scale. */

/** One row of a strip: what was asked, what came out, and where the noise leaves it. */
export interface DrawableInterval {
  readonly label: string
  readonly value: number
  readonly low: number
  readonly high: number
}

/**
 * The scale of a strip: every interval, and a third of the widest one on either side, so that a lone
 * interval does not fill the picture.
 */
export function stripRange(intervals: readonly DrawableInterval[]): readonly [number, number] {
  const ends = intervals.flatMap(({ value, low, high }) => [value, low, high])
  const finite = ends.filter(Number.isFinite)
  if (finite.length === 0) return [0, 1]
  const low = Math.min(...finite)
  const high = Math.max(...finite)
  const widest = Math.max(...intervals.map((one) => one.high - one.low).filter(Number.isFinite), 0)
  const margin = widest > 0 ? widest / 3 : Math.abs(low) / 10 || 1
  return [low - margin, high + margin]
}

/** The distance from the value to the farther end of its interval. */
export function intervalError({ value, low, high }: DrawableInterval): number {
  return Math.max(high - value, value - low)
}
