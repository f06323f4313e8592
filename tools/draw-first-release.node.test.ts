import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { drawFirstRelease, picture } from './draw-first-release.ts'

/** Without figures, each element once: a better sampler may draw other noise from the same seed. */
const shape = (svg: string): string[] => [
  ...new Set(
    svg
      .replace(/dither-[0-9a-f]{8}/g, 'id')
      .replace(/-?\d[\d.,]*/g, '0')
      .split(/(?=<)/),
  ),
]

test("the README's picture is what the script draws", async () => {
  expect(shape(readFileSync(picture, 'utf8'))).toEqual(shape(await drawFirstRelease()))
})
