/** The table that fits noisy cells and noisy margins best. */

/** A noisy margin of a table: the axes that it keeps, its counts with the last axis fastest, its noise. */
export interface Measured {
  readonly axes: readonly number[]
  readonly counts: readonly number[]
  readonly variance: number
}

/**
 * The cells of the least-squares fit, last axis fastest: each orthogonal part of the table is the weighted
 * mean of what the margins that hold it say. [contingency-table.proof.md]
 *
 * @param sizes the positions of each axis
 * @param measured the whole table among them
 */
export function fittedCells(sizes: readonly number[], measured: readonly Measured[]): number[] {
  const cells = new Float64Array(product(sizes))
  for (const part of subsets(sizes.map((_, i) => i))) {
    const weights = measured.map((margin) => weightOf(margin, part, sizes))
    const sum = weights.reduce((a, b) => a + b, 0)
    const own = new Float64Array(product(part.map((i) => sizes[i] ?? 1)))
    for (const [m, margin] of measured.entries()) {
      const share = (weights[m] ?? 0) / sum / outside(margin.axes, sizes)
      if (share === 0) continue
      for (const [i, value] of partOf(margin, part, sizes).entries())
        own[i] = (own[i] ?? 0) + share * value
    }
    for (let cell = 0; cell < cells.length; cell++)
      cells[cell] = (cells[cell] ?? 0) + (own[coordinate(cell, sizes, part)] ?? 0)
  }
  return [...cells]
}

/** How much a margin says of a part: nothing where it sums one of its axes out. */
export function weightOf(
  { axes, variance }: Pick<Measured, 'axes' | 'variance'>,
  part: readonly number[],
  sizes: readonly number[],
): number {
  if (!part.every((axis) => axes.includes(axis))) return 0
  const others = outside(axes, sizes)
  const within = product(axes.filter((i) => !part.includes(i)).map((i) => sizes[i] ?? 1))
  // Without noise, all margins are exact and alike.
  return variance === 0 ? 1 : (others * others * within) / variance
}

/** The number of cells of the table that one of the margin adds up. */
export function outside(axes: readonly number[], sizes: readonly number[]): number {
  return product(sizes.filter((_, i) => !axes.includes(i)))
}

/** The part of a margin: averaged over the other axes, and centred along its own. */
function partOf(margin: Measured, part: readonly number[], sizes: readonly number[]): Float64Array {
  let axes = [...margin.axes]
  let values = Float64Array.from(margin.counts)
  for (const axis of margin.axes) {
    const at = axes.indexOf(axis)
    const own = axes.map((i) => sizes[i] ?? 1)
    const mean = meanAlong(values, own, at)
    if (part.includes(axis)) values = centred(values, mean, own, at)
    else {
      values = mean
      axes = axes.filter((i) => i !== axis)
    }
  }
  return values
}

function meanAlong(
  values: Float64Array,
  sizes: readonly number[],
  at: number,
): Float64Array<ArrayBuffer> {
  const [size, inner] = strides(sizes, at)
  const means = new Float64Array(values.length / size)
  for (const [i, value] of values.entries()) {
    const place = Math.floor(i / (size * inner)) * inner + (i % inner)
    means[place] = (means[place] ?? 0) + value / size
  }
  return means
}

function centred(
  values: Float64Array,
  mean: Float64Array,
  sizes: readonly number[],
  at: number,
): Float64Array<ArrayBuffer> {
  const [size, inner] = strides(sizes, at)
  return Float64Array.from(
    values,
    (value, i) => value - (mean[Math.floor(i / (size * inner)) * inner + (i % inner)] ?? 0),
  )
}

function strides(sizes: readonly number[], at: number): [size: number, inner: number] {
  return [sizes[at] ?? 1, product(sizes.slice(at + 1))]
}

/** Where a cell lies in a margin, last axis fastest. */
export function coordinate(
  cell: number,
  sizes: readonly number[],
  axes: readonly number[],
): number {
  let rest = cell
  const places: number[] = []
  for (let i = sizes.length - 1; i >= 0; i--) {
    const size = sizes[i] ?? 1
    places[i] = rest % size
    rest = Math.floor(rest / size)
  }
  return axes.reduce((at, axis) => at * (sizes[axis] ?? 1) + (places[axis] ?? 0), 0)
}

/** All subsets, in the order of their elements. */
export function subsets(items: readonly number[]): number[][] {
  return items.reduce<number[][]>(
    (all, item) => [...all, ...all.map((some) => [...some, item])],
    [[]],
  )
}

export function product(sizes: readonly number[]): number {
  return sizes.reduce((a, b) => a * b, 1)
}
