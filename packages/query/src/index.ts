/**
 * Private questions about tables. Drivers are on subpaths: `@dither/query/memory`,
 * `@dither/query/duckdb`; schemas as text are on `@dither/query/yaml`; what is done with answers on `@dither/query/answers`,
 * certificates are checked on `@dither/query/verify`, and
 * questions are measurements of core's calculus on `@dither/query/calculus`.
 */

// Schema: what is public about a table

export { parseCell, scanCell } from './schema/cell.ts'
export { checkSchema, defineSchema } from './schema/define-schema.ts'
export { didYouMean } from './schema/did-you-mean.ts'
export { grammar } from './schema/grammar.ts'
export { inputOf } from './schema/input-of.ts'
export { neighboursOf } from './schema/neighbours-of.ts'
export type {
  BooleanColumn,
  CategoryColumn,
  Column,
  NumericColumn,
  PrivacyUnit,
  Schema,
  TemporalColumn,
  TextColumn,
} from './schema/schema.ts'
export type {
  BooleanInput,
  CategoryInput,
  ColumnInput,
  ColumnKind,
  ColumnKinds,
  KindsIn,
  NumericInput,
  SchemaInput,
  SchemaOf,
  TemporalInput,
  TextInput,
  UnitInput,
} from './schema/schema-input.ts'
export { type Temporal, temporalFromText, temporalText } from './schema/temporal.ts'
export type { Value } from './schema/value.ts'

// Expression: typed, total functions of one row

export { columnsOf } from './expression/columns-of.ts'
export { compareText } from './expression/compare.ts'
export { compile, evaluate, type Row as ScannedRow } from './expression/evaluate.ts'
export type { DatePart, Expression, TimeUnit } from './expression/expression.ts'
export type {
  BooleanFacts,
  Facts,
  NullFacts,
  NumberFacts,
  TextFacts,
} from './expression/facts.ts'
export {
  type Columns,
  expressionLimits,
  factsOf,
  rangeOf,
  typeOf,
} from './expression/facts-of.ts'
export type { FunctionName } from './expression/functions/functions.ts'
export { mostKeys } from './expression/lookup.ts'
export { printExpression } from './expression/print-expression.ts'

// Plan: what is asked

export { printAggregate } from './plan/aggregates/aggregates.ts'
export { boundsOf } from './plan/aggregates/bounded.ts'
export { candidatesOf } from './plan/aggregates/quantile.ts'
export type {
  Axis,
  BoundedPlan,
  DistinctValues,
  FoundKeys,
  Lattice,
  LatticeColumn,
  Merge,
  Merged,
  StepProduct,
  UnitBound,
} from './plan/bounded-plan.ts'
export { checkQuestion, mostCells } from './plan/check-question.ts'
export { columnsOfRelation } from './plan/columns-of-relation.ts'
export type { Goal } from './plan/goal.ts'
export type {
  Aggregate,
  Bins,
  Bounded,
  BoundsAggregate,
  Budget,
  ContingencyAxis,
  ContingencyTable,
  GroupKey,
  KeyedBounds,
  Labelled,
  MatrixAggregate,
  PrivateKeys,
  QuantileAggregate,
  Question,
  RegressionAggregate,
  Relation,
  TopCategories,
  TopValues,
  TreeAggregate,
} from './plan/plan.ts'
export { printBudget, printQuestion } from './plan/print-question.ts'
export { planVersion, readQuestion } from './plan/read-question.ts'
export { standInsOf } from './plan/stand-ins.ts'
export type { UnitColumn } from './plan/unit-columns.ts'

// Proof: why a question is safe

export type { NoisedVector, Proof, Selection } from './proof/proof.ts'
export { prove } from './proof/prove.ts'
export type { VectorKind } from './proof/worst-cases/cell-ranges.ts'

// Engines: where rows lie, and what is asked of them

export { type CsvReader, type CsvRecord, csvReader } from './engines/csv.ts'
export type {
  Asserted,
  CellIntegers,
  ColumnIntegers,
  Engine,
  EngineAnswer,
  FoundKey,
  ProductIntegers,
  RunOptions,
  Source,
} from './engines/engine.ts'

// Release: answers, their error and their cost

