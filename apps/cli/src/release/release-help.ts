/** What `dither release --help` teaches. */

export const releaseHelp = `
Statistics (large and small letters, - and _ do not matter):
  counts        count()  count(educ)  countUnits()  countDistinct(age)
  values        sum(income)  mean(age)  variance(age)  sd(age)  moment(age, 2)
  ranks         median(income)  quantile(income, 0.9)  min(income)  max(income)
                quantiles(income, [0.25, 0.5, 0.75])  iqr(income)  cdf(income)
  bins          histogram(educ)  histogram(income, edges=0:100000:10000)
                histogram(age, values=[18, 19, 20])  topValues(educ, 3)
                topCategories(educ, 3)
                contingencyTable([educ, age edges=[0, 40, 99]], margins=all)
  columns       covariance(age, income)  correlation([age, income, educ])
                covariance([age], [income, educ])
                linearRegression(income, [age, educ])
  no bounds?    bounds(income) finds some, to be used in a second run

Options of one statistic, as in mean(age, epsilon=0.5) or count(epsilon=0.5):
  epsilon=0.5         its own budget, in place of a share; also delta=, rho=
  weight=2            its share of the common budget; 1 unless said
  accuracy=5          the error that is wanted; --epsilon then is a limit
  expects=1000        about how large it is, for --share 'relative error'
  among=1000          about how many values it is of, where that is not public
  lower=0, upper=99   clamp to these bounds, not the schema's; of several
                      columns lower=[0, 0], upper=[99, 5], in their order
  edges=0:100:10      bins from 0 to 100 in steps of 10; or edges=[0, 18, 65]
                      of dates [2026-01-01, 2026-07-01]; times stand in quotes
  values=[a, b]       one bin a value
  candidates=100      of ranks: how many points between the bounds; or which:
                      candidates=[0, 10, 50]
  maxValues=3         of countDistinct: the most values of a person that count
  margins=all         of contingencyTable: sums are measured too; or [educ, age]
  ridge=, intercept=  of linearRegression
  mechanism=gaussian  its noise
  as=name             its name in the output; names with spaces stand in quotes

Examples:
  dither release people.csv --schema people.yaml --epsilon 1 \\
    --stats "mean(age), median(income), quantile(income, 0.9)"
  dither release people.csv --schema people.yaml --epsilon 1 --svg income.svg \\
    --stats "count(), histogram(income, edges=0:100000:10000, weight=3)"
  dither release visits.parquet --schema visits.yaml --rho 0.1 --csv \\
    --stats "mean(income)" --group-by educ
  dither release people.csv --schema people.yaml --epsilon 1 --delta 1e-9 \\
    --stats "count(), mean(age)" --group-by town --private-keys
  dither release people.csv --schema people.yaml --epsilon 1 --accuracy 10 \\
    --stats "count(), sum(age, accuracy=500)"
  dither release people.csv --schema people.yaml --epsilon 1 --explain \\
    --stats "linearRegression(income, [age, educ])"

--budget 3 keeps people.ledger beside people.yaml: over all runs no more than that
is spent, and later runs need not say it again. --ledger names another; without
either, and where no ledger is, a run counts for itself alone. See dither ledger.

--epsilon is for this run: all its answers together cost no more. 0.1 is
strong, 1 is common, above 5 is weak. Smaller means more noise, and the
printed error says how much. --explain says it beforehand, from the schema
alone; the file need not even be there.

With --private-keys the values of --group-by may be anything that stands in the
file: those that enough people have are answered, no others, and all of --delta
goes for that, with as much of --epsilon as a statistic takes.

Only noisy values are printed. Of the data nothing is told: no number of rows,
no error about a cell. Values beyond the schema's bounds are clamped. Cells that
are missing, unreadable or not on a list of categories are NULL in a column of
nullable: true; in others the schema's impute counts in their place, which is
the middle of the bounds, false or the first category unless said. The owner can
look with dither check.

What this does not protect: a person who has more rows than the schema says;
bounds that were copied from the data; the sum of several runs, unless a ledger
counts them (--budget).

Ctrl-C before the charge costs nothing; after it the budget is spent, and the
message says so. COLUMNS=40 prints for a narrow screen. Exit codes: 0 done, 1
refused, 2 wrong usage, 3 the engine failed, 130 interrupted.
`
