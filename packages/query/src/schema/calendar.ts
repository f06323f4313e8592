/** The proleptic Gregorian calendar on whole numbers of days, exactly; day 0 is 1970-01-01. */

/** A day of the calendar. */
export interface Civil {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  /** 1 to 31. */
  readonly day: number
}

const daysBefore1970 = 719_468 // of year 0, which begins in March
const daysOf400Years = 146_097

/** The number of a day; month and day must be ones of the calendar. */
export function dayNumber({ year, month, day }: Civil): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const leaps = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100)
  return era * daysOf400Years + yearOfEra * 365 + leaps + dayOfYear - daysBefore1970
}

/** The day with a number. */
export function civilOf(number: number): Civil {
  const shifted = number + daysBefore1970
  const era = Math.floor(shifted / daysOf400Years)
  const dayOfEra = shifted - era * daysOf400Years
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const leaps = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100)
  const dayOfYear = dayOfEra - (365 * yearOfEra + leaps)
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

/** 1 for Monday to 7 for Sunday, as in ISO 8601. */
export function weekdayOf(number: number): number {
  return modulo(number + 3, 7) + 1
}

/** 1 to 366. */
export function dayOfYearOf(number: number): number {
  return number - dayNumber({ year: civilOf(number).year, month: 1, day: 1 }) + 1
}

/** 1 to 53: the week of a day, in the year that its Thursday lies in (ISO 8601). */
export function isoWeekOf(number: number): number {
  const thursday = number - weekdayOf(number) + 4
  return Math.floor((dayOfYearOf(thursday) - 1) / 7) + 1
}

/** The remainder of whole numbers that has the divisor's sign; exact. */
export function modulo(x: number, y: number): number {
  const rest = x % y
  return rest < 0 ? rest + y : rest + 0
}