export type {
  Certificate,
  CertifiedCharge,
  CertifiedQuestion,
  CertifiedTable,
  LossData,
} from './release/certificate.ts'
export type { ExpectedAccuracy } from './release/expected/expected-accuracy.ts'
export type { ExplainedNoise, ExplainedQuestion, Explanation } from './release/explain.ts'
export type { OtherNoise } from './release/least-noise.ts'
export { lossText } from './release/loss-text.ts'
export type { PartPlace } from './release/partition/part-in.ts'
export type { Partition, PartPlan, PartPlans } from './release/partition/partition.ts'
export { type Chosen, type ExactBudget, type Priced, price } from './release/price.ts'
export type { KeyMechanism, PricedKeys } from './release/private-keys/priced-keys.ts'
export type { ChosenKeys } from './release/private-keys/released-keys.ts'
export type {
  Plan,
  Release,
  ReleaseData,
  ReleasedMember,
  ReleasedPart,
  ReleaseFacts,
} from './release/release.ts'
export type { CdfData } from './release/released/cdf-data.ts'
export type {
  Bin,
  BinAxis,
  CdfPoint,
  Confidence,
  Prediction,
  Released,
  ReleasedBins,
  ReleasedBounds,
  ReleasedCdf,
  ReleasedCell,
  ReleasedContingencyTable,
  ReleasedMatrix,
  ReleasedOf,
  ReleasedQuantile,
  ReleasedQuantiles,
  ReleasedRegression,
  ReleasedScalar,
  ReleasedTable,
  ReleasedTopCategories,
  ReleasedVector,
  SimultaneousConfidence,
  TableRow,
  VectorEntry,
} from './release/released/released.ts'
export type {
  BinsData,
  CellData,
  ReleasedData,
  ScalarData,
  TableData,
  Written,
} from './release/released/released-data.ts'
export { type ValueUnit, valueText, valueWithError } from './release/released/value-unit.ts'
export type { MatrixData, VectorData } from './release/released/vector-data.ts'
export type { Progress } from './release/run-release.ts'
export {
  type OpenedHow,
  type OpenOptions,
  open,
  type ReleaseOptions,
  type Session,
} from './release/session.ts'
export type { Share, SharedBudget } from './release/sharing/shared-budget.ts'
export { type Described, type Shape, type Statistic, shapeOf } from './release/statistic.ts'
export type { PricedPart } from './release/total-event.ts'

// Fluent: questions as people write them

export type {
  Ask,
  AskBins,
  AskBounded,
  AskBounds,
  AskCategories,
  AskDistinct,
  AskKeyedBounds,
  AskMatrix,
  AskPair,
  AskQuantile,
  AskRegression,
  AskTable,
  AskTree,
  AskValues,
  Bounds,
  BudgetOptions,
  Decimal,
} from './fluent/ask.ts'
export { column, literal, moment } from './fluent/express.ts'
export type { NumberOrMoment } from './fluent/in-numbers.ts'
export type {
  ChosenColumns,
  Joined,
  JoinOptions,
  KindOfCell,
  NewIn,
  PublicKind,
  PublicRow,
} from './fluent/join.ts'
export type { Key, Keys, Name, NamedKey, Names, Of } from './fluent/key.ts'
export { type AskLimits, type LimitQuestions, limitsOf } from './fluent/limits.ts'
export type {
  CalendarExpression,
  ClockExpression,
  DateExpression,
  DateTerm,
  MomentExpression,
  TimeExpression,
  TimestampExpression,
  TimestampTerm,
  TimeTerm,
} from './fluent/moment-terms.ts'
export type {
  KindOfTerm,
  OfExpression,
  PerUnit,
  SumBounds,
  UnitColumns,
  UnitRows,
  UnitTerm,
  UpTo,
} from './fluent/per-unit.ts'
export type {
  AskPrivateKeys,
  PrivateKey,
  PrivatelyGroupedTable,
} from './fluent/private-keys.ts'
export type { ShapeIn } from './fluent/questions/asker.ts'
export type { Askable, ListedOf, NameOf, NumberOf } from './fluent/questions/columns-asked.ts'
export type { CountQuestions } from './fluent/questions/counts.ts'
export type { AxisAsk, HistogramQuestions } from './fluent/questions/histograms.ts'
export type { NumbersOf } from './fluent/questions/labelled-columns.ts'
export type { PairQuestions } from './fluent/questions/pairs.ts'
export type { QuantileQuestions } from './fluent/questions/quantiles.ts'
export type { Questions } from './fluent/questions/questions.ts'
export type { RegressionQuestions } from './fluent/questions/regressions.ts'
export type { ValueQuestions } from './fluent/questions/values.ts'
export {
  type Derivations,
  type Derived,
  type GroupedTable,
  type Table,
  table,
} from './fluent/table.ts'
export type {
  AnyExpression,
  BaseExpression,
  BooleanExpression,
  BooleanTerm,
  ExpressionOf,
  KindOf,
  MeasuredExpression,
  NumberExpression,
  NumberTerm,
  Row,
  Term,
  TextExpression,
  TextTerm,
} from './fluent/terms.ts'
export type { United } from './fluent/union.ts'
export { type Branches, type NextBranch, type When, when } from './fluent/when.ts'
export type { Limits } from './schema/with-limits.ts'
