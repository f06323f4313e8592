/** All aggregates: how each is read, checked and printed. */
import { type Columns, typeOf } from '../../expression/facts-of.ts'
import { printExpression } from '../../expression/print-expression.ts'
import { oneOf, readExpression } from '../../expression/read-expression.ts'
import { fieldsOf } from '../../schema/fields.ts'
import type { Aggregate } from '../plan.ts'
import { boundsOf, printWithin, readBounded } from './bounded.ts'
import { boundEdges, printBounds, readBounds } from './bounds.ts'
import {
  checkContingencyTable,
  printContingencyTable,
  readContingencyTable,
} from './contingency-table.ts'
import { printDistinct, readDistinct } from './distinct.ts'
import { checkBins, printHistogram, readBins } from './histogram.ts'
import { printKeyedBounds, readKeyedBounds } from './keyed-bounds.ts'
import { checkMatrix, printMatrix, readMatrix } from './matrix.ts'
import { checkPair, printPair, readPair } from './pair.ts'
import {
  candidatesOf,
  checkTree,
  printQuantile,
  printTree,
  readQuantile,
  readTree,
} from './quantile.ts'
import { checkRegression, printRegression, readRegression } from './regression.ts'
import { checkTopValues, printTopValues, readTopValues } from './top-values.ts'

const fieldsOfKind: Readonly<Record<Aggregate['kind'], readonly string[]>> = {
  count: ['what'],
  countValues: ['of'],
  countDistinct: ['of', 'maxValues'],
  sum: ['of', 'lower', 'upper', 'boundsByKey'],
  mean: ['of', 'lower', 'upper', 'boundsByKey'],
  variance: ['of', 'lower', 'upper', 'boundsByKey'],
  standardDeviation: ['of', 'lower', 'upper', 'boundsByKey'],
  covariance: ['left', 'right'],
  correlation: ['left', 'right'],
  covarianceMatrix: ['of', 'against'],
  correlationMatrix: ['of', 'against'],
  linearRegression: ['target', 'predictors', 'intercept', 'ridge'],
  histogram: ['of', 'bins'],
  contingencyTable: ['axes', 'margins'],
  topValues: ['of', 'values', 'number'],
  topCategories: ['of', 'values', 'number'],
  bounds: ['of', 'smallest', 'largest', 'confidence'],
  quantile: ['of', 'at', 'lower', 'upper', 'candidates'],
  quantiles: ['of', 'at', 'lower', 'upper', 'candidates'],
  interquartileRange: ['of', 'lower', 'upper', 'candidates'],
  cumulativeDistribution: ['of', 'lower', 'upper', 'candidates'],
}
const kinds = Object.keys(fieldsOfKind) as Aggregate['kind'][]

/** @throws DitherError "invalid_parameter" naming the path */
export function readAggregate(value: unknown): Aggregate {
  const path = 'aggregate'
  const code = 'invalid_parameter'
  const kind = oneOf(fieldsOf(value, path, undefined, code).get('kind'), kinds, `${path}.kind`)
  const fields = fieldsOf(value, path, ['kind', ...fieldsOfKind[kind]], code)
  const of = () => readExpression(fields.get('of'), `${path}.of`)
  switch (kind) {
    case 'count':
      return Object.freeze({
        kind,
        what: oneOf(fields.get('what'), ['rows', 'units'], `${path}.what`),
      })
    case 'countValues':
      return Object.freeze({ kind, of: of() })
    case 'countDistinct':
      return readDistinct(fields, path)
    case 'sum':
    case 'mean':
    case 'variance':
    case 'standardDeviation':
      return Object.freeze({
        kind,
        ...readBounded(fields, path),
        ...(fields.has('boundsByKey')
          ? { boundsByKey: readKeyedBounds(fields.get('boundsByKey'), `${path}.boundsByKey`) }
          : {}),
      })
    case 'covariance':
    case 'correlation':
      return readPair(kind, fields, path)
    case 'covarianceMatrix':
    case 'correlationMatrix':
      return readMatrix(kind, fields, path)
    case 'linearRegression':
      return readRegression(fields, path)
    case 'histogram':
      return Object.freeze({ kind, of: of(), bins: readBins(fields.get('bins'), `${path}.bins`) })
    case 'bounds':
      return readBounds(fields, path)
    case 'topValues':
      return readTopValues(kind, fields, path)
    case 'topCategories':
      return readTopValues(kind, fields, path)
    case 'contingencyTable':
      return readContingencyTable(fields, path)
    case 'quantile':
      return readQuantile(fields, path)
    case 'quantiles':
    case 'interquartileRange':
    case 'cumulativeDistribution':
      return readTree(kind, fields, path)
  }
}

/**
 * Whether an aggregate makes sense over these columns.
 *
 * @returns the number of its cells in one group
 * @throws DitherError "missing_bound", "wrong_type", "unknown_column", "invalid_parameter"
 */
export function checkAggregate(aggregate: Aggregate, columns: Columns): number {
  switch (aggregate.kind) {
    case 'count':
      return 1
    case 'countValues':
    case 'countDistinct':
      typeOf(aggregate.of, columns)
      return 1
    case 'sum':
    case 'mean':
    case 'variance':
    case 'standardDeviation':
      boundsOf(aggregate, columns)
      return 1
    case 'covariance':
    case 'correlation':
      checkPair(aggregate, columns)
      return 1
    case 'covarianceMatrix':
    case 'correlationMatrix':
      checkMatrix(aggregate, columns)
      return 1
    case 'linearRegression':
      checkRegression(aggregate, columns)
      return 1
    case 'histogram':
      return checkBins(aggregate.of, aggregate.bins, columns)
    case 'bounds':
      return boundEdges(aggregate, columns).length + 2
    case 'topValues':
    case 'topCategories':
      return checkTopValues(aggregate, columns)
    case 'contingencyTable':
      return checkContingencyTable(aggregate, columns)
    case 'quantile':
      return candidatesOf(aggregate, columns).length + 1
    case 'quantiles':
    case 'interquartileRange':
    case 'cumulativeDistribution':
      return checkTree(aggregate, columns)
  }
}

/** An aggregate on one line, such as `mean(age) within [0, 100]`. */
export function printAggregate(aggregate: Aggregate): string {
  switch (aggregate.kind) {
    case 'count':
      return `count(${aggregate.what})`
    case 'countValues':
      return `count(${printExpression(aggregate.of)})`
    case 'countDistinct':
      return printDistinct(aggregate)
    case 'sum':
    case 'mean':
    case 'variance':
    case 'standardDeviation':
      return `${aggregate.kind}(${printExpression(aggregate.of)})${printWithin(aggregate)}${printKeyedBounds(aggregate)}`
    case 'covariance':
    case 'correlation':
      return printPair(aggregate)
    case 'covarianceMatrix':
    case 'correlationMatrix':
      return printMatrix(aggregate)
    case 'linearRegression':
      return printRegression(aggregate)
    case 'histogram':
      return printHistogram(aggregate)
    case 'bounds':
      return printBounds(aggregate)
    case 'topValues':
    case 'topCategories':
      return printTopValues(aggregate)
    case 'contingencyTable':
      return printContingencyTable(aggregate)
    case 'quantile':
      return printQuantile(aggregate)
    case 'quantiles':
    case 'interquartileRange':
    case 'cumulativeDistribution':
      return printTree(aggregate)
  }
}
