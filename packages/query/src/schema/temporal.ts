/**
 * Dates, times and timestamps as numbers: whole days since 1970-01-01; microseconds of the day;
 * microseconds since 1970-01-01 in UTC, each the nearest double (exact from the year 1685 to 2255).
 */
import { civilOf, dayNumber, modulo } from './calendar.ts'
import { grammar, trimSpaces } from './grammar.ts'

/** What a number can stand for. */
export type Temporal = 'date' | 'time' | 'timestamp'

/** All of them. */
export const temporals: readonly Temporal[] = Object.freeze(['date', 'time', 'timestamp'])

/** One of each, to show how it is written. */
export const temporalExamples: Readonly<Record<Temporal, string>> = Object.freeze({
  date: '2024-02-29',
  time: '23:59:59',
  timestamp: '2024-02-29T23:59:59Z',
})

export const microsecondsPerDay = 86_400_000_000

/** The first and last number of each: years 1 to 9999, and one day. */
export const temporalEnds: Readonly<
  Record<Temporal, { readonly first: number; readonly last: number }>
> = Object.freeze({
  date: Object.freeze({ first: -719_162, last: 2_932_896 }),
  time: Object.freeze({ first: 0, last: 86_399_999_999 }),
  /** The last double before the year 10000. */
  timestamp: Object.freeze({ first: -62_135_596_800_000_000, last: 253_402_300_800_000_000 - 32 }),
})

const firstSecond = -62_135_596_800
const lastSecond = 253_402_300_799

const dateText = new RegExp(`^(${grammar.date})$`)
const timeText = new RegExp(`^(${grammar.time})$`)
const timestampText = new RegExp(`^(${grammar.timestamp})$`)

/** The number that a text says by the grammar, or NULL. */
export function temporalFromText(type: Temporal, text: string): number | null {
  const word = trimSpaces(text)
  switch (type) {
    case 'date':
      return dateText.test(word) ? dayIn(word) : null
    case 'time':
      return timeText.test(word) ? microsecondsIn(word) : null
    case 'timestamp':
      return timestampText.test(word) ? timestampIn(word) : null
  }
}

/** ISO 8601, no longer than needed; `temporalFromText` reads it back. */
export function temporalText(type: Temporal, value: number): string {
  switch (type) {
    case 'date': {
      const { year, month, day } = civilOf(value)
      return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`
    }
    case 'time': {
      const seconds = Math.floor(value / 1e6)
      const rest = value - seconds * 1e6
      const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
      const fraction = rest === 0 ? '' : `.${padded(rest, 6).replace(/0+$/, '')}`
      return `${clock.map((part) => padded(part, 2)).join(':')}${fraction}`
    }
    case 'timestamp': {
      const rest = modulo(value, microsecondsPerDay)
      const date = temporalText('date', (value - rest) / microsecondsPerDay)
      return `${date}T${temporalText('time', rest)}Z`
    }
  }
}

/** A number as people read it: a moment as its text, unless it lies between two or beyond the years 1 to 9999. */
export function numberText(value: number, type: Temporal | undefined): string {
  if (type === undefined || !Number.isInteger(value)) return String(value)
  const { first, last } = temporalEnds[type]
  return value < first || value > last ? String(value) : temporalText(type, value)
}

/** A point in time, in milliseconds of UTC, as each type has it; NULL outside the years 1 to 9999. */
export function temporalFromMilliseconds(type: Temporal, milliseconds: number): number | null {
  const whole = Math.floor(milliseconds)
  const seconds = Math.floor(whole / 1000)
  if (!(seconds >= firstSecond && seconds <= lastSecond)) return null
  switch (type) {
    case 'date':
      return Math.floor(seconds / 86_400)
    case 'time':
      return modulo(whole, 86_400_000) * 1000
    case 'timestamp':
      return Math.min(whole * 1000, temporalEnds.timestamp.last)
  }
}

/** From a text whose pattern has matched. */
function dayIn(word: string): number | null {
  const [year, month, day] = [word.slice(0, 4), word.slice(5, 7), word.slice(8, 10)].map(Number)
  if (year === undefined || month === undefined || day === undefined) return null
  const number = dayNumber({ year, month, day })
  return civilOf(number).month === month ? number : null // else the month has no such day
}

/** Digits beyond microseconds are cut off. */
function microsecondsIn(word: string): number {
  const [hour, minute, second] = [word.slice(0, 2), word.slice(3, 5), word.slice(6, 8)].map(Number)
  const fraction = Number(word.slice(9, 15).padEnd(6, '0'))
  return ((hour ?? 0) * 3600 + (minute ?? 0) * 60 + (second ?? 0)) * 1e6 + fraction
}

function timestampIn(word: string): number | null {
  const day = dayIn(word)
  if (day === null) return null
  const [, clock = '00:00', zone = ''] = /^.{11}([0-9:.]+)(.*)$/.exec(word) ?? []
  const time = microsecondsIn(clock)
  const rest = time % 1e6
  const seconds = day * 86_400 + (time - rest) / 1e6 - offsetSeconds(zone)
  if (seconds < firstSecond || seconds > lastSecond) return null
  return Math.min(seconds * 1e6 + rest, temporalEnds.timestamp.last) // one rounding
}

/** `+02:00`, `-0930` or `+02`; `Z` and nothing are UTC. */
function offsetSeconds(zone: string): number {
  if (zone.length < 3) return 0
  const seconds = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(3).replace(':', '')) * 60
  return zone.startsWith('-') ? -seconds : seconds
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}
