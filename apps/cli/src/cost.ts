/** A privacy loss in words and as plain data, and what every run must say. */

import type { Loss } from '@dither/core'

/** "epsilon 0.5", "epsilon 1, delta 1e-6", "rho 0.1"; what a budget cannot count is rounded up. */
export function costText(loss: Loss): string {
  return textOf(loss, shortUp)
}

/** The same for one of several parts whose total is shown too: a third is 0.3333. */
export function partText(loss: Loss): string {
  return textOf(loss, (value) => String(Number(value.toPrecision(4))))
}

function textOf(loss: Loss, show: (value: number) => string): string {
  return Object.entries(lossData(loss))
    .map(([name, value]) => `${name} ${show(value)}`)
    .join(', ')
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
  'Earlier runs are not counted (no ledger; --budget keeps one); what is spent on the same people adds up.'

/** Where a ledger counts. */
export function countedIn(ledger: string): string {
  return `Counted in ${ledger}, over all runs; what is spent elsewhere on the same people adds up.`
}
