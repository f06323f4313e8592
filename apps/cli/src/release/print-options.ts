/** How answers are printed, and what some of them say besides. */

import type { TerminalStyle } from '@dither/plot'

export interface PrintOptions {
  readonly style: TerminalStyle
  readonly confidence: number
}

/** "95 %" */
export function percent({ confidence }: Pick<PrintOptions, 'confidence'>): string {
  return `${Number((confidence * 100).toFixed(6))} %`
}

/** Whether its noise moves ranks, as of several quantiles. */
export function hasRanks(
  answer: object,
): answer is { rankAccuracy(of: { readonly confidence: number }): number } {
  return 'rankAccuracy' in answer && typeof answer.rankAccuracy === 'function'
}

/** Whether it is bounds, which say what lies outside. */
export function hasOutside(
  answer: object,
): answer is { outside(of: { readonly confidence: number }): number } {
  return 'outside' in answer && typeof answer.outside === 'function'
}
