/** Released values as pictures: in the terminal, and as SVG. */

// What can be drawn
export type { DrawableBins } from './bars.ts'
// Figures
export { digitsFor, formatNumber, formatWithError } from './figures.ts'
export type { DrawableInterval } from './intervals.ts'
// As SVG
export type { SvgFrameOptions } from './svg-frame.ts'
export { type SvgHistogramOptions, svgHistogram } from './svg-histogram.ts'
export { svgIntervals } from './svg-intervals.ts'
// In the terminal
export { type TerminalHistogramOptions, terminalHistogram } from './terminal-histogram.ts'
export { terminalIntervals } from './terminal-intervals.ts'
export { type TerminalFacts, type TerminalStyle, terminalStyle } from './terminal-style.ts'
