/** How many categories a Hadamard code takes. */
import { wrongParameter } from '../../space/parameter.ts'

const most = 2 ** 24

/** Checks the number of categories; `check` a category, without naming it. */
export function codeCategories(categories: number): {
  readonly categories: number
  readonly check: (category: number) => number
} {
  if (!Number.isInteger(categories) || categories < 2 || categories > most)
    throw wrongParameter('categories', categories, 'must be a whole number from 2 to 2^24')
  return {
    categories,
    check: (category) => {
      if (Number.isInteger(category) && category >= 0 && category < categories) return category
      throw wrongParameter('category', 'not one', `must be a whole number below ${categories}`)
    },
  }
}
