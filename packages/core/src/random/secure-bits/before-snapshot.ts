/** Node's start-up snapshots, where there are any. */

/**
 * Calls `action` just before a start-up snapshot of this process is written.
 *
 * A snapshot is restored many times: random words in it would be drawn many times. Does nothing
 * where no snapshot is being built, which is everywhere but under `node --build-snapshot`.
 */
export function beforeSnapshot(action: () => void): void {
  const process = property(globalThis, 'process')
  const v8 = call(process, 'getBuiltinModule', 'node:v8')
  const snapshot = property(v8, 'startupSnapshot')
  if (!call(snapshot, 'isBuildingSnapshot')) return // Node 20 answers 1, not true
  call(snapshot, 'addSerializeCallback', action)
}

function property(owner: unknown, name: string): unknown {
  return typeof owner === 'object' && owner !== null ? Reflect.get(owner, name) : undefined
}

function call(owner: unknown, name: string, ...parameters: unknown[]): unknown {
  const method = property(owner, name)
  return typeof method === 'function' ? Reflect.apply(method, owner, parameters) : undefined
}
