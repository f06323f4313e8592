/** One step after another. */
import { type Domain, isSubdomain, type Member } from '../space/domain.ts'
import type { Measure } from '../space/measure.ts'
import type { Distance, Metric } from '../space/metric.ts'
import { wrongParameter } from '../space/parameter.ts'
import type { InvokeOptions } from './invoke-options.ts'
import { type Measurement, measurement } from './measurement.ts'
import { type Transformation, transformation } from './transformation.ts'

/**
 * A transformation, then a transformation: stabilities follow each other.
 *
 * @throws DitherError "invalid_parameter" if the first may return what the second does not accept, or
 *   they measure distance differently between them
 */
export function chain<
  A extends Domain,
  AM extends Metric,
  B extends Domain,
  BM extends Metric,
  C extends Domain,
  CM extends Metric,
>(
  first: Transformation<A, AM, B, BM>,
  second: Transformation<B, BM, C, CM>,
): Transformation<A, AM, C, CM> {
  checkJoint(first, second)
  return transformation({
    name: `${first.name}, then ${second.name}`,
    inputDomain: first.inputDomain,
    inputMetric: first.inputMetric,
    outputDomain: second.outputDomain,
    outputMetric: second.outputMetric,
    stability: (distance: Distance<AM>) => second.stability(first.stability(distance)), // (1)
    apply: (value: Member<A>) => second.apply(first.apply(value)),
  })
}

/**
 * A transformation, then a measurement: the loss of what the transformation makes of the distance.
 *
 * @throws DitherError "invalid_parameter", as `chain`
 */
export function measureAfter<
  A extends Domain,
  AM extends Metric,
  B extends Domain,
  BM extends Metric,
  M extends Measure,
  Answer,
>(
  first: Transformation<A, AM, B, BM>,
  second: Measurement<B, BM, M, Answer>,
): Measurement<A, AM, M, Answer> {
  checkJoint(first, second)
  return measurement({
    name: `${first.name}, then ${second.name}`,
    inputDomain: first.inputDomain,
    inputMetric: first.inputMetric,
    measure: second.measure,
    loss: (distance: Distance<AM>) => second.loss(first.stability(distance)), // (2)
    invoke: (value: Member<A>, options?: InvokeOptions) =>
      second.invoke(first.apply(value), options),
  })
}

function checkJoint(
  first: { readonly name: string; readonly outputDomain: Domain; readonly outputMetric: Metric },
  second: { readonly name: string; readonly inputDomain: Domain; readonly inputMetric: Metric },
): void {
  if (first.outputMetric !== second.inputMetric)
    throw wrongParameter(
      `metric of "${second.name}"`,
      second.inputMetric,
      `must be ${first.outputMetric}, as "${first.name}" ends in it`,
    )
  if (!isSubdomain(first.outputDomain, second.inputDomain))
    throw wrongParameter(
      `domain of "${second.name}"`,
      second.inputDomain.kind,
      `must hold all that "${first.name}" returns`,
    )
}
