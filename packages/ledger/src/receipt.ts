/** What a request was charged, as it is stored and as its caller is told. */
import { type Amount, type ChargeReceipt, lossOf } from '@dither/core/account'
import { canonicalJson } from './canonical-json.ts'
import type { LineageState } from './state.ts'
import type { StoredRequest } from './store.ts'

/** What one dataset was charged. */
export interface Charged {
  readonly dataset: string
  readonly unit: string
  readonly rule: LineageState['rule']
  readonly amount: Amount
}

export function receiptText(charged: readonly Charged[]): string {
  return canonicalJson(
    charged.map(({ dataset, unit, rule, amount: { main, delta } }) => [
      dataset,
      unit,
      rule,
      String(main),
      String(delta),
    ]),
  )
}

/** The receipt of a request that was charged before. */
export function storedReceipt({ id, receipt }: StoredRequest): ChargeReceipt {
  const charged: readonly (readonly [string, string, LineageState['rule'], string, string])[] =
    JSON.parse(receipt)
  return receiptOf(
    id,
    charged.map(([dataset, unit, rule, main, delta]) => ({
      dataset,
      unit,
      rule,
      amount: { main: BigInt(main), delta: BigInt(delta) },
    })),
    true,
  )
}

export function receiptOf(
  requestId: string,
  charged: readonly Charged[],
  repeated: boolean,
): ChargeReceipt {
  return Object.freeze({
    requestId,
    repeated,
    charged: Object.freeze(
      charged.map(({ dataset, unit, rule, amount }) =>
        Object.freeze({ dataset, unit, loss: lossOf(rule, amount) }),
      ),
    ),
  })
}
