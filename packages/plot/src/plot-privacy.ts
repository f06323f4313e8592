/** Privacy itself as a picture: what a loss is at every epsilon, and what an attacker is left. */

import { type Curve, type Curves, drawCurves } from './draw-curves.ts'
import { findDocument } from './find-document.ts'
import { framed, margin } from './frame.ts'
import type { PlotOptions } from './plot.ts'

/** delta at one epsilon. */
export interface ProfilePoint {
  readonly epsilon: number
  readonly delta: number
}

/** How often an attacker misses who is wrong this often. */
export interface MissPoint {
  readonly falsePositiveRate: number
  readonly falseNegativeRate: number
}

/** What of `PlotOptions` such a picture takes. */
export type PrivacyPlotOptions = Pick<PlotOptions, 'title' | 'subtitle' | 'width' | 'document'>

/**
 * Draws a privacy profile, delta at every epsilon, as a self-contained SVG document; delta by powers of ten.
 *
 * Points in order of epsilon. Says in its description, for those who do not see it, delta at up to nine of them.
 *
 * @throws RangeError if there are fewer than two points with a delta above 0
 */
export async function plotProfile(
  points: readonly ProfilePoint[],
  options: PrivacyPlotOptions = {},
): Promise<string> {
  const positive = points.filter(({ epsilon, delta }) => Number.isFinite(epsilon) && delta > 0)
  const [first, last] = [positive[0], positive.at(-1)]
  if (first === undefined || last === undefined || positive.length < 2)
    throw new RangeError('points must hold two or more with a delta above 0')
  const curve = positive.map(({ epsilon, delta }) => ({ x: epsilon, y: Math.log10(delta) }))
  const heights = curve.map(({ y }) => y)
  const low = Math.floor(Math.min(...heights))
  const read = some(positive, 9).map(
    ({ epsilon, delta }) => `${figure(delta)} at epsilon ${figure(epsilon)}`,
  )
  return drawn(
    {
      curves: [{ name: '', points: curve }],
      x: [first.epsilon, last.epsilon],
      y: [low, Math.max(low + 1, Math.ceil(Math.max(...heights)))],
      xLabel: 'epsilon',
      yLabel: 'delta',
      powers: true,
    },
    {
      title: 'Privacy profile',
      description: `The least delta that is known at each epsilon: ${read.join('; ')}.`,
      caption:
        'The whole is (epsilon, delta)-private at every point of the line at once. A delta is a chance that epsilon does not hold: keep it well below one in the number of people.',
      ...options,
    },
  )
}

/**
 * Draws a trade-off curve as a self-contained SVG document: how often an attacker misses against how often he is wrong, beside
 * the diagonal of one who learns nothing.
 *
 * Points in order. Says in its description, for those who do not see it, up to nine of them.
 *
 * @throws RangeError if there are fewer than two points
 */
export async function plotTradeOff(
  points: readonly MissPoint[],
  options: PrivacyPlotOptions = {},
): Promise<string> {
  if (points.length < 2) throw new RangeError('points must hold two or more')
  const curve: Curve = {
    name: '',
    points: points.map(({ falsePositiveRate, falseNegativeRate }) => ({
      x: falsePositiveRate,
      y: falseNegativeRate,
    })),
  }
  const nothing: Curve = {
    name: 'thin: an attacker who learns nothing',
    points: [
      { x: 0, y: 1 },
      { x: 1, y: 0 },
    ],
    isReference: true,
  }
  const read = some(points, 9).map(
    ({ falsePositiveRate, falseNegativeRate }) =>
      `${figure(falseNegativeRate)} where ${figure(falsePositiveRate)} are wrong`,
  )
  return drawn(
    {
      curves: [nothing, curve],
      x: [0, 1],
      y: [0, 1],
      xLabel: 'how often he says "was in the data" wrongly',
      yLabel: 'how often he misses, at the least',
    },
    {
      title: 'What an attacker is left',
      description: `The least share of misses of anybody who guesses from the answers whether one person was in the data: ${read.join('; ')}.`,
      caption:
        'Whoever guesses from the answers whether one person was in the data lies on the line or above it, whatever else he knows.',
      ...options,
    },
  )
}

interface Words extends PrivacyPlotOptions {
  readonly title: string
  readonly description: string
  readonly caption: string
}

async function drawn(curves: Curves, words: Words): Promise<string> {
  const [observable, document] = await Promise.all([
    import('@observablehq/plot'),
    findDocument(words.document),
  ])
  const width = Math.max(280, Math.round(words.width ?? 480))
  const block = drawCurves(curves, { observable, document, width: width - 2 * margin })
  const { title, subtitle, description, caption } = words
  const frame = { title, width, description, caption }
  return framed(subtitle === undefined ? frame : { ...frame, subtitle }, [block])
}

/** Evenly, the first and the last among them. */
function some<T>(list: readonly T[], count: number): readonly T[] {
  if (list.length <= count) return list
  return Array.from(
    { length: count },
    (_, i) => list[Math.round((i * (list.length - 1)) / (count - 1))],
  ).flatMap((item) => (item === undefined ? [] : [item]))
}

function figure(value: number): string {
  return String(Number(value.toPrecision(3)))
}
