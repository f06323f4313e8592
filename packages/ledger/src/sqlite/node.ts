/** The few things of Node that this folder needs, without its types, so that the package stays portable. */
import { DitherError } from '@dither/core'

export interface NodeParts {
  readonly fs: {
    existsSync(path: string): boolean
    statSync(path: string): { isFile(): boolean; readonly size: number }
    openSync(path: string, flags: 'r' | 'r+'): number
    readSync(file: number, into: Uint8Array, offset: number, length: number, at: number): number
    closeSync(file: number): void
  }
  readonly path: { resolve(...parts: string[]): string; dirname(path: string): string }
}

interface NodeProcess {
  getBuiltinModule?<Name extends keyof NodeParts>(name: `node:${Name}`): NodeParts[Name] | undefined
}

/** @throws DitherError "unsupported" where this is not Node 20.16 or newer */
export function nodeParts(): NodeParts {
  const process: NodeProcess | undefined = Reflect.get(globalThis, 'process')
  const fs = process?.getBuiltinModule?.('node:fs')
  const path = process?.getBuiltinModule?.('node:path')
  if (fs === undefined || path === undefined)
    throw new DitherError('unsupported', 'ledgers in files are kept by Node alone', {
      parameter: 'ledger',
      wayOut: 'Use Node 20.19 or newer; in a browser, @dither/ledger/indexed-db',
    })
  return { fs, path }
}
