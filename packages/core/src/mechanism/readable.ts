/** Mechanisms as text and as JSON: their public parameters. */
import { formatRational, isRational } from '@dither/math'

/** Freezes a mechanism; exact numbers become text in JSON, and `String` names it with its parameters. */
export function readable<M extends { readonly kind: string }>(mechanism: M): Readonly<M> {
  const facts = (): object =>
    JSON.parse(
      JSON.stringify({ ...mechanism }, (_, value) => {
        if (isRational(value)) return formatRational(value)
        return typeof value === 'bigint' ? `${value}` : value
      }),
    )
  const words = (): string =>
    Object.entries(facts()).reduce(
      (text, [name, value]) =>
        typeof value === 'object' || name === 'kind' ? text : `${text}, ${name} ${value}`,
      mechanism.kind,
    )
  return Object.freeze(
    Object.defineProperties(mechanism, { toJSON: { value: facts }, toString: { value: words } }),
  )
}
