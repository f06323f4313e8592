/** How a question is asked: what it may cost, its share, its noise. */
import { readBudget } from '../plan/budget.ts'
import { type Goal, goalFields, readGoal } from '../plan/goal.ts'
import type { KeyedBounds, Question } from '../plan/plan.ts'
import { fieldsOf } from '../schema/fields.ts'
import type { NumberOrMoment } from './in-numbers.ts'

/** A number means its shortest decimal; text may hold a decimal or a fraction. */
export type Decimal = number | string

/** What a question may cost: pure, approximate, or zCDP; none where its release has one for all. */
export type BudgetOptions =
  | { readonly epsilon: Decimal; readonly delta?: Decimal; readonly rho?: never }
  | { readonly rho: Decimal; readonly epsilon?: never; readonly delta?: never }
  | { readonly epsilon?: never; readonly delta?: never; readonly rho?: never }

/** The options of every question. */
export type Ask = BudgetOptions &
  Goal & {
    /** Its share where a release has one budget for several questions; 1 unless said. */
    readonly weight?: number
    /**
     * Discrete Laplace (also called geometric) or discrete Gaussian noise; `auto` unless said: Laplace for an epsilon, Gaussian for a
     * rho, and for an epsilon and a delta the one with less variance.
     */
    readonly mechanism?: 'auto' | 'laplace' | 'geometric' | 'gaussian'
  }

/** What the options of every question are called. */
export const askNames: readonly string[] = [
  ...['epsilon', 'delta', 'rho', 'weight', 'mechanism'],
  ...goalFields,
]

/** For distinct values. */
export type AskDistinct = Ask & {
  /**
   * The most distinct values of one unit that count, over all groups together: the noise is in proportion.
   * As many as a unit's rows that may count, unless said; a row has one.
   */
  readonly maxValues?: number
}

/** For what is summed: bounds other than those of the schema. Values outside are clamped. */
export type AskBounded = Ask & {
  readonly lower?: NumberOrMoment
  readonly upper?: NumberOrMoment
  /** Of some groups, other bounds, so that their noise follows these; the first that fits a group. */
  readonly bounds?: readonly AskKeyedBounds[]
}

/** Bounds for the groups that have these keys; those of the question where left out. */
export interface AskKeyedBounds extends Bounds {
  /** By the name of the key; keys that are not named may be any. */
  readonly keys: KeyedBounds['keys']
}

/** For two columns: bounds of each, other than those of the schema. Values outside are clamped. */
export type AskPair = Ask & { readonly bounds?: readonly [left: Bounds, right: Bounds] }

/** For several columns: bounds by label, other than those of the schema. Values outside are clamped. */
export type AskMatrix = Ask & { readonly bounds?: Readonly<Record<string, Bounds>> }

/** For a line of least squares. */
export type AskRegression = AskMatrix & {
  /** Whether the line has a constant; it does unless said. */
  readonly intercept?: boolean
  /**
   * What is added to the mean squared residual for each squared slope, measured per half width of the bounds
   * of its predictor; 0 unless said. A small one, 0.001, tames predictors that say the same.
   */
  readonly ridge?: number
}

/** Bounds of a number; those of the schema where left out. */
export interface Bounds {
  readonly lower?: NumberOrMoment
  readonly upper?: NumberOrMoment
}

/** For what is chosen: no noise, so no mechanism; and its public candidates. */
export type AskQuantile = BudgetOptions &
  Goal & {
    /** Its share where a release has one budget for several questions; 1 unless said. */
    readonly weight?: number
  } & (
    | {
        /** Bounds of equally spaced candidates; those of the schema unless said. */
        readonly lower?: NumberOrMoment
        readonly upper?: NumberOrMoment
        /** How many; 1024 unless said, at most 65,536. Fewer where whole numbers are fewer. */
        readonly candidates?: number
      }
    | {
        /** The candidates themselves, in increasing order. */
        readonly candidates: readonly NumberOrMoment[]
        readonly lower?: never
        readonly upper?: never
      }
  )

/** For what is read off a tree of noisy counts: its public candidates, and the noise on them. */
export type AskTree = AskQuantile & Pick<Ask, 'mechanism'>

/** For bounds that are found out: the sizes among which, and how surely a bound has rows. */
export type AskBounds = Ask & {
  /** The least size that is told apart; 2^-10 unless said, 1 for whole numbers. */
  readonly smallest?: number
  /** The largest; 2^50 unless said. */
  readonly largest?: number
  /** With this confidence no bin without rows gives a bound; 0.99 unless said. */
  readonly confidence?: number
}

/** For numbers: edges, or the values that have a bin each. */
export type AskBins = Ask &
  (
    | { readonly edges: readonly NumberOrMoment[]; readonly values?: never }
    | { readonly values: readonly NumberOrMoment[]; readonly edges?: never }
  )

/** For a table of counts: the margins that are measured besides its cells, by the axes that they keep. */
export type AskTable = Ask & { readonly margins?: 'all' | readonly (readonly string[])[] }

/** For what is chosen of a public list: those values, or others; no noise, so no mechanism. */
export type AskCategories = BudgetOptions &
  Goal & {
    /** Its share where a release has one budget for several questions; 1 unless said. */
    readonly weight?: number
    readonly values?: readonly (number | string | boolean)[]
  }

/** For what has a public list of values: those, or others. */
export type AskValues = Ask & { readonly values?: readonly (number | string | boolean)[] }

/**
 * The part of a question that its options say; every other option is refused.
 *
 * @throws DitherError "invalid_parameter"
 */
export function readAsk(
  options: object,
  besides: readonly string[] = [],
): Pick<Question, 'budget' | 'weight' | 'mechanism' | 'goal'> {
  const known = [...askNames, ...besides]
  const fields = fieldsOf(options, 'options', known, 'invalid_parameter')
  const { weight, mechanism }: Pick<Ask, 'weight' | 'mechanism'> = options
  const price = ['epsilon', 'delta', 'rho'].filter((key) => fields.has(key))
  const wanted = goalFields.filter((key) => fields.has(key))
  const goal = readGoal(Object.fromEntries(wanted.map((key) => [key, fields.get(key)])), 'options')
  return {
    ...(price.length === 0
      ? {}
      : { budget: readBudget(Object.fromEntries(price.map((key) => [key, fields.get(key)]))) }),
    ...(weight === undefined ? {} : { weight }),
    ...(mechanism === undefined || mechanism === 'auto' ? {} : { mechanism }),
    ...(goal === undefined ? {} : { goal }),
  }
}
