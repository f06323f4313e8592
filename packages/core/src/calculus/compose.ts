/** Several measurements of the same data. */
import { DitherError } from '../error.ts'
import { type Domain, isSubdomain, type Member } from '../space/domain.ts'
import { composeLosses } from '../space/loss.ts'
import { lossIn, type Measure } from '../space/measure.ts'
import type { Distance, Metric } from '../space/metric.ts'
import { wrongParameter } from '../space/parameter.ts'
import type { InvokeOptions } from './invoke-options.ts'
import { type Measurement, measurement } from './measurement.ts'

/**
 * All of the measurements, each with fresh noise, as one; losses add.
 *
 * The measurements are fixed beforehand. For questions that depend on earlier answers use a
 * `privacyFilter`, which charges the same.
 *
 * @throws DitherError "mixed_neighbours" if their input metrics differ, "invalid_parameter" if their
 *   measures or domains differ, or there are none
 */
export function compose<In extends Domain, InMetric extends Metric, M extends Measure, Answer>(
  parts: readonly Measurement<In, InMetric, M, Answer>[],
): Measurement<In, InMetric, M, readonly Answer[]> {
  const [first, ...others] = parts
  if (first === undefined) throw wrongParameter('parts', 'empty', 'must hold a measurement')
  for (const other of others) checkAlike(first, other)
  return measurement({
    name: parts.map((part) => part.name).join(' and '),
    inputDomain: first.inputDomain,
    inputMetric: first.inputMetric,
    measure: first.measure,
    loss: (distance: Distance<InMetric>) =>
      lossIn(first.measure, composeLosses(parts.map((part) => part.loss(distance)))), // (1)
    invoke: (value: Member<In>, options?: InvokeOptions) =>
      parts.map((part) => part.invoke(value, options)), // (2)
  })
}

function checkAlike(first: Measurement, other: Measurement): void {
  if (first.inputMetric !== other.inputMetric)
    throw new DitherError(
      'mixed_neighbours',
      `input metrics are ${first.inputMetric} and ${other.inputMetric}, must be one`,
      { parameter: 'inputMetric', rule: 'S1', wayOut: 'Measure all parts in the same metric' },
    )
  if (first.measure !== other.measure)
    throw wrongParameter('measure', other.measure, `must be ${first.measure}, as of the first part`)
  if (
    !isSubdomain(first.inputDomain, other.inputDomain) ||
    !isSubdomain(other.inputDomain, first.inputDomain)
  )
    throw wrongParameter('inputDomain', other.inputDomain.kind, 'must be the same for all parts')
}
