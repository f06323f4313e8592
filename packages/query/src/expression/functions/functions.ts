/** Every named function, in one table: an engine has one of its own. */
import { choiceFunctions } from './choice-functions.ts'
import type { FunctionRule } from './function-rule.ts'
import { numberFunctions } from './number-functions.ts'
import { textFunctions } from './text-functions.ts'

/** The name of a function in an expression of kind `call`. */
export type FunctionName =
  | 'lower'
  | 'upper'
  | 'trim'
  | 'length'
  | 'substring'
  | 'concat'
  | 'startsWith'
  | 'endsWith'
  | 'contains'
  | 'replace'
  | 'abs'
  | 'sign'
  | 'floor'
  | 'ceiling'
  | 'round'
  | 'truncate'
  | 'modulo'
  | 'power'
  | 'sqrt'
  | 'exp'
  | 'ln'
  | 'least'
  | 'greatest'
  | 'coalesce'
  | 'nullIf'

export const functions: Readonly<Record<FunctionName, FunctionRule>> = Object.freeze({
  ...textFunctions,
  ...numberFunctions,
  ...choiceFunctions,
})

export const functionNames: readonly FunctionName[] = Object.freeze(
  Object.keys(functions) as FunctionName[],
)
