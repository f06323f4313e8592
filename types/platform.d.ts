/** The platform globals that Node 20 and every current browser share. */
declare const crypto: {
  getRandomValues<T extends ArrayBufferView>(array: T): T
  randomUUID(): string
}
declare const performance: { now(): number }
declare function setTimeout(callback: () => void, milliseconds: number): unknown
declare function clearTimeout(timer: unknown): void
declare function setInterval(callback: () => void, milliseconds: number): unknown
declare function clearInterval(timer: unknown): void
interface AbortSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}
interface Blob {
  readonly size: number
  slice(start?: number, end?: number): Blob
  arrayBuffer(): Promise<ArrayBuffer>
}
declare const Blob: {
  readonly prototype: Blob
  new (parts?: readonly (string | ArrayBufferView | ArrayBuffer)[]): Blob
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
  decode(input?: ArrayBufferView | ArrayBuffer, options?: { stream?: boolean }): string
}
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>
}
declare namespace WebAssembly {
  type Exports = Record<string, unknown>
  interface Memory {
    readonly buffer: ArrayBuffer
  }
  const Memory: { readonly prototype: Memory; new (descriptor: { initial: number }): Memory }
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>)
  }
  class Instance {
    constructor(module: Module)
    readonly exports: Exports
  }
}
