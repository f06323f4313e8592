/** The parts of IndexedDB that this folder uses, so that the package needs no types of a browser. */

export interface IdbRequest<T> {
  readonly result: T
  readonly error: unknown
  onsuccess: (() => void) | null
  onerror: ((event: { preventDefault(): void }) => void) | null
}

interface IdbOpening extends IdbRequest<IdbDatabase> {
  onupgradeneeded: ((event: { readonly oldVersion: number }) => void) | null
  onblocked: (() => void) | null
}

type IdbKey = string | readonly (string | number)[]

/** Of keys; made by `IDBKeyRange`. */
type IdbRange = object

interface IdbIndexed {
  get(key: IdbKey): IdbRequest<unknown>
  getAll(range?: IdbRange | null, limit?: number): IdbRequest<unknown[]>
  getAllKeys(): IdbRequest<unknown[]>
  put(value: unknown): IdbRequest<unknown>
  /** Fails where the key is there. */
  add(value: unknown): IdbRequest<unknown>
}

export interface IdbTransaction {
  readonly error: unknown
  objectStore(name: string): IdbIndexed
  abort(): void
  oncomplete: (() => void) | null
  onabort: (() => void) | null
}

export interface IdbDatabase {
  createObjectStore(name: string, options: { readonly keyPath: string | string[] }): unknown
  transaction(
    stores: readonly string[],
    mode: 'readonly' | 'readwrite',
    options: { readonly durability: 'strict' },
  ): IdbTransaction
  close(): void
  onversionchange: (() => void) | null
  onclose: (() => void) | null
}

export interface IdbFactory {
  open(name: string, version: number): IdbOpening
}

export interface IdbRanges {
  bound(from: IdbKey, to: IdbKey): IdbRange
  lowerBound(from: IdbKey, open: boolean): IdbRange
}

/** What the browser has, if it has it. */
export function platformIdb():
  | { readonly factory: IdbFactory; readonly ranges: IdbRanges }
  | undefined {
  const factory: unknown = Reflect.get(globalThis, 'indexedDB')
  const ranges: unknown = Reflect.get(globalThis, 'IDBKeyRange')
  return isFactory(factory) && isRanges(ranges) ? { factory, ranges } : undefined
}

function isFactory(value: unknown): value is IdbFactory {
  return typeof value === 'object' && value !== null && 'open' in value
}

function isRanges(value: unknown): value is IdbRanges {
  return typeof value === 'function' && 'bound' in value
}

/** Ends with the result. Awaited within a transaction, it keeps the transaction open. */
export function resultOf<T>(request: IdbRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = (event) => {
      // Whoever awaits it decides; a failure that nobody heeds aborts the transaction by `transact`.
      event.preventDefault()
      reject(request.error)
    }
  })
}
