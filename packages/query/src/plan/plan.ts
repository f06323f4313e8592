import type { Expression } from '../expression/expression.ts'
import type { Goal } from './goal.ts'
import type { UnitColumn } from './unit-columns.ts'

/** A relation of rows, as data: what is asked, never why it is safe. */
export type Relation =
  | { readonly kind: 'scan' }
  | { readonly kind: 'filter'; readonly input: Relation; readonly condition: Expression }
  | {
      readonly kind: 'derive'
      readonly input: Relation
      /** New or replaced columns; each sees the columns of `input` only. */
      readonly columns: Readonly<Record<string, Expression>>
    }
  | {
      /** One row a unit that has an id, made of all its rows of `input`; its only columns. */
      readonly kind: 'perUnit'
      readonly input: Relation
      readonly columns: Readonly<Record<string, UnitColumn>>
    }
  /** The rows of all inputs, none left out; the columns that all of them have, with one type. */
  | { readonly kind: 'union'; readonly inputs: readonly Relation[] }

/** One question: an aggregate of a relation, per group of public keys. Serialises to JSON as it is. */
export interface Question {
  readonly version: 1
  readonly kind: 'question'
  readonly from: Relation
  /** Empty for one ungrouped answer. */
  readonly groupBy: readonly GroupKey[]
  /** There where the values of all keys are private: then none is listed, and those that are released are chosen. */
  readonly privateKeys?: PrivateKeys
  readonly aggregate: Aggregate
  /** `laplace` and `geometric` are both discrete Laplace on the lattice; where it is left out, what has the least variance. */
  readonly mechanism?: 'laplace' | 'geometric' | 'gaussian'
  /** Exactly what this question may cost; decimals as the person wrote them. */
  readonly budget?: Budget
  /** Its share when a release has one budget for several questions; 1 unless said. */
  readonly weight?: number
  /** How near the answer is wanted, and what is expected of it. */
  readonly goal?: Goal
}

/** A privacy budget; numbers mean their shortest decimal. */
export type Budget =
  | { readonly epsilon: number | string; readonly delta?: never; readonly rho?: never }
  | { readonly epsilon: number | string; readonly delta: number | string; readonly rho?: never }
  | { readonly rho: number | string; readonly epsilon?: never; readonly delta?: never }

/** What choosing the keys that are released may cost, besides what is asked of them, and how it is done (S13). */
export interface PrivateKeys {
  readonly epsilon: number | string
  /** At most with this probability a key is shown that one unit alone has. */
  readonly delta: number | string
  /**
   * `optimal`: each key as often as its price allows; `laplace`, `gaussian`: where a noisy number of units
   * reaches a threshold. Unless said, `optimal` where one unit reaches few keys, else `gaussian`.
   */
  readonly mechanism?: 'optimal' | 'laplace' | 'gaussian'
  /** Keys of fewer units are never released; 1 unless said. */
  readonly leastUnits?: number
}

/** A key with its public values; rows with another value are dropped (S5, S12). */
export interface GroupKey {
  readonly name: string
  readonly of: Expression
  /** Empty where the keys are private. */
  readonly values: readonly (number | string | boolean)[]
}

/** Bounds for the groups that have these keys; those of the question where left out. */
export interface KeyedBounds {
  /** By the name of the key; keys that are not named may be any. */
  readonly keys: Readonly<Record<string, number | string | boolean>>
  readonly lower?: number
  readonly upper?: number
}

/** What is computed of a relation, or of each of its groups. */
export type Aggregate =
  | { readonly kind: 'count'; readonly what: 'rows' | 'units' }
  | { readonly kind: 'countValues'; readonly of: Expression }
  | {
      readonly kind: 'countDistinct'
      readonly of: Expression
      /** The most distinct values of one unit; as many as its rows that may count, unless said. */
      readonly maxValues?: number
    }
  | {
      readonly kind: 'sum' | 'mean' | 'variance' | 'standardDeviation'
      readonly of: Expression
      /** Bounds narrower or wider than what the schema gives. */
      readonly lower?: number
      readonly upper?: number
      /** Of some groups, other bounds; the first that fits a group. */
      readonly boundsByKey?: readonly KeyedBounds[]
    }
  | {
      /** Of the rows where neither is NULL. */
      readonly kind: 'covariance' | 'correlation'
      readonly left: Bounded
      readonly right: Bounded
    }
  | { readonly kind: 'histogram'; readonly of: Expression; readonly bins: Bins }
  | QuantileAggregate
  | TreeAggregate
  | MatrixAggregate
  | RegressionAggregate
  | ContingencyTable
  | TopValues
  | TopCategories
  | BoundsAggregate

