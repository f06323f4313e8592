/** Bars that lie one under another, for categories with long names. */

import { type Bar, barFigure, valueRange } from './bars.ts'
import { formatNumber, ticks } from './figures.ts'
import type { SvgBarsOptions } from './svg-columns.ts'
import { escapeXml, frameTop, px, svgLegend, textWidth, twoLines } from './svg-frame.ts'

/** Of a label of one line, and of two. */
const rowHeights = [26, 36] as const

export function svgRows(
  bars: readonly Bar[],
  options: SvgBarsOptions,
): { elements: string[]; height: number } {
  const top = frameTop(options) + 8
  const labels = bars.map((bar) => twoLines(bar.label, options.width * 0.36))
  const rowHeight = labels.some(({ length }) => length > 1) ? rowHeights[1] : rowHeights[0]
  const bottom = top + rowHeight * bars.length
  const height = bottom + 52
  const figures = bars.map((bar) => barFigure(bar))
  const left = 36 + Math.max(...labels.flat().map((text) => textWidth(text, 12)), 0)
  const right = options.width - 36 - Math.max(...figures.map((text) => textWidth(text, 12)), 0)
  const [low, high] = valueRange(bars)
  const x = (value: number): number => left + ((value - low) / (high - low)) * (right - left)
  const marks = ticks(low, high, Math.max(2, Math.floor((right - left) / 70)))
  const grid = marks.flatMap((mark) => [
    `<path class="${mark === 0 ? 'axis' : 'grid'}" d="M${px(x(mark))} ${px(top)}V${px(bottom)}"/>`,
    `<text x="${px(x(mark))}" y="${px(bottom + 18)}" text-anchor="middle">${formatNumber(mark)}</text>`,
  ])
  const drawn = bars.flatMap((bar, index) => {
    const middle = top + rowHeight * (index + 0.5)
    const from = x(Math.min(0, bar.value))
    const to = x(Math.max(0, bar.value))
    const ends = [x(bar.low), x(bar.high)] as const
    return [
      ...(labels[index] ?? []).map((line, at, all) => {
        const y = middle + 4 + 14 * (at - (all.length - 1) / 2)
        return `<text x="${px(left - 10)}" y="${px(y)}" text-anchor="end">${escapeXml(line)}</text>`
      }),
      `<rect class="${bar.rest ? 'rest' : 'bar'}" x="${px(from)}" y="${px(middle - 9)}" width="${px(Math.max(0.5, to - from))}" height="18" rx="2"><title>${escapeXml(bar.label)}: ${figures[index] ?? ''}</title></rect>`,
      `<path class="whisker" d="M${px(ends[0])} ${px(middle - 5)}v10M${px(ends[0])} ${px(middle)}H${px(ends[1])}M${px(ends[1])} ${px(middle - 5)}v10"/>`,
      `<text class="value" x="${px(options.width - 24)}" y="${px(middle + 4)}" text-anchor="end">${figures[index] ?? ''}</text>`,
    ]
  })
  const words = [
    `<text class="small" x="${px((left + right) / 2)}" y="${px(bottom + 38)}" text-anchor="middle">${escapeXml(options.yLabel)}</text>`,
    svgLegend(options.width - 24, bottom + 38, options.legend),
  ]
  return { elements: [...grid, ...drawn, ...words], height }
}
