/** Released values as pictures: as SVG, and in the terminal. */

// In the terminal
export type { DrawableBin, DrawableBins } from './drawable.ts'
// Figures
export { digitsFor, formatNumber, formatWithError } from './figures.ts'
export { hiddenKeysText } from './hidden-keys.ts'
export { type DrawableInterval, formatInterval } from './marks.ts'
export { partText } from './part-text.ts'
// As SVG
export { type Drawable, type PlotOptions, plot } from './plot.ts'
export {
  type MissPoint,
  type PrivacyPlotOptions,
  type ProfilePoint,
  plotProfile,
  plotTradeOff,
} from './plot-privacy.ts'
export { type TerminalHistogramOptions, terminalHistogram } from './terminal-histogram.ts'
export { terminalIntervals } from './terminal-intervals.ts'
export { type TerminalPlotOptions, terminalPlot } from './terminal-plot.ts'
export { type TerminalFacts, type TerminalStyle, terminalStyle } from './terminal-style.ts'
