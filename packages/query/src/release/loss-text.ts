/** A privacy loss in words. */
import type { Loss } from '@dither/core'

/**
 * A loss as people say it: "epsilon 0.5, delta 1e-9".
 *
 * @param show of a number; what a budget cannot count is rounded up unless said
 */
export function lossText(loss: Loss, show: (value: number) => string = shortUp): string {
  switch (loss.kind) {
    case 'pure':
      return `epsilon ${show(loss.epsilon)}`
    case 'approximate':
      return `epsilon ${show(loss.epsilon)}, delta ${show(loss.delta)}`
    case 'zcdp':
      return `rho ${show(loss.rho)}`
  }
}

/** Never below the value; budgets count in units of 1e-12, so twelve digits are mostly all. */
function shortUp(value: number): string {
  const text = String(value)
  if (text.replace(/^0\.0*|e.*$|\./g, '').length <= 12) return text
  const [digits = '', exponent = '0'] = value.toExponential(4).split('e')
  const down = Number(`${digits}e${exponent}`)
  if (down >= value) return String(down)
  const next = Number(digits.replace('.', '')) + 1
  return String(Number(`${next}e${Number(exponent) - 4}`))
}
