import { divide, multiply, rational } from '@dither/math'
import { exponentialRho } from '../../mechanism/exponential/exponential-scale.ts'
import {
  type ExponentialEvent,
  type NoisyMaxEvent,
  type PermuteAndFlipEvent,
  readExponential,
  readNoisyMax,
  readPermuteAndFlip,
} from '../../space/events/choice.ts'
import { readTopK, type TopKEvent } from '../../space/events/top-k.ts'
import { pureLoss, zcdpLoss } from '../../space/loss.ts'
import type { EventKind } from '../event-kind.ts'
import { pure } from './pure.ts'

/** The exponential mechanism: its losses lie in a range of length epsilon, so rho is a quarter of what pure DP alone gives. */
export const exponentialKind: EventKind<ExponentialEvent> = {
  read: readExponential,
  price({ epsilon }, { measure }) {
    const exact = rational(epsilon)
    return measure === 'zcdp' ? zcdpLoss(exponentialRho(exact)) : pureLoss(exact)
  },
}

/** Permute-and-flip (6). */
export const permuteAndFlipKind: EventKind<PermuteAndFlipEvent> = {
  read: readPermuteAndFlip,
  price: ({ epsilon }, { measure }) => pure(rational(epsilon), measure),
}

/** Report noisy max with Laplace noise. */
export const noisyMaxKind: EventKind<NoisyMaxEvent> = {
  read: readNoisyMax,
  price: ({ epsilon }, { measure }) => pure(rational(epsilon), measure),
}

/** Several choices: as many times what one costs. */
export const topKKind: EventKind<TopKEvent> = {
  read: readTopK,
  price(event, { measure }) {
    const epsilon = rational(event.epsilon)
    const times = rational(BigInt(event.first))
    if (measure !== 'zcdp') return pureLoss(multiply(times, epsilon))
    const rho =
      event.choice === 'exponential'
        ? exponentialRho(epsilon)
        : divide(multiply(epsilon, epsilon), rational(2))
    return zcdpLoss(multiply(times, rho))
  },
}
