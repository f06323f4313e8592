import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compileKernel, kernelFile } from './compile-kernel.ts'

test('the committed kernel is what its source compiles to, byte for byte', async () => {
  const code = await compileKernel()
  expect(readFileSync(kernelFile, 'utf8')).toBe(code)
  expect(await compileKernel()).toBe(code)
})

test('the kernel is small', () => {
  const module = readFileSync(kernelFile, 'utf8').match(/'[^']+'/g) ?? []
  expect(module.join('').length).toBeLessThan(6500) // two digits a byte; some 1.5 kB after gzip
})
