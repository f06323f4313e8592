import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { drawFirstRelease, picture } from './draw-first-release.ts'

/** Without figures: a better sampler may draw other noise from the same seed. */
const shape = (svg: string): string =>
  svg
    .replace(/dither-[0-9a-f]{8}/g, 'id')
    .replace(/-?\d[\d.,]*/g, '0')
    .replace(/class="(grid|axis)"/g, '')
    .split('\n')
    .filter((line) => !/^<(path|text)/.test(line))
    .join('\n')

test("the README's picture is what the script draws", async () => {
  expect(shape(readFileSync(picture, 'utf8'))).toBe(shape(await drawFirstRelease()))
})
