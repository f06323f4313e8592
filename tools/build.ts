/**
 * Builds every package in the order of the workspaces, each against its neighbours' shipped types; before
 * that, the kernels that core carries inside.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileKernel, kernelFile } from './compile-kernel.ts'

const code = await compileKernel()
if (readFileSync(kernelFile, 'utf8') !== code) writeFileSync(kernelFile, code)

const { workspaces } = JSON.parse(readFileSync('package.json', 'utf8')) as { workspaces: string[] }
for (const dir of workspaces) {
  const project = join(dir, 'tsconfig.build.json')
  if (!existsSync(project)) continue
  rmSync(join(dir, 'dist'), { recursive: true, force: true })
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/@typescript/native/bin/tsc', '-p', project],
    { stdio: 'inherit' },
  )
  if (status !== 0) {
    console.error(`${dir} does not build`)
    process.exit(1)
  }
}
