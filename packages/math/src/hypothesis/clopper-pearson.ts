/** The exact confidence interval of a proportion. */
import { bisect } from '../search/monotone.ts'
import { binomialCdf, binomialTail } from '../special/beta.ts'

/**
 * The interval that covers the true proportion with at least the given confidence, whatever it is;
 * each side alone misses with at most (1 - confidence) / 2. Ends are rounded outward. [CP34]
 *
 * @throws RangeError if successes is not an integer from 0 to n, or confidence not in (0, 1)
 */
export function clopperPearson(
  successes: number,
  n: number,
  confidence: number,
): readonly [low: number, high: number] {
  if (!Number.isSafeInteger(n) || n < 1)
    throw new RangeError(`clopperPearson: n is ${n}, must be an integer, at least 1`)
  if (!Number.isSafeInteger(successes) || successes < 0 || successes > n)
    throw new RangeError(
      `clopperPearson: successes is ${successes}, must be an integer from 0 to ${n}`,
    )
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`clopperPearson: confidence is ${confidence}, must be between 0 and 1`)
  const miss = (1 - confidence) / 2
  const options = { tolerance: 1e-15 }
  const low =
    successes === 0
      ? 0
      : bisect((p) => binomialTail(successes, n, p) - miss, 0, successes / n, options)[0]
  const high =
    successes === n
      ? 1
      : bisect((p) => binomialCdf(successes, n, p) - miss, successes / n, 1, options)[1]
  return [low, high]
}
