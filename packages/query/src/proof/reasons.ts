/** The rules that a proof used, in the order of the bounded plan, in words and public numbers. */
import type { JointSensitivity } from '@dither/core'
import { decimalUp, multiply, rational } from '@dither/math'
import type { BoundedPlan } from '../plan/bounded-plan.ts'
import { isChosenKind } from '../plan/check-question.ts'
import type { Question } from '../plan/plan.ts'
import type { Needs, Reason } from './needs.ts'
import { keyReasons } from './private-keys/key-reach-of.ts'
import type { Setting } from './setting.ts'
import { vectorUnit, vectorWords } from './vector-words.ts'

export function reasonsOf(
  question: Question,
  setting: Setting,
  needs: Needs,
  bounded: BoundedPlan,
  cells: bigint,
  sensitivity: JointSensitivity,
): Reason[] {
  return [
    neighbours(setting),
    unit(setting),
    ...publicSize(setting),
    ...keys(question, cells, setting),
    ...order(bounded),
    ...needs.reasons,
    ...(isChosenKind(question.aggregate.kind)
      ? []
      : bounds(setting, needs, bounded, cells, sensitivity)),
  ].map((reason) => Object.freeze(reason))
}

function neighbours({ neighbours, unit }: Setting): Reason {
  const who = {
    row: 'one row',
    rows: `any ${unit.kind === 'rows' ? unit.rows : ''} rows`,
    id: 'all rows of one unit',
  }[unit.kind]
  const how = neighbours === 'add-remove' ? 'appear or vanish' : 'are replaced'
  return {
    rule: 'S1',
    text: `Neighbours (${neighbours}): ${who} ${unit.kind === 'row' ? singular(how) : how}`,
  }
}

function singular(how: string): string {
  return how === 'are replaced' ? 'is replaced' : 'appears or vanishes'
}

function unit({ schema: { privacyUnit } }: Setting): Reason {
  switch (privacyUnit.kind) {
    case 'row':
      return { rule: 'S4', text: 'The privacy unit is a row' }
    case 'rows':
      return {
        rule: 'S4',
        text: `The privacy unit is any ${privacyUnit.rows} rows, as the owner asserts`,
      }
    case 'id':
      return {
        rule: 'S4',
        text: `The privacy unit is ${privacyUnit.column}: at most ${privacyUnit.maxRows} rows in each of at most ${privacyUnit.maxGroups} cells count${privacyUnit.maxRowsTotal === undefined ? '' : `, at most ${privacyUnit.maxRowsTotal} in all`}`,
      }
  }
}

function publicSize({ schema: { publicSize } }: Setting): Reason[] {
  if (publicSize === undefined) return []
  return [
    {
      rule: 'S3',
      text: `The number of units is public, ${publicSize}, and enforced: a surplus is scaled down, a shortfall filled with constant units`,
    },
  ]
}

function keys(
  { groupBy, aggregate, privateKeys }: Question,
  cells: bigint,
  setting: Setting,
): Reason[] {
  if (privateKeys !== undefined) return keyReasons(groupBy, setting)
  if (groupBy.length === 0 && cells === 1n) return []
  if (isChosenKind(aggregate.kind)) return [choices(groupBy, cells, aggregate)]
  const names = groupBy.map(({ name }) => name).join(', ')
  const what = names === '' ? '' : ` of ${names}`
  return [{ rule: 'S12', text: `${cells} public cells${what}; all of them are released` }]
}

/** In each group there is a cell for every candidate, and one for NULL. */
function choices(
  groupBy: Question['groupBy'],
  cells: bigint,
  aggregate: Question['aggregate'],
): Reason {
  const groups = groupBy.reduce((all, { values }) => all * BigInt(values.length), 1n)
  const names = groupBy.map(({ name }) => name).join(', ')
  const per = names === '' ? '' : ` in each of the ${groups} public groups of ${names}`
  return {
    rule: 'S12',
    text: `${aggregate.kind === 'topCategories' ? aggregate.values.length : cells / groups - 1n} public candidates; ${aggregate.kind === 'topCategories' ? aggregate.number : 'one'} of them ${aggregate.kind === 'topCategories' && aggregate.number > 1 ? 'are' : 'is'} chosen${per}, and only what is chosen is released`,
  }
}

function order({ unit }: BoundedPlan): Reason[] {
  if (unit.kind !== 'id') return []
  return [
    {
      rule: 'S5',
      text: 'Per unit and cell the rows are added up and cut; each unit keeps its first cells in an order that only it and a key drawn for the release decide',
    },
    {
      rule: 'S6',
      text: 'Of m rows, min(m, R) count, and as many values of a column: its sums are scaled by the share of its values, toward zero',
    },
  ]
}

function bounds(
  setting: Setting,
  needs: Needs,
  bounded: BoundedPlan,
  cells: bigint,
  { worstCases }: JointSensitivity,
): Reason[] {
  if (needs.vectors.length === 0) return []
  const parts = needs.vectors.map((vector, j) => {
    const most = worstCases.reduce((size, one) => {
      const l1 = one[j]?.l1 ?? 0n
      return l1 > size ? l1 : size
    }, 0n)
    return `${vectorWords(vector)} by at most ${decimalUp(multiply(rational(most), vectorUnit(vector, bounded)))}`
  })
  const joint =
    needs.vectors.length > 1 && worstCases.length > 1
      ? `; jointly ${worstCases.length} extreme cases are priced`
      : ''
  const over = cells === 1n ? '' : ', over all cells'
  return [
    {
      rule: setting.neighbours === 'change-one' && cells > 1n ? 'S2' : 'S9',
      text: `One unit moves ${parts.join(', ')}${over}${joint}`,
    },
  ]
}
