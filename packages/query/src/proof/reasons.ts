/** The rules that a proof used, in the order of the bounded plan, in words and public numbers. */
import type { JointSensitivity } from '@dither/core'
import { decimalUp, multiply, type Rational, rational } from '@dither/math'
import type { BoundedPlan, LatticeColumn } from '../plan/bounded-plan.ts'
import type { Question } from '../plan/plan.ts'
import { stepWidth } from './lattice/lattice.ts'
import type { Needs, Reason } from './needs.ts'
import type { Setting } from './setting.ts'
import type { VectorKind } from './worst-cases/cell-ranges.ts'

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
    ...keys(question, cells),
    ...order(bounded),
    ...needs.reasons,
    ...(question.aggregate.kind === 'quantile' ? [] : bounds(setting, needs, cells, sensitivity)),
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
        text: `The privacy unit is ${privacyUnit.column}: at most ${privacyUnit.maxRows} rows in each of at most ${privacyUnit.maxGroups} cells count`,
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

function keys({ groupBy }: Question, cells: bigint): Reason[] {
  if (groupBy.length === 0 && cells === 1n) return []
  const names = groupBy.map(({ name }) => name).join(', ')
  const what = names === '' ? '' : ` of ${names}`
  return [{ rule: 'S12', text: `${cells} public cells${what}; all of them are released` }]
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
  cells: bigint,
  { worstCases }: JointSensitivity,
): Reason[] {
  if (needs.vectors.length === 0) return []
  const widthOf = (column: LatticeColumn | undefined): Rational =>
    column === undefined ? rational(1) : stepWidth(column.lattice)
  const [width, otherWidth] = [widthOf(needs.column), widthOf(needs.other?.column)]
  const scales: Partial<Record<VectorKind, Rational>> = {
    sum: width,
    square: multiply(width, width),
    otherSum: otherWidth,
    otherSquare: multiply(otherWidth, otherWidth),
    product: multiply(width, otherWidth),
  }
  const parts = needs.vectors.map((kind, j) => {
    const most = worstCases.reduce((size, one) => {
      const l1 = one[j]?.l1 ?? 0n
      return l1 > size ? l1 : size
    }, 0n)
    const scale = scales[kind] ?? rational(1)
    return `${words[kind]} by at most ${decimalUp(multiply(rational(most), scale))}`
  })
  const joint =
    needs.vectors.length > 1 ? `; jointly ${worstCases.length} extreme cases are priced` : ''
  const over = cells === 1n ? '' : ', over all cells'
  return [
    {
      rule: setting.neighbours === 'change-one' && cells > 1n ? 'S2' : 'S9',
      text: `One unit moves ${parts.join(', ')}${over}${joint}`,
    },
  ]
}

const words: Readonly<Record<VectorKind, string>> = {
  rows: 'the number of rows',
  units: 'the number of units',
  count: 'the number of values',
  sum: 'the sum',
  square: 'the sum of squares',
  otherSum: 'the second sum',
  otherSquare: 'the second sum of squares',
  product: 'the sum of products',
}
