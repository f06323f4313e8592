/**
 * The model behind the simulated census: how a person follows from a handful of uniforms.
 *
 * The tables below were fitted by hand to published one-way figures of a sample of a thousand
 * people (mean age 44.8, mean income 34,380, counts of each education level, …). Nobody's record
 * went in, so nobody's record can come out. Only + - * / on doubles: the same in every engine.
 */

/** One simulated person. */
export interface CensusRow {
  /** Names the person: 1, 2, 3, … */
  readonly pid: number
  /** Years, 18 to 93. */
  readonly age: number
  readonly sex: 0 | 1
  /** Level of education, 1 (none) to 16 (doctorate). */
  readonly educ: number
  /** A code, 1 to 6. */
  readonly race: number
  /** Dollars a year, 0 to 420,500, in steps of 50. */
  readonly income: number
  readonly married: 0 | 1
}

/** The uniforms that make a person, each in [0, 1). */
export interface PersonDraws {
  readonly age: number
  readonly sex: number
  readonly educ: number
  readonly race: number
  readonly married: number
  readonly income: number
}

const highestIncome = 420_500

/** A person, from uniforms. */
export function simulatePerson(pid: number, draws: PersonDraws): CensusRow {
  const age = Math.min(93, Math.floor(interpolate(ageQuantiles, draws.age)))
  const sex = draws.sex < 0.486 ? 0 : 1
  const educ = pick(educationPerThousand, draws.educ)
  const race = pick(racePerThousand, draws.race)
  const married = draws.married < interpolate(marriedByAge, age) * 1.016 ? 1 : 0
  const without =
    interpolate(withoutIncomeByAge, age) *
    1.017 *
    (educ < 9 ? 1.35 : educ < 13 ? 1 : 0.7) *
    (sex === 1 ? 1.15 : 0.85)
  const income =
    draws.income < without
      ? 0
      : roundIncome(
          37_600 *
            (incomeByEducation[educ - 1] ?? 1) *
            interpolate(incomeByAge, age) *
            (sex === 1 ? 0.85 : 1.15) *
            interpolate(incomeQuantiles, (draws.income - without) / (1 - without)),
        )
  return { pid, age, sex, educ, race, income, married }
}

/** To the nearest 50 dollars, at least 50 and at most the top code. */
export function roundIncome(dollars: number): number {
  return Math.min(highestIncome, Math.max(50, Math.floor(dollars / 50 + 0.5) * 50))
}

const educationPerThousand = [33, 14, 38, 17, 24, 21, 31, 51, 201, 60, 165, 76, 178, 54, 24, 13]
const racePerThousand = [550, 71, 265, 108, 1, 5]

/** Points [x, y] of a function that is linear in between. */
type Curve = readonly (readonly [number, number])[]

const ageQuantiles: Curve = [
  [0, 18],
  [0.13, 25],
  [0.335, 35],
  [0.55, 45],
  [0.725, 55.3],
  [0.845, 65.8],
  [0.94, 76],
  [0.988, 85.6],
  [1, 94],
]
const marriedByAge: Curve = [
  [18, 0.02],
  [25, 0.3],
  [30, 0.5],
  [40, 0.66],
  [55, 0.71],
  [65, 0.68],
  [75, 0.55],
  [94, 0.3],
]
const withoutIncomeByAge: Curve = [
  [18, 0.52],
  [25, 0.31],
  [45, 0.27],
  [55, 0.29],
  [65, 0.36],
  [75, 0.4],
  [94, 0.42],
]
const incomeByAge: Curve = [
  [18, 0.3],
  [25, 0.68],
  [35, 0.98],
  [45, 1.2],
  [55, 1.32],
  [65, 1.18],
  [75, 1.05],
  [94, 1],
]
const incomeByEducation = [
  0.44, 0.46, 0.48, 0.5, 0.53, 0.56, 0.6, 0.65, 0.8, 0.86, 0.96, 1.06, 1.4, 1.75, 2.1, 2.25,
]
/** What is left when age, sex and education are known: the median is 1 and the upper tail heavy. */
const incomeQuantiles: Curve = [
  [0, 0.02],
  [0.02, 0.09],
  [0.1, 0.33],
  [0.25, 0.64],
  [0.5, 1],
  [0.75, 1.62],
  [0.9, 2.45],
  [0.97, 3.6],
  [0.99, 5.2],
  [0.998, 8.5],
  [1, 14],
]

/** The category, from 1, into which a uniform falls. */
function pick(perThousand: readonly number[], uniform: number): number {
  let left = uniform * 1000
  for (const [index, share] of perThousand.entries()) {
    if (left < share) return index + 1
    left -= share
  }
  return perThousand.length
}

function interpolate(curve: Curve, x: number): number {
  let [x0, y0] = curve[0] ?? [0, 0]
  for (const [x1, y1] of curve) {
    if (x < x1) return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0)
    x0 = x1
    y0 = y1
  }
  return y0
}