/** One of the public candidates, chosen privately near a rank. */
export interface QuantileAggregate {
  readonly kind: 'quantile'
  readonly of: Expression
  /** 0 for the least value, 0.5 for the median, 1 for the greatest. */
  readonly at: number
  /** Bounds of equally spaced candidates, narrower or wider than what the schema gives. */
  readonly lower?: number
  readonly upper?: number
  /** How many there are, equally spaced, 1024 unless said; or the candidates themselves. */
  readonly candidates?: number | readonly number[]
}

/** Any number of ranks at one price, out of one tree of noisy counts of public candidates. */
export interface TreeAggregate {
  readonly kind: 'quantiles' | 'interquartileRange' | 'cumulativeDistribution'
  readonly of: Expression
  /** Of `quantiles` alone: each from 0 to 1. */
  readonly at?: readonly number[]
  /** Bounds of equally spaced candidates, narrower or wider than what the schema gives. */
  readonly lower?: number
  readonly upper?: number
  /** How many there are, equally spaced, 1024 unless said; or the candidates themselves. */
  readonly candidates?: number | readonly number[]
}

/** Covariances or correlations of every pair of some numbers, over the rows where none of them is NULL. */
export interface MatrixAggregate {
  readonly kind: 'covarianceMatrix' | 'correlationMatrix'
  readonly of: readonly Labelled[]
  /** Of each of `of` with each of these alone, where there are any. */
  readonly against?: readonly Labelled[]
}

/** The line of least squares, over the rows where neither the target nor a predictor is NULL. */
export interface RegressionAggregate {
  readonly kind: 'linearRegression'
  readonly target: Labelled
  readonly predictors: readonly Labelled[]
  /** False for a line through the origin. */
  readonly intercept: boolean
  /** What is added to the mean squared residual for each squared slope per half width of its bounds. */
  readonly ridge?: number
}

/** A number with a name in the answer. */
export interface Labelled extends Bounded {
  readonly label: string
}

/** A number, with bounds narrower or wider than what the schema gives. */
export interface Bounded {
  readonly of: Expression
  readonly lower?: number
  readonly upper?: number
}

/** Bounds that few values lie outside of, found out privately among powers of two. */
export interface BoundsAggregate {
  readonly kind: 'bounds'
  readonly of: Expression
  /** The least and the largest size that is told apart; powers of two from 2^-10 and to 2^50 unless said. */
  readonly smallest?: number
  readonly largest?: number
  /** With this confidence no bin without rows is taken for one with rows; 0.99 unless said. */
  readonly confidence?: number
}

/** The values that most rows have, out of a public list. */
export interface TopValues {
  readonly kind: 'topValues'
  readonly of: Expression
  readonly values: readonly (number | string | boolean)[]
  /** How many of them are shown. */
  readonly number: number
}

/** The names of the values that most rows have, out of a public list: chosen, without their counts. */
export interface TopCategories extends Omit<TopValues, 'kind'> {
  readonly kind: 'topCategories'
}

/** Counts over several axes at once, each cell of which is a combination of their bins. */
export interface ContingencyTable {
  readonly kind: 'contingencyTable'
  readonly axes: readonly ContingencyAxis[]
  /** The margins that are measured besides: places of the axes that each keeps, in increasing order. */
  readonly margins: readonly (readonly number[])[]
}

/** One axis of a table of counts. */
export interface ContingencyAxis {
  readonly name: string
  readonly of: Expression
  readonly bins: Bins
}

/** Where a histogram's rows fall. */
export type Bins =
  /** [e0,e1), [e1,e2), … the last one closed; under- and overflow and null bins besides (S12). */
  | { readonly kind: 'edges'; readonly edges: readonly number[] }
  /** One bin a value, and one for NULL and anything else. */
  | { readonly kind: 'values'; readonly values: readonly (number | string | boolean)[] }
