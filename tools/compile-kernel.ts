/** The bulk kernels: AssemblyScript to a module of WebAssembly, in hexadecimal in a file of TypeScript. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { main } from 'assemblyscript/asc'

const source: string = fileURLToPath(
  new URL('../packages/core/src/random/kernel/noise.as', import.meta.url),
)

/** Where the result is kept. */
export const kernelFile: string = fileURLToPath(
  new URL('../packages/core/src/random/kernel/kernel-code.ts', import.meta.url),
)

/** The text that `kernelFile` should have. @throws Error if the source does not compile */
export async function compileKernel(): Promise<string> {
  let module = new Uint8Array()
  const options = ['-O3', '--noAssert', '--runtime', 'stub']
  const platform = ['--initialMemory', '4', '--maximumMemory', '4', '--enable', 'simd']
  const { error, stderr } = await main(
    ['noise.ts', '--outFile', 'noise.wasm', ...options, ...platform],
    {
      readFile: (name) => (name === 'noise.ts' ? readFileSync(source, 'utf8') : null),
      writeFile: (_name, contents) => {
        if (typeof contents !== 'string') module = Uint8Array.from(contents)
      },
      listFiles: () => [],
    },
  )
  if (error !== null) throw new Error(`${source} does not compile: ${stderr.toString()}`)
  // Base64 is shorter, but not after gzip, which finds repeated bytes in this.
  const lines =
    Buffer.from(module)
      .toString('hex')
      .match(/.{1,92}/g) ?? []
  return `// Made by npm run build from packages/core/src/random/kernel/noise.as.

/** The kernels as a module of WebAssembly, in hexadecimal. [kernel.proof.md] */
export const kernelCode: string =
${lines.map((line) => `  '${line}'`).join(' +\n')}
`
}
