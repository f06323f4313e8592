/** Cuts a table by a public key into parts, each with a plan of its own. */
import { DitherError } from '@dither/core'
import type { GroupKey, Relation } from '../plan/plan.ts'
import { partRelation, placeOfCut } from '../release/partition/part-in.ts'
import type { Partition, PartPlan, PartPlans } from '../release/partition/partition.ts'
import type { Described } from '../release/statistic.ts'
import { didYouMean } from '../schema/did-you-mean.ts'

/** What is asked of a part, as a function of it. */
type AskPart<Part> = (part: Part) => PartPlan

/** What is asked of each part: the same of all, or by the key's values, as text. */
export type AskParts<Part> = AskPart<Part> | Readonly<Record<string, AskPart<Part>>>

/**
 * One part a value of the key, in the key's order; with plans by value, the parts that have one.
 *
 * @param part describes the table of a part
 * @throws DitherError "invalid_parameter" for a plan of a value that the key has not
 */
export function partition<Part, Parts extends PartPlans>(
  { source, schema, from }: Described & { readonly from: Relation },
  { name, of, values }: GroupKey,
  plans: AskParts<Part>,
  part: (from: Relation) => Part,
): Partition<Parts> {
  const texts = values.map(String)
  if (typeof plans !== 'function')
    for (const value of Object.keys(plans))
      if (!texts.includes(value)) throw noSuchPart(name, value, texts)
  const asked: Record<string, PartPlan> = Object.create(null)
  for (const value of values) {
    const plan =
      typeof plans === 'function'
        ? plans
        : Object.hasOwn(plans, String(value))
          ? plans[String(value)]
          : undefined
    if (plan === undefined) continue
    asked[String(value)] = plan(part(partRelation({ from, by: of, value })))
  }
  const parts: PartPlans = Object.freeze(asked)
  if (!isOf<Parts>(parts, plans, texts)) throw new RangeError('a part has no plan')
  return Object.freeze({
    kind: 'partition',
    source,
    schema,
    after: placeOfCut(from),
    parts,
  })
}

/** Whether every part that is asked something has its plan. */
function isOf<Parts extends PartPlans>(
  parts: PartPlans,
  plans: object,
  values: readonly string[],
): parts is Parts {
  const asked = typeof plans === 'function' ? values : Object.keys(plans)
  return asked.every((value) => Object.hasOwn(parts, value))
}

function noSuchPart(name: string, value: string, values: readonly string[]): DitherError {
  return new DitherError('invalid_parameter', `${value} is not a value of ${name}`, {
    parameter: name,
    rule: 'S12',
    charged: false,
    wayOut: didYouMean(value, values),
  })
}
