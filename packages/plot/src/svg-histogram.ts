/** A released histogram as SVG: bars, and whiskers that say how far the noise may have moved them. */

import { type Bar, barFigure, barsOf, type DrawableBins, percent } from './bars.ts'
import { svgColumns } from './svg-columns.ts'
import { type SvgFrameOptions, svgFrame, textWidth } from './svg-frame.ts'
import { svgRows } from './svg-rows.ts'

/** How a histogram is drawn as SVG. */
export interface SvgHistogramOptions extends SvgFrameOptions {
  /** What the bins are of: "wage, dollars an hour". */
  readonly xLabel?: string
  /** What is counted; "count" unless said. */
  readonly yLabel?: string
  /** Of the whiskers; 0.95 unless said. */
  readonly confidence?: number
}

/**
 * Draws a histogram with whiskers as a self-contained SVG document: readable in light and dark, and by
 * screen readers. Bins between edges stand on a number line; categories stand side by side, or lie
 * one under another where their names are long.
 */
export function svgHistogram(released: DrawableBins, options: SvgHistogramOptions): string {
  const { confidence = 0.95, yLabel = 'count' } = options
  const bars = barsOf(released, confidence)
  const width = Math.max(240, options.width ?? 720)
  const labelled = { ...options, yLabel, width, legend: `${percent(confidence)} interval` }
  const lying = bars.every((bar) => bar.range === undefined) && !fitBeside(bars, width - 100)
  const { elements, height } = lying ? svgRows(bars, labelled) : svgColumns(bars, labelled)
  return svgFrame(options, { width, height }, describe(bars, options, confidence), elements)
}

function fitBeside(bars: readonly Bar[], width: number): boolean {
  const widest = Math.max(...bars.map((bar) => textWidth(bar.label, 12)), 0)
  return (widest + 10) * bars.length <= width
}

function describe(bars: readonly Bar[], options: SvgHistogramOptions, confidence: number): string {
  const what = options.xLabel === undefined ? '' : ` of ${options.xLabel}`
  const list = bars.map((bar) => `${bar.label}: ${barFigure(bar)}`).join('; ')
  return `Histogram${what} with added noise; ${options.yLabel ?? 'count'} and ${percent(confidence)} interval of each bin. ${list}.`
}
