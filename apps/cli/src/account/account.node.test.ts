import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli, type Workplace, workplace } from '../testing.ts'

let place: Workplace
beforeAll(() => {
  place = workplace()
})
afterAll(() => place.remove())

const account = (...words: string[]) => runCli(['account', ...words])
const jsonOf = async (...words: string[]) => {
  const { code, out, err } = await account(...words, '--json')
  expect(err).toBe('')
  expect(code).toBe(0)
  return JSON.parse(out)
}

describe('dither account', () => {
  it('prices training by every accountant, and claims the least', async () => {
    const words = ['--noise-multiplier', '1', '--rate', '0.01', '--steps', '10000']
    const { code, out } = await account(...words, '--delta', '1e-5')
    expect(code).toBe(0)
    expect(out).toMatch(/loss distribution \(PLD\) +6\.18\d+ +at least 6\.18\d+, estimate 6\.1877/)
    expect(out).toMatch(/Rényi \(RDP\) +6\.7128 +at order/)
    expect(out).toMatch(/Gaussian limit \(GDP\) +about 6\.\d+ +an estimate, no bound/)
    expect(out).toMatch(/Claim: \(epsilon 6\.18\d+, delta 1e-5\)-private, by loss distribution/)
  })

  it('never prints a claim below the accountant: what is rounded is rounded up', async () => {
    const words = ['--noise-multiplier', '3', '--steps', '7', '--delta', '1e-6']
    const exact = await jsonOf(...words)
    const { out } = await account(...words)
    const shown = Number(/Claim: \(epsilon ([\d.]+)/.exec(out)?.[1])
    expect(shown).toBeGreaterThanOrEqual(exact.claim.epsilon)
    expect(shown).toBeLessThan(exact.claim.epsilon * 1.0002)
    expect(exact.claim.accountant).toBe('pld')
    expect(exact.accountants.zcdp.rho).toBeCloseTo(7 / 18, 9)
  })

  it('asks for delta at an epsilon', async () => {
    const { claim, accountants } = await jsonOf(
      '--laplace',
      '10',
      '--steps',
      '50',
      '--epsilon',
      '2',
    )
    expect(claim.epsilon).toBe('2')
    expect(claim.delta).toBe(accountants.pld.upper)
    expect(accountants.pld.upper).toBeLessThan(accountants.rdp.upper)
    expect(accountants.pure).toBeUndefined()
  })

  it('says that epsilons add up where that is best', async () => {
    const { out } = await account('--laplace', '2', '--delta', '1e-9')
    expect(out).toMatch(/pure +0\.5 +needs no delta/)
  })

  it('finds the least noise that keeps to a target, and prices what it prints', async () => {
    const words = ['--target-epsilon', '1', '--delta', '1e-6', '--steps', '10']
    const found = await jsonOf(...words)
    const size = Number(found.noiseMultiplier)
    expect(found.claim.epsilon).toBeLessThanOrEqual(1)
    const less = await jsonOf(
      ...['--noise-multiplier', String(size * 0.9999), '--steps', '10', '--delta', '1e-6'],
    )
    expect(less.claim.epsilon).toBeGreaterThan(1)
    const laplace = await account(...words, '--laplace')
    expect(laplace.out).toMatch(/Laplace scale over sensitivity \d+\.\d+ keeps to epsilon 1/)
  })

  it('reads events from a file: one, a list, a certificate', async () => {
    const event = { version: 1, kind: 'laplace', neighbours: 'unstated', noiseMultiplier: '4' }
    const one = place.write('one.json', JSON.stringify(event))
    const list = place.write('list.json', JSON.stringify([event, event]))
    const certificate = place.write('certificate.json', JSON.stringify({ events: [event, event] }))
    const [twice, listed, certified] = [
      await jsonOf('--event', one, '--steps', '2', '--delta', '1e-6'),
      await jsonOf('--event', list, '--delta', '1e-6'),
      await jsonOf('--event', certificate, '--delta', '1e-6'),
    ]
    expect(listed.claim).toEqual(twice.claim)
    expect(certified.claim).toEqual(twice.claim)
    const again = place.write('again.json', JSON.stringify(twice.event))
    expect((await jsonOf('--event', again, '--delta', '1e-6')).claim).toEqual(twice.claim)
    const input = { input: JSON.stringify(event) }
    const piped = await runCli(['account', '--event', '-', '--delta', '1e-6'], input)
    expect(piped.out).toMatch(/Claim: epsilon 0\.25|Claim: \(epsilon 0\.2/)
  })

  it('draws the profile and the trade-off, and tells them in the terminal', async () => {
    const words = ['--noise-multiplier', '2', '--delta', '1e-6']
    const [profile, tradeOff] = [place.path('profile.svg'), place.path('trade-off.svg')]
    const first = await account(...words, '--svg', profile)
    expect(first.out).toMatch(/profile\.svg: the curve/)
    expect(readFileSync(profile, 'utf8')).toMatch(/<title[^>]*>Privacy profile/)
    const second = await account(...words, '--plot', 'trade-off', '--svg', tradeOff)
    expect(second.out).toMatch(/0\.05 +8\d\.\d %/)
    expect(readFileSync(tradeOff, 'utf8')).toMatch(/What an attacker is left/)
    const { out } = await account(...words, '--plot')
    expect(out).toMatch(/epsilon +delta at most\n +0 +0\.19/)
  })

  it.each([
    [[], /nothing says what noise there is.*--noise-multiplier 1/],
    [['--noise-multiplier', '1'], /nothing says what is asked.*--delta 1e-6/],
    [['--noise-multiplier', '1', '--delta', '1e-6', '--epsilon', '1'], /--delta asks for epsilon/],
    [['--noise-multiplier', '1', '--laplace', '1', '--delta', '1e-6'], /three different things/],
    [['--laplace', '--delta', '1e-6'], /--laplace has no number/],
    [['--noise-multiplier', '0', '--delta', '1e-6'], /noiseMultiplier is 0, must be more than 0/],
    [['--noise-multiplier', '1', '--delta', '2'], /delta is 2, must be less than 1/],
    [['--noise-multiplier', '1', '--rate', '2', '--delta', '1e-6'], /rate is 2, must be at most 1/],
    [['--noise-multiplier', '1', '--steps', '1.5', '--delta', '1e-6'], /--steps is 1\.5/],
    [['--target-epsilon', '1'], /--target-epsilon needs a delta/],
    [['--target-epsilon', '1', '--noise-multiplier', '1', '--delta', '1e-6'], /it is given/],
    [['--event', 'absent.json', '--delta', '1e-6'], /cannot be read/],
    [['--noise-multiplier', '1', '--delta', '1e-6', '--svg', 'absent/a.svg'], /cannot be written/],
    [['--noise-multiplier', '1', '--delta', '1e-6', '--plot', 'pie'], /profile, trade-off/],
  ] as const)('refuses %j, and says the way out', async (words, message) => {
    const { code, out, err } = await account(...words)
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toMatch(message)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
  })

  it('refuses files that hold no events', async () => {
    const bad = place.write(
      'bad.json',
      '{"kind": "unknown", "version": 1, "neighbours": "unstated"}',
    )
    expect((await account('--event', bad, '--delta', '1e-6')).err).toMatch(/kind/)
    const text = place.write('text.json', 'age,income')
    expect((await account('--event', text, '--delta', '1e-6')).err).toMatch(/is not JSON/)
    const none = place.write('none.json', '[]')
    expect((await account('--event', none, '--delta', '1e-6')).err).toMatch(/holds no events/)
    const one = place.write('rate.json', '[]')
    const sampled = await account('--event', one, '--rate', '0.1', '--delta', '1e-6')
    expect(sampled.err).toMatch(/--rate is for noise/)
  })

  it('teaches in its help', async () => {
    const { out } = await account('--help')
    expect(out).toMatch(/10000 --delta 1e-5/)
    expect(out).toMatch(/What this does not protect/)
  })
})
