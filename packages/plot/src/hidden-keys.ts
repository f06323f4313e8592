/** What groups by private keys do not show, in words. */

import type { ChosenKeys } from '@dither/query'
import { formatNumber } from './figures.ts'

/** "values of town with few people are not shown: one needs about 41 people to show half the time, 52 nearly always; …" */
export function hiddenKeysText({ names, halfOfTheTime, nearlyAlways }: ChosenKeys): string {
  const what = names.length > 1 ? 'combinations' : 'values'
  return `${what} of ${names.join(' and ')} with few people are not shown: one needs about ${formatNumber(halfOfTheTime)} people to show half the time, ${formatNumber(nearlyAlways)} nearly always; rows without one are left out`
}
