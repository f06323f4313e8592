import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { secureBits } from './secure-bits.ts'

describe('secureBits in Node', () => {
  test('starts empty in a worker, and draws other words there', async () => {
    const bits = secureBits()
    bits.next()
    const here = [...bits.words]
    const there = await inWorker(`
      const atStart = { position: bits.position, left: bits.words.filter(word => word !== 0).length }
      bits.next()
      require('node:worker_threads').parentPort.postMessage({ atStart, words: [...bits.words] })`)
    expect(there.atStart).toEqual({ position: 16_384, left: 0 })
    const shared = there.words.filter((word, i) => word !== 0 && word === here[i])
    expect(shared.length).toBeLessThan(4) // 16,384 places, 2^-32 each: false alarm below 1e-23
  })

  test('leaves no words in a start-up snapshot, so that its processes draw different ones', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dither-snapshot-'))
    try {
      const entry = join(folder, 'entry.cjs')
      const blob = join(folder, 'snapshot.blob')
      writeFileSync(entry, snapshotEntry())
      execFileSync(process.execPath, ['--snapshot-blob', blob, '--build-snapshot', entry])
      const start = (): { position: number; left: number; word: number } =>
        JSON.parse(execFileSync(process.execPath, ['--snapshot-blob', blob], { encoding: 'utf8' }))
      const [first, second, third] = [start(), start(), start()]
      for (const { position, left } of [first, second, third])
        expect({ position, left }).toEqual({ position: 16_384, left: 0 })
      // All three alike has probability 2^-64.
      expect(new Set([first.word, second.word, third.word]).size).toBeGreaterThan(1)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

interface WorkerReport {
  readonly atStart: { readonly position: number; readonly left: number }
  readonly words: readonly number[]
}

function inWorker(body: string): Promise<WorkerReport> {
  const worker = new Worker(`${modules()}; ${body}`, { eval: true })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

/** Draws a word, is frozen, and reports on each start what it holds and what it draws next. */
function snapshotEntry(): string {
  return `${modules()}
    bits.next()
    require('node:v8').startupSnapshot.setDeserializeMainFunction(() => {
      const left = bits.words.filter(word => word !== 0).length
      console.log(JSON.stringify({ position: bits.position, left, word: bits.next() }))
    })`
}

/** The two modules as one plain script, which snapshots need, and `bits = secureBits()`. */
function modules(): string {
  const module = (name: string): string => {
    const source = readFileSync(new URL(name, import.meta.url), 'utf8')
    const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 }
    const { outputText } = ts.transpileModule(source, { compilerOptions })
    return `${JSON.stringify(name)}: (exports, require) => { ${outputText} }`
  }
  return `
    const modules = { ${module('./before-snapshot.ts')}, ${module('./secure-bits.ts')} }
    const load = name => { const exports = {}; modules[name](exports, load); return exports }
    const bits = load('./secure-bits.ts').secureBits()`
}
