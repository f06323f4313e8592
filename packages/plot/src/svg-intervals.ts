/** Released values as SVG: a dot where the value lies, a line where its interval runs. */

import { formatNumber, formatWithError, ticks } from './figures.ts'
import { type DrawableInterval, intervalError, stripRange } from './intervals.ts'
import { escapeXml, frameTop, px, type SvgFrameOptions, svgFrame, textWidth } from './svg-frame.ts'

const rowHeight = 32

/** Draws values with their intervals on one scale, one under another. */
export function svgIntervals(
  intervals: readonly DrawableInterval[],
  options: SvgFrameOptions & { readonly xLabel?: string },
): string {
  const width = Math.max(240, options.width ?? 720)
  const top = frameTop(options)
  const bottom = top + rowHeight * intervals.length
  const height = bottom + (options.xLabel === undefined ? 36 : 56)
  const figures = intervals.map((one) => formatWithError(one.value, intervalError(one)))
  const left = 40 + Math.max(...intervals.map((one) => textWidth(one.label, 12)), 0)
  const right = width - 40 - Math.max(...figures.map((text) => textWidth(text, 12)), 0)
  const [low, high] = stripRange(intervals)
  const x = (value: number): number =>
    Math.min(right, Math.max(left, left + ((value - low) / (high - low)) * (right - left)))
  const marks = ticks(low, high, Math.max(2, Math.floor((right - left) / 80)))
  const step = (marks[1] ?? 1) - (marks[0] ?? 0)
  const digits = Math.max(0, -Number(step.toExponential(0).split('e')[1] ?? 0))
  const grid = marks.flatMap((mark) => [
    `<path class="grid" d="M${px(x(mark))} ${px(top)}V${px(bottom)}"/>`,
    `<text x="${px(x(mark))}" y="${px(bottom + 18)}" text-anchor="middle">${formatNumber(mark, digits)}</text>`,
  ])
  const drawn = intervals.flatMap((one, index) => {
    const middle = top + rowHeight * (index + 0.5)
    return [
      `<text x="${px(left - 14)}" y="${px(middle + 4)}" text-anchor="end">${escapeXml(one.label)}</text>`,
      `<path class="whisker" d="M${px(x(one.low))} ${px(middle - 6)}v12M${px(x(one.low))} ${px(middle)}H${px(x(one.high))}M${px(x(one.high))} ${px(middle - 6)}v12"/>`,
      `<circle class="dot" cx="${px(x(one.value))}" cy="${px(middle)}" r="5"/>`,
      `<text class="value" x="${px(width - 24)}" y="${px(middle + 4)}" text-anchor="end">${figures[index] ?? ''}</text>`,
    ]
  })
  const words =
    options.xLabel === undefined
      ? []
      : [
          `<text class="small" x="${px((left + right) / 2)}" y="${px(bottom + 40)}" text-anchor="middle">${escapeXml(options.xLabel)}</text>`,
        ]
  const description = intervals
    .map((one, index) => `${one.label}: ${figures[index] ?? ''}`)
    .join('; ')
  return svgFrame(options, { width, height }, `Values with added noise. ${description}.`, [
    ...grid,
    ...drawn,
    ...words,
  ])
}
