/** A priced question in core's calculus, so that there is one proof system. */
import {
  DitherError,
  domains,
  type JointSensitivity,
  jointGaussian,
  jointLaplace,
  jointSensitivity,
  type LossOf,
  type Measure,
  type Measurement,
  measureAfter,
  measurement,
  type TableDomain,
  type Transformation,
  transformation,
  type VectorChange,
  type VectorsDomain,
} from '@dither/core'
import { ceiling, type Rational } from '@dither/math'
import { interpreter } from '../engines/memory/interpreter.ts'
import { cellCount } from '../plan/cells.ts'
import { mergedLength } from '../plan/merged.ts'
import type { Proof } from '../proof/proof.ts'
import { integersOf, ownPlaces } from './integers.ts'
import { isChosen, type Priced } from './price.ts'

/**
 * From a table to the exact integers of a question, by the reference engine.
 *
 * Promise: tables at distance d give vectors whose change is below a case of `stability(d)`; for d = 1
 * these are the worst cases of the proof. [worst-cases.proof.md]
 */
export function transformationOf(
  proof: Proof,
): Transformation<TableDomain, 'add-remove' | 'change-one', VectorsDomain, 'joint'> {
  const { bounded, vectors, sensitivity, neighbours } = proof
  if (proof.keys !== undefined)
    throw new DitherError('unsupported', 'vectors by private keys have no fixed length', {
      parameter: 'proof',
      wayOut: 'Release it by a session',
    })
  const cells = cellCount(bounded.axes)
  return transformation({
    name: proof.question.aggregate.kind,
    inputDomain: domains.table({}),
    inputMetric: neighbours === 'change-one' ? 'change-one' : 'add-remove',
    outputDomain: domains.vectors(
      vectors.map(({ merged }) =>
        merged === undefined ? cells : mergedLength(bounded.axes, merged),
      ),
    ),
    outputMetric: 'joint',
    stability: (distance: Rational) => repeated(sensitivity, ceiling(distance)),
    apply: (rows) => {
      const steps = interpreter(bounded)
      for (const row of rows) steps.take(row)
      return integersOf(proof, ownPlaces(bounded), steps.answer())
    },
  })
}

/**
 * From a table to the noisy integers of a priced question: transformation, then joint noise. Invoking
 * charges nothing; `session.release` does the same through an engine, after the charge.
 */
export function measurementOf(
  priced: Priced,
): Measurement<TableDomain, 'add-remove' | 'change-one', Measure, readonly (readonly bigint[])[]> {
  if (isChosen(priced.mechanism))
    throw new DitherError('unsupported', 'a quantile is not a noisy vector', {
      parameter: 'priced',
      wayOut: 'Release it by a session',
    })
  const first = transformationOf(priced.proof)
  return measureAfter(first, noiseOn(first.outputDomain, priced))
}

function noiseOn(
  inputDomain: VectorsDomain,
  { mechanism, noise }: Priced,
): Measurement<VectorsDomain, 'joint', Measure, readonly (readonly bigint[])[]> {
  const joint =
    mechanism === 'gaussian' ? jointGaussian({ variances: noise }) : jointLaplace({ scales: noise })
  return measurement({
    name: joint.kind,
    inputDomain,
    inputMetric: 'joint',
    measure: mechanism === 'gaussian' ? 'zcdp' : 'pure',
    loss: (sensitivity: JointSensitivity): LossOf<Measure> => joint.loss(sensitivity),
    invoke: (values, options) => joint.invoke(values, options),
  })
}

/** k units change one after another: each norm is at most k times the largest of any case. */
function repeated({ worstCases }: JointSensitivity, times: bigint): JointSensitivity {
  if (times === 1n) return jointSensitivity(worstCases)
  const most = (j: number, norm: keyof VectorChange): bigint =>
    worstCases.map((one) => one[j]?.[norm] ?? 0n).reduce((a, b) => (a > b ? a : b), 0n)
  const [first = []] = worstCases
  return jointSensitivity([
    first.map((_, j) => ({
      l1: times * most(j, 'l1'),
      l2Squared: times * times * most(j, 'l2Squared'),
      lInfinity: times * most(j, 'lInfinity'),
    })),
  ])
}
