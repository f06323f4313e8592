/** Released tables of counts over several axes. */
import { DitherError, type Event, type Loss } from '@dither/core'
import type { BinLabel } from '../bins.ts'
import { each, type Noise, relativeVariance } from '../noise.ts'
import type {
  Bin,
  BinAxis,
  Confidence,
  ReleasedContingencyTable,
  SimultaneousConfidence,
} from '../released.ts'
import { type Written, written } from '../released-data.ts'
import { checked, type Range } from '../scalar.ts'
import { tailBound } from '../tree/tail.ts'
import { writableBin } from '../write-bin.ts'
import { coordinate, fittedCells, type Measured, product } from './fit.ts'
import { partsOfMargin } from './weights.ts'

/** What is public about a table: the same in every group. */
export interface TableShape {
  readonly axes: readonly { readonly name: string; readonly labels: readonly BinLabel[] }[]
  /** Which axes each vector keeps; the first has them all. */
  readonly margins: readonly (readonly number[])[]
  /** One a vector. */
  readonly noises: readonly Noise[]
  readonly event: Event
  readonly loss: Loss
}

/** @param vectors the noisy counts of the table and of each margin, of one group */
export function releasedContingencyTable(
  shape: TableShape,
  vectors: readonly (readonly bigint[])[],
): ReleasedContingencyTable {
  const sizes = shape.axes.map(({ labels }) => labels.length)
  const measured = shape.margins.map(
    (axes, j): Measured => ({
      axes,
      counts: (vectors[j] ?? []).map(Number),
      variance: relativeVariance(shape.noises[j]),
    }),
  )
  const [exact = []] = vectors
  const cells = measured.length === 1 ? exact.map(Number) : fittedCells(sizes, measured)
  const all = shape.axes.map((_, i) => i)
  return marginOf(shape, sizes, cells, all, measured.length === 1 ? exact : undefined)
}

function marginOf(
  shape: TableShape,
  sizes: readonly number[],
  cells: readonly number[],
  kept: readonly number[],
  exact: readonly bigint[] | undefined,
): ReleasedContingencyTable {
  const { event, loss } = shape
  const axes = kept.map((i) => shape.axes[i] ?? { name: '', labels: [] })
  const values = new Float64Array(product(kept.map((i) => sizes[i] ?? 1)))
  for (const [cell, value] of cells.entries()) {
    const at = coordinate(cell, sizes, kept)
    values[at] = (values[at] ?? 0) + value
  }
  const whole = kept.length === sizes.length
  const bins = labelsOf(axes.map(({ labels }) => labels)).map((parts, i): Bin => {
    const integer = whole ? exact?.[i] : undefined
    return writableBin({
      label: parts.length === 0 ? 'all' : parts.map(({ label }) => label).join(', '),
      parts: Object.freeze(parts.map(({ label }) => label)),
      ...(parts.length === 1 ? ends(parts[0]) : {}),
      value: values[i] ?? 0,
      ...(integer === undefined ? {} : { exact: integer }),
    })
  })
  const off = cellError(shape, sizes, kept, whole && exact !== undefined)
  const accuracy = (options: SimultaneousConfidence): number =>
    off(checked(options), options.simultaneous === true ? bins.length : 1)
  return written({
    kind: 'bins',
    axes: Object.freeze(axes.map(axisOf)),
    bins: Object.freeze(bins),
    accuracy,
    interval: (index: number, options: SimultaneousConfidence): Range => {
      const bin = bins[index]
      if (bin === undefined)
        throw new DitherError(
          'invalid_parameter',
          `index is ${index}, must be a bin's place, 0 to ${bins.length - 1}`,
          { parameter: 'index' },
        )
      const error = accuracy(options)
      return Object.freeze([bin.value - error, bin.value + error] as const)
    },
    margin: (names: readonly string[]) =>
      marginOf(shape, sizes, cells, placesOf(names, shape, kept), exact),
    event,
    loss,
  } satisfies Omit<ReleasedContingencyTable, keyof Written>)
}

/** The error of any cell of a margin, remembered by confidence; exact where it is one noise alone. */
export function cellError(
  { margins, noises }: Pick<TableShape, 'margins' | 'noises'>,
  sizes: readonly number[],
  kept: readonly number[],
  single: boolean,
): (confidence: Confidence['confidence'], cells: number) => number {
  const known = new Map<string, number>()
  return (confidence, cells) => {
    const [noise] = noises
    if (single && noise !== undefined) return Number(noise.quantile(each(confidence, cells)))
    const key = `${confidence} ${cells}`
    const found = known.get(key)
    if (found !== undefined) return found
    const variances = margins.map((axes, j) => ({ axes, variance: relativeVariance(noises[j]) }))
    const parts = partsOfMargin(kept, sizes, variances)
    const error = (1 - confidence) / 2 / cells
    const bound = tailBound(noises, error, parts)
    const off = bound.above(parts)
    known.set(key, off)
    return off
  }
}

function placesOf(
  names: readonly string[],
  { axes }: TableShape,
  kept: readonly number[],
): number[] {
  const places = names.map((name) => axes.findIndex((axis) => axis.name === name))
  const wrong = places.findIndex((place) => !kept.includes(place))
  if (wrong >= 0 || new Set(places).size < places.length)
    throw new DitherError(
      'invalid_parameter',
      wrong >= 0 ? `${names[wrong]} is no axis of the table` : 'an axis is named twice',
      {
        parameter: 'names',
        wayOut: `Name some of ${kept.map((place) => axes[place]?.name).join(', ')}`,
      },
    )
  return places.sort((a, b) => a - b)
}

/** The labels of every cell, last axis fastest. */
function labelsOf(axes: readonly (readonly BinLabel[])[]): (readonly BinLabel[])[] {
  return axes.reduce<(readonly BinLabel[])[]>(
    (before, labels) => before.flatMap((parts) => labels.map((label) => [...parts, label])),
    [[]],
  )
}

function axisOf({ name, labels }: TableShape['axes'][number]): BinAxis {
  return Object.freeze({ name, labels: Object.freeze(labels.map(({ label }) => label)) })
}

function ends(label: BinLabel | undefined): Pick<Bin, 'lower' | 'upper'> {
  const { lower, upper }: Pick<Bin, 'lower' | 'upper'> = label ?? {}
  return { ...(lower === undefined ? {} : { lower }), ...(upper === undefined ? {} : { upper }) }
}
