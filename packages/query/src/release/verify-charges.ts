/** The charges of a certificate: one for every dataset that was read, of its unit, and enough. */
import {
  approximateLoss,
  compareLosses,
  type Event,
  type Loss,
  pureLoss,
  zcdpLoss,
} from '@dither/core'
import { canonicalText } from '../proof/canonical-data.ts'
import { wrong } from '../schema/fields.ts'
import type { Schema } from '../schema/schema.ts'
import { accounting } from './accounting.ts'
import { lossData } from './certificate.ts'
import { exactFields, textIn } from './json-data.ts'
import { isFree } from './total-event.ts'
import { unitText } from './unit-text.ts'

/** Whether every dataset of which something was asked that costs has one charge, and no other has. */
export function paysFor(
  event: Event,
  asked: readonly { readonly schema: Schema; readonly event: Event }[],
  charged: readonly unknown[],
): boolean {
  const charges = charged.map(chargeOf)
  const units = new Map(
    asked
      .filter((one) => !isFree(one.event))
      .map(({ schema }) => [schema.dataset, unitText(schema)]),
  )
  const datasets = new Set(charges.map(({ dataset }) => dataset))
  return (
    datasets.size === charges.length && // (1) no dataset twice,
    datasets.size === units.size && // none missing and none besides
    charges.every(
      ({ dataset, unit, loss }) => units.get(dataset) === unit && isAtLeast(loss, event),
    )
  )
}

function isAtLeast(loss: Loss, event: Event): boolean {
  const order = compareLosses(accounting.priceEvent(event, { measure: loss.kind }), loss)
  return order !== undefined && order <= 0
}

function chargeOf(value: unknown): {
  readonly dataset: string
  readonly unit: string
  readonly loss: Loss
} {
  const fields = exactFields(value, 'charged', ['dataset', 'unit', 'loss'])
  const loss = lossOf(fields.get('loss'))
  if (canonicalText(lossData(loss)) !== canonicalText(fields.get('loss')))
    throw wrong('charged.loss', fields.get('loss'), 'must be written in lowest terms')
  return {
    dataset: textIn(fields, 'charged', 'dataset'),
    unit: textIn(fields, 'charged', 'unit'),
    loss,
  }
}

/** A loss has the fields of its kind and no others. */
function lossOf(value: unknown): Loss {
  const path = 'charged.loss'
  const parts = { pure: ['epsilon'], approximate: ['epsilon', 'delta'], zcdp: ['rho'] }
  const kind = exactFields(value, path, ['kind'], ['epsilon', 'delta', 'rho']).get('kind')
  if (kind !== 'pure' && kind !== 'approximate' && kind !== 'zcdp')
    throw wrong(`${path}.kind`, kind, 'must be pure, approximate or zcdp')
  const fields = exactFields(value, path, ['kind', ...parts[kind]])
  const part = (key: string): string => textIn(fields, path, key)
  switch (kind) {
    case 'pure':
      return pureLoss(part('epsilon'))
    case 'approximate':
      return approximateLoss(part('epsilon'), part('delta'))
    case 'zcdp':
      return zcdpLoss(part('rho'))
  }
}
