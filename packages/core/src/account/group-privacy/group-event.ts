/** What an event costs a group of units that change together. */
import {
  compare,
  divide,
  expInterval,
  minimum,
  multiply,
  type Rational,
  rational,
  subtract,
} from '@dither/math'
import { DitherError } from '../../error.ts'
import type { Event } from '../../space/event.ts'
import { composedEvent } from '../../space/events/composed.ts'
import { discreteGaussianEvent } from '../../space/events/discrete-gaussian.ts'
import { discreteLaplaceEvent } from '../../space/events/discrete-laplace.ts'
import { atLeastOne } from '../../space/events/fields.ts'
import { gaussianEvent, laplaceEvent } from '../../space/events/ideal-noise.ts'
import { selfComposedEvent } from '../../space/events/self-composed.ts'
import { approximateEvent, zcdpEvent } from '../../space/events/stated-loss.ts'
import { noLoss } from '../kinds/pure.ts'
import { priceEvent } from '../price-event.ts'

const nothing = rational(0)
const one = rational(1)
const mostEpsilon = rational(10_000)

/**
 * The event of the same mechanism for data that differ in up to `size` units, one after another.
 *
 * Neighbours: `size` steps of those that the event states; the new event still names that relation, of one step.
 * Noise whose sensitivity adds up has it `size` times over; pure losses count `size` times, a delta `size` times with the
 * odds of what is before it. Of what is known by a rho, size^2 rho. [group-event.proof.md]
 *
 * @throws DitherError "unsupported" for samples and other events without such a rule
 * @see [DR14] theorem 2.2, [BS16] proposition 1.9
 */
export function groupEvent(event: Event, size: number): Event {
  const many = rational(BigInt(atLeastOne('size', size)))
  if (size === 1) return event
  const { neighbours } = event
  switch (event.kind) {
    case 'laplace':
      return laplaceEvent({
        neighbours,
        noiseMultiplier: divide(rational(event.noiseMultiplier), many),
      })
    case 'gaussian':
      return gaussianEvent({
        neighbours,
        noiseMultiplier: divide(rational(event.noiseMultiplier), many),
      })
    case 'discreteLaplace': {
      const sensitivity = multiply(rational(event.sensitivity), many)
      return discreteLaplaceEvent({ neighbours, sensitivity, scale: event.scale })
    }
    case 'discreteGaussian': {
      const { variance, dimension } = event
      const sensitivitySquared = multiply(rational(event.sensitivitySquared), multiply(many, many))
      return discreteGaussianEvent({ neighbours, sensitivitySquared, variance, dimension })
    }
    case 'composed':
      return composedEvent(
        event.events.map((part) => groupEvent(part, size)),
        neighbours,
      )
    case 'selfComposed':
      return selfComposedEvent(groupEvent(event.event, size), event.count)
    case 'zcdp':
      if (event.xi !== '0') throw withoutRule(event)
      return zcdpEvent({ neighbours, rho: multiply(rational(event.rho), multiply(many, many)) })
    case 'approximate': {
      const [epsilon, delta] = [rational(event.epsilon), rational(event.delta)]
      return approximateEvent({
        neighbours,
        epsilon: multiply(many, epsilon),
        delta: groupDelta(epsilon, delta, size),
      })
    }
    case 'tree': // a group may be in several steps, which are in other nodes
    case 'poissonSampled':
    case 'sampledWithoutReplacement':
    case 'parallel':
      throw withoutRule(event)
    default: {
      const loss = priceEvent(event, { measure: 'pure' })
      if (loss.kind !== 'pure') throw noLoss(event, 'pure')
      return approximateEvent({ neighbours, epsilon: multiply(many, loss.exact.epsilon) })
    }
  }
}

/** delta (1 + e^epsilon + ... + e^((size - 1) epsilon)), rounded up, at most 1. */
function groupDelta(epsilon: Rational, delta: Rational, size: number): Rational {
  if (delta.numerator === 0n) return nothing
  const many = rational(BigInt(size))
  if (epsilon.numerator === 0n) return minimum(one, multiply(many, delta))
  const whole = multiply(many, epsilon)
  if (compare(whole, mostEpsilon) > 0) return one
  const top = subtract(expInterval(whole, 80).high, one)
  const bottom = subtract(expInterval(epsilon, 200).low, one)
  return minimum(one, multiply(delta, divide(top, bottom)))
}

function withoutRule({ kind }: { readonly kind: string }): DitherError {
  return new DitherError('unsupported', `${kind} events have no rule for groups`, {
    parameter: 'event',
    wayOut: 'State the sensitivity of a group in the event itself',
  })
}
