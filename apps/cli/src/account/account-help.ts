/** What `dither account --help` teaches. */
export const help = `
Examples:
  dither account --noise-multiplier 1 --rate 0.01 --steps 10000 --delta 1e-5
  dither account --laplace 20 --steps 100 --delta 1e-6
  dither account --event certificate.json --epsilon 1
  dither account --target-epsilon 2 --rate 0.01 --steps 10000 --delta 1e-6
  dither account --noise-multiplier 2 --delta 1e-6 --plot trade-off --svg curve.svg

What it says: everything together is (epsilon, delta)-private: for whatever is concluded
from the answers, the odds that one person was in the data move by at most e^epsilon,
but for a chance of delta. Take delta well below 1 / the number of people.

The accountants, sharpest first:
  PLD    follows the whole law of the loss; its upper end is a claim, and the exact
         value lies between both ends
  RDP    adds up Rényi divergences; holds also where answers choose what is asked next
  zCDP   one number, rho; where the noise is Gaussian or the loss is pure
  pure   epsilons add up; no delta
  GDP    a central limit, for training: an estimate, never a claim

Which neighbours: with --rate, one person is added or removed; else those for which the
sensitivity was taken. Samples must be fresh, secret and by person.

What this does not protect: a budget that is spent adaptively needs a filter
(privacyFilter in @dither/core/account), and a PLD is none. Nothing here looks at data,
and nothing is charged.
`
