/** Upright bars: bins between edges on a number line, other bins beside it. */

import { type Bar, edgeLabel, valueRange } from './bars.ts'
import { formatNumber, ticks } from './figures.ts'
import {
  escapeXml,
  frameTop,
  px,
  type SvgFrameOptions,
  svgLegend,
  textWidth,
  twoLines,
} from './svg-frame.ts'

export interface SvgBarsOptions extends SvgFrameOptions {
  readonly xLabel?: string
  readonly yLabel: string
  readonly width: number
  readonly legend: string
}

/** Where a bar stands, in pixels. */
interface Place {
  readonly bar: Bar
  readonly left: number
  readonly right: number
}

export function svgColumns(
  bars: readonly Bar[],
  options: SvgBarsOptions,
): { elements: string[]; height: number } {
  const height = Math.max(220, options.height ?? 400)
  const [low, high] = valueRange(bars)
  const top = frameTop(options) + 36
  const bottom = height - (options.xLabel === undefined ? 44 : 62)
  const marks = ticks(low, high, Math.max(2, Math.floor((bottom - top) / 38)))
  const markTexts = marks.map((mark) => formatNumber(mark, decimals(marks)))
  const left = 34 + Math.max(...markTexts.map((text) => textWidth(text, 12)))
  const right = options.width - 24 - lastLabel(bars) / 2
  const y = (value: number): number => bottom - ((value - low) / (high - low)) * (bottom - top)

  const grid = marks.flatMap((mark, index) => [
    `<path class="${mark === 0 ? 'axis' : 'grid'}" d="M${px(left)} ${px(y(mark))}H${px(right)}"/>`,
    `<text x="${px(left - 8)}" y="${px(y(mark) + 4)}" text-anchor="end">${markTexts[index] ?? ''}</text>`,
  ])
  const places = placesOf(bars, left + 4, right)
  const narrowest = Math.min(...places.map((place) => place.right - place.left))
  const drawn = places.flatMap((place) => drawColumn(place, y, narrowest))
  const labels = [
    `<text class="small" x="${px(left - 8)}" y="${px(top - 28)}" text-anchor="end">${escapeXml(options.yLabel.length <= 6 ? options.yLabel : '')}</text>`,
    ...(options.yLabel.length <= 6
      ? []
      : [`<text class="small" x="24" y="${px(top - 28)}">${escapeXml(options.yLabel)}</text>`]),
    ...(options.xLabel === undefined
      ? []
      : [
          `<text class="small" x="${px((left + right) / 2)}" y="${px(height - 18)}" text-anchor="middle">${escapeXml(options.xLabel)}</text>`,
        ]),
    svgLegend(options.width - 24, top - 28, options.legend),
  ]
  return {
    elements: [...grid, ...drawn, ...drawScale(places, bottom), ...labels],
    height,
  }
}

/** Bins between edges share a number line in proportion to their width; the others follow it. */
function placesOf(bars: readonly Bar[], left: number, right: number): Place[] {
  const ranged = bars.filter((bar) => bar.range !== undefined)
  const others = bars.filter((bar) => bar.range === undefined)
  const slots = bars.length
  const gap = ranged.length > 0 && others.length > 0 ? 16 : 0
  const slot = (right - left - gap) / Math.max(1, slots)
  const lineEnd = left + slot * ranged.length
  const from = Math.min(...ranged.map((bar) => bar.range?.[0] ?? 0))
  const to = Math.max(...ranged.map((bar) => bar.range?.[1] ?? 0))
  const x = (edge: number): number => left + ((edge - from) / (to - from || 1)) * (lineEnd - left)
  return [
    ...ranged.map((bar) => ({ bar, left: x(bar.range?.[0] ?? 0), right: x(bar.range?.[1] ?? 0) })),
    ...others.map((bar, index) => ({
      bar,
      left: lineEnd + gap + slot * index + (gap > 0 ? slot * 0.08 : slot * 0.14),
      right: lineEnd + gap + slot * (index + 1) - (gap > 0 ? slot * 0.08 : slot * 0.14),
    })),
  ]
}

function drawColumn(place: Place, y: (value: number) => number, narrowest: number): string[] {
  const { bar } = place
  const left = place.left + 1
  const width = Math.max(1, place.right - place.left - 2)
  const upper = y(Math.max(0, bar.value))
  const lower = y(Math.min(0, bar.value))
  const middle = (place.left + place.right) / 2
  const cap = Math.min(7, width / 4)
  const ends = [y(bar.high), y(bar.low)] as const
  const text = Number.isInteger(bar.value) ? formatNumber(bar.value) : formatNumber(bar.value, 1)
  return [
    `<rect class="${bar.rest ? 'rest' : 'bar'}" x="${px(left)}" y="${px(upper)}" width="${px(width)}" height="${px(Math.max(0.5, lower - upper))}" rx="2"><title>${escapeXml(bar.label)}: ${text}</title></rect>`,
    `<path class="whisker" d="M${px(middle - cap)} ${px(ends[0])}h${px(2 * cap)}M${px(middle)} ${px(ends[0])}V${px(ends[1])}M${px(middle - cap)} ${px(ends[1])}h${px(2 * cap)}"/>`,
    ...(narrowest >= textWidth(text, 12) + 4
      ? [
          `<text class="value" x="${px(middle)}" y="${px(ends[0] - 7)}" text-anchor="middle">${text}</text>`,
        ]
      : []),
  ]
}

/** Edges under the number line, as many as fit; names under the other bins. */
function drawScale(places: readonly Place[], bottom: number): string[] {
  const edges = new Map<number, string>()
  for (const { bar, left, right } of places) {
    if (bar.range === undefined) continue
    edges.set(left, edgeLabel(bar.range[0]))
    edges.set(right, edgeLabel(bar.range[1]))
  }
  const drawn: string[] = []
  const widest = Math.max(...[...edges.values()].map((text) => textWidth(text, 12)), 0)
  const every = Math.max(1, Math.ceil((widest + 14) / spacing([...edges.keys()])))
  for (const [index, [x, text]] of [...edges].toSorted(([a], [b]) => a - b).entries()) {
    const shown = index % every === 0
    drawn.push(`<path class="axis" d="M${px(x)} ${px(bottom)}v${shown ? 6 : 3}"/>`)
    if (shown) {
      drawn.push(`<text x="${px(x)}" y="${px(bottom + 20)}" text-anchor="middle">${text}</text>`)
    }
  }
  for (const { bar, left, right } of places) {
    if (bar.range !== undefined) continue
    for (const [line, text] of twoLines(bar.label, right - left + 6).entries()) {
      drawn.push(
        `<text x="${px((left + right) / 2)}" y="${px(bottom + 18 + 14 * line)}" text-anchor="middle">${escapeXml(text)}</text>`,
      )
    }
  }
  return drawn
}

function spacing(positions: readonly number[]): number {
  const sorted = positions.toSorted((a, b) => a - b)
  const gaps = sorted.slice(1).map((x, index) => x - (sorted[index] ?? 0))
  return Math.max(1, Math.min(...gaps, Number.MAX_VALUE))
}

/** Room for the half of the last edge's label that stands right of the number line. */
function lastLabel(bars: readonly Bar[]): number {
  const last = bars.at(-1)?.range
  return last === undefined ? 0 : Math.max(0, textWidth(edgeLabel(last[1]), 12) - 24)
}

function decimals(marks: readonly number[]): number {
  const step = (marks[1] ?? 1) - (marks[0] ?? 0)
  return Math.max(0, -Number(step.toExponential(0).split('e')[1] ?? 0))
}
