/** A random answer about private data, with a known loss. */
import type { Domain, Member } from '../space/domain.ts'
import { type LossOf, lossIn, type Measure } from '../space/measure.ts'
import type { Distance, Metric } from '../space/metric.ts'
import type { InvokeOptions } from './invoke-options.ts'
import { checkMember, checkMetric } from './transformation.ts'

/**
 * Promise: for any two members of `inputDomain` at distance at most d, the laws of `invoke` are within
 * `loss(d)` of each other in the measure. Invoking charges nothing.
 */
export interface Measurement<
  In extends Domain = Domain,
  InMetric extends Metric = Metric,
  M extends Measure = Measure,
  Answer = unknown,
> extends MeasurementParts<In, InMetric, M, Answer> {
  readonly kind: 'measurement'
}

/** What a measurement is made of; `loss` is proved by the caller. */
export interface MeasurementParts<
  In extends Domain,
  InMetric extends Metric,
  M extends Measure,
  Answer,
> {
  readonly name: string
  readonly inputDomain: In
  readonly inputMetric: InMetric
  readonly measure: M
  /** Exact, with doubles rounded up; never below the true loss. The caller proves it. */
  readonly loss: (distance: Distance<InMetric>) => LossOf<M>
  /** Draws a fresh answer. */
  readonly invoke: (value: Member<In>, options?: InvokeOptions) => Answer
}

/**
 * Freezes a measurement whose loss the caller has proved.
 *
 * @throws DitherError "invalid_parameter" if the metric does not compare values of the domain
 */
export function measurement<In extends Domain, InMetric extends Metric, M extends Measure, Answer>(
  parts: MeasurementParts<In, InMetric, M, Answer>,
): Measurement<In, InMetric, M, Answer> {
  checkMetric('inputMetric', parts.inputMetric, parts.inputDomain)
  return Object.freeze({
    ...parts,
    kind: 'measurement',
    invoke: (value: Member<In>, options?: InvokeOptions): Answer => {
      checkMember(`input of "${parts.name}"`, parts.inputDomain, value) // (1)
      return parts.invoke(value, options)
    },
    loss: (distance: Distance<InMetric>) => lossIn(parts.measure, parts.loss(distance)),
  })
}

/** The answer, changed by a function that sees nothing private: the loss stays. */
export function postProcess<In extends Domain, InMetric extends Metric, M extends Measure, A, B>(
  first: Measurement<In, InMetric, M, A>,
  name: string,
  change: (answer: A) => B,
): Measurement<In, InMetric, M, B> {
  return measurement({
    ...first,
    name: `${first.name}, then ${name}`,
    invoke: (value: Member<In>, options?: InvokeOptions) => change(first.invoke(value, options)),
  })
}
