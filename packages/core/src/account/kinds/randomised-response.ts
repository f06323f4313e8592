import { bitsEpsilon, categoryEpsilon } from '../../mechanism/randomised-response/response-odds.ts'
import { type RandomisedBitsEvent, readRandomisedBits } from '../../space/events/randomised-bits.ts'
import {
  type RandomisedResponseEvent,
  readRandomisedResponse,
} from '../../space/events/randomised-response.ts'
import type { EventKind } from '../event-kind.ts'
import { pure } from './pure.ts'

/** One randomised answer. */
export const randomisedResponseKind: EventKind<RandomisedResponseEvent> = {
  read: readRandomisedResponse,
  price: (event, { measure }) => pure(categoryEpsilon(event), measure),
}

/** One randomised vector of bits. */
export const randomisedBitsKind: EventKind<RandomisedBitsEvent> = {
  read: readRandomisedBits,
  price: (event, { measure }) => pure(bitsEpsilon(event), measure),
}
