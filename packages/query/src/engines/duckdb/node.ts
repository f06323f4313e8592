/** The few things of Node that this folder needs, without its types, so that the package stays portable. */
import { DitherError } from '@dither/core'

export interface NodeFiles {
  readonly fs: {
    statSync(path: string): { isFile(): boolean; readonly size: number }
    realpathSync(path: string): string
    openSync(path: string, flags: 'r'): number
    readSync(file: number, into: Uint8Array, offset: number, length: number, at: number): number
    closeSync(file: number): void
    mkdtempSync(prefix: string): string
    writeFileSync(path: string, text: string | Uint8Array): void
    appendFileSync(path: string, bytes: Uint8Array): void
    readdirSync(path: string): string[]
    mkdirSync(path: string): void
    existsSync(path: string): boolean
    symlinkSync(target: string, path: string): void
    renameSync(from: string, to: string): void
    rmSync(path: string, options: { recursive: boolean; force: boolean }): void
  }
  readonly path: { join(...parts: string[]): string; resolve(...parts: string[]): string }
  readonly os: { tmpdir(): string }
  readonly process: NodeProcess
}

interface NodeProcess {
  getBuiltinModule?<Name extends 'fs' | 'path' | 'os'>(
    name: `node:${Name}`,
  ): Omit<NodeFiles, 'process'>[Name] | undefined
  on(event: 'exit', listener: () => void): void
  off(event: 'exit', listener: () => void): void
}

/** @throws DitherError "unsupported" where this is not Node 20.16 or newer */
export function nodeFiles(): NodeFiles {
  const process: NodeProcess | undefined = Reflect.get(globalThis, 'process')
  const fs = process?.getBuiltinModule?.('node:fs')
  const path = process?.getBuiltinModule?.('node:path')
  const os = process?.getBuiltinModule?.('node:os')
  if (process === undefined || fs === undefined || path === undefined || os === undefined)
    throw new DitherError('unsupported', 'the DuckDB engine runs in Node alone', {
      parameter: 'source',
      wayOut: 'Use Node 20.19 or newer, or memory() with a File',
    })
  return { fs, path, os, process }
}
