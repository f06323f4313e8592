import { describe, expect, it } from 'vitest'
import { countTests } from './count-tests.ts'

describe('the count of tests and mutants', () => {
  it.each([
    ['entries of a table', `it('a', () => { f({ mutants: { x: 1, 'y z': g() } }) })`, 1, 2],
    ['the longer side of a choice', `it('a', () => { f({ mutants: a ? { x: 1 } : {} }) })`, 1, 1],
    [
      'pairs',
      `test('a', () => { f({ mutants: Object.fromEntries([['x', 1], ['y', 2]]) }) })`,
      1,
      2,
    ],
    [
      'a table once, where it is named',
      `const mutants = { x: 1 }\nit('a', () => f({ mutants }))`,
      1,
      1,
    ],
    ['rows', `it.each([[1], [2], [3]])('a %d', () => {})`, 3, 0],
    [
      'a mutant in each row',
      `it.each([['x', 1], ['y', 2]])('a', (name, twin) => f({ mutants: { [name]: twin } }))`,
      2,
      2,
    ],
    ['rows that are twins', `const twins = [1, 2]\nit.each(twins)('is told from a twin', f)`, 2, 2],
    ['rows declared elsewhere', `const rows = [1, 2]\nit.each(rows)('a twin %s', f)`, 2, 2],
    ['rows of another file', `it.each(vectors)('a', f)`, 1, 0],
    ['a title', `it('lets through no more, where broken twins do', () => {})`, 1, 1],
    ['no title twice', `it('refuses a twin', () => f({ mutants: { x: 1, y: 2 } }))`, 1, 2],
    ['no word that has "twin" in it', `it('is intertwined', () => {})`, 1, 0],
    ['no calls of other functions', `describe('twins', () => { audit('mutants') })`, 0, 0],
  ])('has %s', (_, text, tests, mutants) => {
    expect(countTests(text)).toEqual({ tests, mutants })
  })
})
