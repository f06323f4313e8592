import { describe, expect, test } from 'vitest'
import { OutOfBits, scriptedBits } from './scripted-bits.ts'
import { seededBits } from './seeded-bits.ts'

describe('seededBits', () => {
  test('the same seed gives the same words, in every engine', () => {
    const bits = seededBits('dither')
    const first = Array.from({ length: 4 }, () => bits.next())
    expect(first).toEqual([2843593065, 3840397207, 3194236818, 3624814587])
    const again = seededBits('dither')
    expect(Array.from({ length: 4 }, () => again.next())).toEqual(first)
    expect(seededBits('other').next()).not.toBe(first[0])
    expect(seededBits(7).next()).toBe(seededBits('7').next())
  })

  test('words have the stated width and every bit moves', () => {
    for (const wordBits of [1, 3, 8, 32]) {
      const bits = seededBits(1, { wordBits })
      let or = 0
      let and = 2 ** wordBits - 1
      for (let i = 0; i < 3000; i++) {
        const word = bits.next()
        expect(word).toBeLessThan(2 ** wordBits)
        or = (or | word) >>> 0
        and = (and & word) >>> 0
      }
      expect([or, and]).toEqual([2 ** wordBits - 1, 0])
    }
    expect(() => seededBits(1, { wordBits: 33 })).toThrow(RangeError)
  })

  test('the buffer starts empty, and used words are zeroed', () => {
    const bits = seededBits(1)
    expect(bits.position).toBe(bits.words.length)
    bits.next()
    expect([bits.position, bits.words[0]]).toEqual([1, 0])
    bits.position = bits.words.length
    bits.next()
    expect(bits.position).toBe(1)
  })
})

describe('scriptedBits', () => {
  test('yields the script, then throws', () => {
    const bits = scriptedBits([3, 0, 2], 2)
    expect([bits.next(), bits.next(), bits.next()]).toEqual([3, 0, 2])
    expect([...bits.words]).toEqual([0, 0, 0])
    expect(() => bits.next()).toThrow(OutOfBits)
    expect(() => bits.refill()).toThrow(OutOfBits)
    expect(() => scriptedBits([4], 2)).toThrow(RangeError)
  })
})
