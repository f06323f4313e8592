/** How far off an answer will be, before any data are touched (S24). */
import { decimalUp, multiply, rational } from '@dither/math'
import { checkQuestion } from '../plan/check-question.ts'
import { pairColumns } from '../proof/covariance/covariance.ts'
import { settingOf } from '../proof/setting.ts'
import { valueColumn } from '../proof/value-column.ts'
import type { VectorKind } from '../proof/worst-cases/cell-ranges.ts'
import type { Priced } from './price.ts'
import { dressedColumn } from './released/column.ts'
import { each, type Noise, noiseOf } from './released/noise.ts'
import { rankAccuracies } from './released/quantile.ts'

/** How far off an answer will be, with a stated confidence, and what that takes for granted. */
export interface ExpectedAccuracy {
  readonly confidence: number
  /** In the unit of the answer, or of a quantile its rank in rows; to be divided by the number of values where `per` says so. */
  readonly value: number
  readonly per: 'answer' | 'number of values' | 'rows of rank'
  /** For all bins and groups at once, where there are several. */
  readonly simultaneous?: number
  /** What was assumed, in words; empty where nothing was. */
  readonly assumes: string
}

/** The accuracy that the noise alone gives; a ratio as if its number of values were public. */
export function expectedAccuracy(priced: Priced, confidence: number): ExpectedAccuracy {
  const { question, bounded, vectors } = priced.proof
  const { aggregate } = question
  const cells = priced.lengths[0] ?? 1
  const both = (of: (sure: number) => number) => ({
    confidence,
    value: of(confidence),
    ...(cells > 1 ? { simultaneous: of(each(confidence, cells)) } : {}),
  })
  if (aggregate.kind === 'quantile') return rankAccuracies(priced, aggregate, confidence)
  const noise = (kind: VectorKind): Noise => {
    const j = vectors.findIndex(({ what }) => what === kind)
    return noiseOf(
      priced.mechanism === 'gaussian' ? 'gaussian' : 'laplace',
      priced.noise[j] ?? zero,
    )
  }
  if (vectors.length === 0) return { ...both(() => 0), per: 'answer', assumes: '' }
  if (
    aggregate.kind === 'count' ||
    aggregate.kind === 'countValues' ||
    aggregate.kind === 'histogram'
  ) {
    const only = noise(vectors[0]?.what ?? 'rows')
    const of = (sure: number) => decimalUp(rational(only.quantile(sure)))
    return { ...both(of), per: 'answer', assumes: '' }
  }
  const columns = checkQuestion(question, bounded.schema)
  const setting = settingOf(question, bounded.schema, columns)
  const counted = vectors.some(({ what }) => what === 'rows' || what === 'count')
  const size = counted ? 1 : Math.max(1, bounded.schema.publicSize ?? 1)
  const per = counted ? 'number of values' : 'answer'
  const assumedCount = counted ? ['the number of values is public'] : []
  if ('left' in aggregate) {
    const pair = pairColumns(aggregate, setting)
    const [left, right] = [dressedColumn(pair.left), dressedColumn(pair.right)]
    const total = noise('product')
    const unit = multiply(left.step, right.step)
    // Standard deviations of a quarter of the width of the bounds.
    const scale =
      aggregate.kind === 'covariance'
        ? 1
        : ((left.upper - left.lower) / 4) * ((right.upper - right.lower) / 4)
    const of = (sure: number) =>
      decimalUp(multiply(rational(total.quantile(sure)), unit)) / size / scale
    return {
      ...both(of),
      per,
      assumes: [
        ...assumedCount,
        'the means lie at the centre of the bounds',
        ...(aggregate.kind === 'covariance'
          ? []
          : ['the standard deviations are known, a quarter of the width of the bounds']),
      ].join('; '),
    }
  }
  const { step } = dressedColumn(valueColumn(aggregate, false, setting))
  if (aggregate.kind === 'sum') {
    const of = (sure: number) => decimalUp(multiply(rational(noise('sum').quantile(sure)), step))
    return { ...both(of), per: 'answer', assumes: '' }
  }
  const isMean = aggregate.kind === 'mean'
  const unit = isMean ? step : multiply(step, step)
  const total = noise(isMean ? 'sum' : 'square')
  const of = (sure: number) => decimalUp(multiply(rational(total.quantile(sure)), unit)) / size
  return {
    ...both(of),
    per,
    assumes: [
      ...assumedCount,
      ...(counted || !isMean ? ['the mean lies at the centre of the bounds'] : []),
      ...(aggregate.kind === 'standardDeviation' ? ['for the square of the answer'] : []),
    ].join('; '),
  }
}

const zero = rational(0)
