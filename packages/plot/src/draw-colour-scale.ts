/** Which colour is which value, for a heat map whose cells have no room for figures. */

import type { Interval } from './drawable.ts'
import { axisSize, type Drawing, type Drawn, draw, scaleOf } from './drawing.ts'
import { shadeOf } from './shade.ts'
import { textWidth } from './text-width.ts'

/** @param words beside the scale */
export function drawColourScale(range: Interval, words: string, drawing: Drawing): Drawn {
  const { observable, width } = drawing
  const across = Math.max(80, Math.min(220, width - textWidth(words, axisSize) - 40))
  const scale = scaleOf(range, across, (text) => Math.max(40, text + 16))
  const [low, high] = range
  const steps = Array.from({ length: pieces }, (_, index) => {
    const at = (place: number): number => low + ((high - low) * place) / pieces
    return { from: at(index), to: at(index + 1), fill: shadeOf(at(index + 0.5), range).fill }
  })
  const layout = {
    height: 54,
    left: 12,
    right: width - across - 12,
    top: 14,
    bottom: 28,
    x: range,
    y: [0, 1] as const,
  }
  return draw(drawing, layout, [
    observable.rect(steps, {
      x1: 'from',
      x2: 'to',
      y1: 0,
      y2: 1,
      insetRight: -0.7,
      fill: { value: 'fill', scale: null },
    }),
    observable.text(scale.marks, {
      x: (value: number) => value,
      text: scale.text,
      frameAnchor: 'bottom',
      dy: 16,
      className: 'axis',
    }),
    observable.text([words], {
      text: String,
      frameAnchor: 'right',
      textAnchor: 'start',
      dx: 14,
      className: 'axis',
    }),
  ])
}

const pieces = 40
