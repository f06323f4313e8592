import { parseHTML } from 'linkedom/worker'
import { expect, test } from 'vitest'
import { escapeXml, px, writeChildren } from './write-svg.ts'

const { document } = parseHTML('<!doctype html><html><body></body></html>')
const written = (inside: string): string => {
  document.body.innerHTML = `<svg>${inside}</svg>`
  const svg = document.querySelector('svg')
  return svg === null ? '' : writeChildren(svg)
}

test('only elements and attributes that draw are written', () => {
  expect(
    written(
      '<g class="bar" onclick="alert(1)" style="fill:url(//x)" aria-label="a"><rect x="1" href="//x" width="2"/></g>',
    ),
  ).toBe('<g class="bar"><rect width="2" x="1"/></g>')
  expect(
    written(
      '<script>1</script><style>a{}</style><image href="//x"/><foreignObject><b>x</b></foreignObject>',
    ),
  ).toBe('')
})

test('text is escaped, and what XML cannot hold becomes a question mark', () => {
  expect(escapeXml('<a b="c">&amp;\u0000\ud800\ufffe\u{1f600}\n')).toBe(
    '&lt;a b=&quot;c&quot;&gt;&amp;amp;???\u{1f600}\n',
  )
  expect(written('<text>&lt;script&gt; &amp;amp;</text>')).toBe(
    '<text>&lt;script&gt; &amp;amp;</text>',
  )
})

test('places are rounded to hundredths of a pixel, and names are not', () => {
  expect(
    written(
      '<path class="a1.23456" d="M1.23456,-0.0001L1e-9,2.5e2" transform="translate(10.005,3)"/>',
    ),
  ).toBe('<path class="a1.23456" d="M1.23,0L0,250" transform="translate(10.01,3)"/>')
  expect([px(-0.001), px(1.239), px(-7)]).toEqual(['0', '1.24', '-7'])
})
