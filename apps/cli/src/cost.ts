/** A privacy loss in words and as plain data, and what every run must say. */

import type { Loss } from '@dither/core'

/** "epsilon 0.5", "epsilon 1, delta 1e-6", "rho 0.1"; long decimals are rounded up to five digits. */
export function costText(loss: Loss): string {
  return Object.entries(lossData(loss))
    .map(([name, value]) => `${name} ${shortUp(value)}`)
    .join(', ')
}

/** Never below the value. */
function shortUp(value: number): string {
  const text = String(value)
  if (text.replace(/^0\.0*|e.*$/g, '').length <= 6) return text
  const [digits = '', exponent = '0'] = value.toExponential(4).split('e')
  const down = Number(`${digits}e${exponent}`)
  if (down >= value) return String(down)
  const next = Number(digits.replace('.', '')) + 1
  return String(Number(`${next}e${Number(exponent) - 4}`))
}

/** A loss for JSON; rounded up to the nearest decimal that a double prints. */
export function lossData(loss: Loss): Readonly<Record<string, number>> {
  switch (loss.kind) {
    case 'pure':
      return { epsilon: loss.epsilon }
    case 'approximate':
      return { epsilon: loss.epsilon, delta: loss.delta }
    case 'zcdp':
      return { rho: loss.rho }
  }
}

/** Whether there is nothing in it. */
export function isNothing(loss: Loss): boolean {
  return Object.values(lossData(loss)).every((value) => value === 0)
}

export const notCounted =
  'Earlier runs are not counted (no ledger yet); what is spent on the same people adds up.'
