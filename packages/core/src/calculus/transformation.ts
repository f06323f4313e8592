/** A function on private data that is known to move apart neighbours only so far. */
import { DitherError } from '../error.ts'
import { type Domain, isMember, type Member } from '../space/domain.ts'
import { type Distance, isMetricOn, type Metric } from '../space/metric.ts'
import { wrongParameter } from '../space/parameter.ts'

/**
 * Promise: for any two members of `inputDomain` at distance at most d, `apply` returns members of
 * `outputDomain` at distance at most `stability(d)`.
 */
export interface Transformation<
  In extends Domain = Domain,
  InMetric extends Metric = Metric,
  Out extends Domain = Domain,
  OutMetric extends Metric = Metric,
> extends TransformationParts<In, InMetric, Out, OutMetric> {
  readonly kind: 'transformation'
}

/** What a transformation is made of; `stability` is proved by the caller. */
export interface TransformationParts<
  In extends Domain,
  InMetric extends Metric,
  Out extends Domain,
  OutMetric extends Metric,
> {
  /** For messages and proofs, such as "sum of a bounded column". */
  readonly name: string
  readonly inputDomain: In
  readonly inputMetric: InMetric
  readonly outputDomain: Out
  readonly outputMetric: OutMetric
  /** Exact; never below the true stability. The caller proves it. */
  readonly stability: (distance: Distance<InMetric>) => Distance<OutMetric>
  /** The function itself; it draws no noise. */
  readonly apply: (value: Member<In>) => Member<Out>
}

/**
 * Freezes a transformation whose stability the caller has proved.
 *
 * `apply` refuses a value outside the input domain, and a result outside the output domain, with one
 * constant error each, as neither says what the value was (S15).
 *
 * @throws DitherError "invalid_parameter" if a metric does not compare values of its domain
 */
export function transformation<
  In extends Domain,
  InMetric extends Metric,
  Out extends Domain,
  OutMetric extends Metric,
>(
  parts: TransformationParts<In, InMetric, Out, OutMetric>,
): Transformation<In, InMetric, Out, OutMetric> {
  checkMetric('inputMetric', parts.inputMetric, parts.inputDomain)
  checkMetric('outputMetric', parts.outputMetric, parts.outputDomain)
  return Object.freeze({
    ...parts,
    kind: 'transformation',
    apply: (value: Member<In>): Member<Out> => {
      checkMember(`input of "${parts.name}"`, parts.inputDomain, value) // (1)
      const result = parts.apply(value)
      checkMember(`result of "${parts.name}"`, parts.outputDomain, result)
      return result
    },
  })
}

/** @throws DitherError "wrong_type", which does not say what the value is */
export function checkMember(what: string, domain: Domain, value: unknown): void {
  if (!isMember(domain, value))
    throw new DitherError('wrong_type', `${what} is outside its domain, must be a member of it`)
}

/** @throws DitherError "invalid_parameter" */
export function checkMetric(name: string, metric: Metric, domain: Domain): void {
  if (!isMetricOn(metric, domain))
    throw wrongParameter(name, metric, `must be a metric on ${domain.kind} values`)
}
