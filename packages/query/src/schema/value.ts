/** What a cell can hold. A number is never NaN; infinities are possible until a clamp. */
export type Value = number | string | boolean | null
