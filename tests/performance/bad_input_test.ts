/**
 * What is given of too little, of what does not move, and of what is missing: one table, and a list that no public function is left off.
 */
import assert from "node:assert/strict";
import * as performance from "volarb/performance";
import { Random } from "volarb/random";
import {
  autocorrelation,
  bootstrapVariance,
  ljungBox,
  longRunVariance,
  mean,
  neweyWest,
  optimalBlockLength,
  rawKurtosis,
  skewness,
  standardError,
  StationaryBootstrap,
  variance,
} from "volarb/stats";
import { NO_FILLS } from "./synthetic_run.ts";

const {
  annualizedReturn,
  annualizedSharpe,
  bootstrapInterval,
  calmarRatio,
  deflatedSharpe,
  dieboldMariano,
  effectiveTrials,
  equityReturns,
  exposure,
  intervalOf,
  mincerZarnowitz,
  minimumTrackRecord,
  modelConfidenceSet,
  overfittingProbability,
  participationCapacity,
  probabilisticSharpe,
  realityCheck,
  returnVolatility,
  rollingSharpe,
  sharpeDifference,
  sharpeMoments,
  sharpeRatio,
  sharpeStandardError,
  sortinoRatio,
  superiorPredictiveAbility,
  turnover,
} = performance;

const ROWS = 12;
const DAY = 86_400e6;
const HOUR = 3600e6;
/** Returns that are bad; 0.1 is no sum of powers of two, so that means of it are rounded. */
const COLUMNS = {
  none: new Float64Array(0),
  one: Float64Array.of(0.1),
  idle: new Float64Array(ROWS),
  constant: new Float64Array(ROWS).fill(0.1),
  missing: Float64Array.from(
    { length: ROWS },
    (_, t) => t === 5 ? NaN : Math.sin(t) / 10,
  ),
};
type Column = keyof typeof COLUMNS;
const ORDER = Object.keys(COLUMNS) as Column[];

/** Another column of the same length that moves. */
const wave = (r: Float64Array) => r.map((_, t) => Math.cos(t * t) / 10);
const ones = (r: Float64Array) => new Float64Array(r.length).fill(1);
const resampling = () => ({ random: new Random(1), draws: 20, blockLength: 2 });
const returnsOf = (value: Float64Array): performance.Returns => ({
  kind: "simple",
  time: value.map((_, t) => (t + 1) * DAY),
  value,
  step: DAY,
  periodsPerYear: 365,
  definition: "returns of days",
});
const refused = (message: RegExp) => ({ message });
const FEW = refused(/at least [23]( rows)?: current value is [01]$/);
const MISSING = refused(/no entry may be missing: .* row 5 is NaN/);

/** A number, or the error that is thrown. */
type Outcome = number | { readonly message: RegExp };
type Case = readonly [
  (returns: Float64Array) => number,
  ...(readonly Outcome[]),
];
const NONE = [NaN, NaN, NaN, NaN, NaN] as const;
const GROWN = 1.1 ** ROWS - 1;

/** What each gives of none, of one, of idle periods, of a constant return, and with a missing entry. */
const CASES: Record<string, Case> = {
  totalReturn: [performance.totalReturn, 0, 0.1, 0, GROWN, NaN],
  annualizedReturn: [
    (r) => annualizedReturn(r, ROWS),
    NaN,
    GROWN,
    0,
    GROWN,
    NaN,
  ],
  returnVolatility: [(r) => returnVolatility(r, 365), NaN, NaN, 0, 0, NaN],
  sharpeRatio: [(r) => sharpeRatio(r), ...NONE],
  sharpeStandardError: [(r) => sharpeStandardError(r), ...NONE],
  "annualizedSharpe value": [
    (r) => annualizedSharpe(r, { periodsPerYear: 365 }).value,
    ...NONE,
  ],
  "annualizedSharpe error": [
    (r) => annualizedSharpe(r, { periodsPerYear: 365 }).standardError,
    ...NONE,
  ],
  sharpeDifference: [(r) => sharpeDifference(r, wave(r)).pValue, ...NONE],
  sortinoRatio: [(r) => sortinoRatio(r, { periodsPerYear: 365 }), ...NONE],
  omegaRatio: [
    (r) => performance.omegaRatio(r),
    NaN,
    Infinity,
    NaN,
    Infinity,
    NaN,
  ],
  profitFactor: [
    performance.profitFactor,
    NaN,
    Infinity,
    NaN,
    Infinity,
    NaN,
  ],
  maximumDrawdown: [performance.maximumDrawdown, 0, 0, 0, 0, NaN],
  calmarRatio: [(r) => calmarRatio(r, 365), ...NONE],
  returnOverDrawdown: [performance.returnOverDrawdown, ...NONE],
  valueAtRisk: [(r) => performance.valueAtRisk(r), NaN, -0.1, 0, -0.1, NaN],
  expectedShortfall: [
    (r) => performance.expectedShortfall(r),
    NaN,
    -0.1,
    0,
    -0.1,
    NaN,
  ],
  tailRatio: [(r) => performance.tailRatio(r), NaN, 1, NaN, 1, NaN],
  hitRate: [performance.hitRate, NaN, 1, NaN, 1, NaN],
  "sharpeMoments skewness": [(r) => sharpeMoments(r).skewness!, ...NONE],
  "sharpeMoments kurtosis": [(r) => sharpeMoments(r).kurtosis!, ...NONE],
  probabilisticSharpe: [
    (r) => probabilisticSharpe(sharpeMoments(r)),
    FEW,
    FEW,
    NaN,
    NaN,
    NaN,
  ],
  minimumTrackRecord: [(r) => minimumTrackRecord(sharpeMoments(r)), ...NONE],
  deflatedSharpe: [
    (r) =>
      deflatedSharpe({ ...sharpeMoments(r), trials: 3, variance: 0.1 })
        .probability,
    FEW,
    FEW,
    NaN,
    NaN,
    NaN,
  ],
  effectiveTrials: [
    (r) => effectiveTrials([r, wave(r)]).count,
    FEW,
    FEW,
    2,
    2,
    MISSING,
  ],
  // A column that never moves has a ratio of 0 in every half, one that loses a lower one.
  overfittingProbability: [
    (r) =>
      overfittingProbability([r, wave(r).map((x) => x - 0.2)], { blocks: 2 })
        .probability,
    FEW,
    FEW,
    0,
    0,
    MISSING,
  ],
  realityCheck: [
    (r) => realityCheck([r], resampling()).pValue,
    FEW,
    FEW,
    1,
    1 / 21,
    MISSING,
  ],
  superiorPredictiveAbility: [
    (r) => superiorPredictiveAbility([r], resampling()).pValue.consistent,
    FEW,
    FEW,
    refused(/must move: all 1 columns are constant/),
    refused(/must move: all 1 columns are constant/),
    MISSING,
  ],
  modelConfidenceSet: [
    (r) => modelConfidenceSet([r, r], resampling()).included.length,
    FEW,
    FEW,
    2,
    2,
    MISSING,
  ],
  dieboldMariano: [
    (r) => dieboldMariano(r).pValue,
    refused(/below the number of periods, 0: current value is 1/),
    refused(/below the number of periods, 1: current value is 1/),
    NaN,
    NaN,
    NaN,
  ],
  "mincerZarnowitz of a forecast": [
    (r) => mincerZarnowitz(wave(r), r).slope,
    NaN,
    NaN,
    NaN,
    NaN,
    mincerZarnowitz(
      wave(COLUMNS.missing).filter((_, t) => t !== 5),
      COLUMNS.missing.filter((_, t) => t !== 5),
    ).slope,
  ],
  "mincerZarnowitz of what came, line": [
    (r) => mincerZarnowitz(r, wave(r)).intercept,
    NaN,
    NaN,
    0,
    0.1,
    mincerZarnowitz(
      COLUMNS.missing.filter((_, t) => t !== 5),
      wave(COLUMNS.missing).filter((_, t) => t !== 5),
    ).intercept,
  ],
  "mincerZarnowitz of what came, tests": [
    (r) => {
      const fit = mincerZarnowitz(r, wave(r));
      // Each of these is a number, or none is.
      return fit.rSquared + 0 * (fit.fStatistic + fit.waldStatistic) +
        0 * fit.pValue;
    },
    NaN,
    NaN,
    NaN,
    NaN,
    mincerZarnowitz(
      COLUMNS.missing.filter((_, t) => t !== 5),
      wave(COLUMNS.missing).filter((_, t) => t !== 5),
    ).rSquared,
  ],
  varianceLoss: [
    (r) => mean(performance.varianceLoss(r, r)),
    NaN,
    0,
    NaN,
    0,
    NaN,
  ],
  pattonLoss: [
    (r) => mean(performance.pattonLoss(r, r, 0)),
    NaN,
    0,
    NaN,
    0,
    NaN,
  ],
  "bootstrapInterval low": [
    (r) =>
      bootstrapInterval(r, mean, {
        resampler: new StationaryBootstrap(resampling()),
        draws: 20,
      }).low,
    refused(/rows must be an integer of at least 1: current value is 0/),
    0.1,
    0,
    0.1,
    NaN,
  ],
  intervalOf: [(r) => intervalOf(0.1, r).high, NaN, 0.1, 0, 0.1, 0.0969343042],
  rollingSharpe: [
    (r) => rollingSharpe(returnsOf(r), 3).sharpe.at(-1) ?? NaN,
    NaN,
    NaN,
    NaN,
    NaN,
    rollingSharpe(returnsOf(COLUMNS.missing.slice(-3)), 3).sharpe[2]!,
  ],
  groupedReturns: [
    (r) =>
      performance.groupedReturns(returnsOf(r), Array.from(r, () => "a"))[0]
        ?.sharpe ?? NaN,
    ...NONE,
  ],
  terciles: [
    (r) => performance.terciles(r).thresholds[0],
    NaN,
    0.1,
    0,
    0.1,
    -0.0186277,
  ],
  // As equity.
  equityReturns: [
    (equity) =>
      equityReturns({ time: equity.map((_, t) => t), equity }, { step: 1 })
        .value[0] ?? NaN,
    NaN,
    NaN,
    NaN,
    0,
    NaN,
  ],
  drawdown: [
    (equity) => performance.drawdown(equity).at(-1) ?? NaN,
    NaN,
    0,
    NaN,
    0,
    1 - COLUMNS.missing.at(-1)! / COLUMNS.missing[8]!,
  ],
  drawdownEpisodes: [
    (equity) =>
      performance.drawdownEpisodes({ time: equity.map((_, t) => t), equity })
        .length,
    0,
    0,
    0,
    0,
    2,
  ],
  // As values of positions and as quantities.
  exposure: [
    (net) => exposure({ net, gross: net.map(Math.abs), equity: ones(net) }).net,
    NaN,
    0.1,
    0,
    0.1,
    NaN,
  ],
  turnover: [
    (quantity) =>
      turnover({ quantity, price: ones(quantity) }, {
        meanEquity: 1,
        span: DAY,
      }),
    0,
    0.1,
    0,
    1.2,
    NaN,
  ],
  participationCapacity: [
    (quantity) =>
      participationCapacity({ quantity, volume: ones(quantity) }, {
        share: 0.1,
      }),
    Infinity,
    1,
    Infinity,
    1,
    NaN,
  ],
  // What the statistics above stand on.
  skewness: [skewness, ...NONE],
  rawKurtosis: [rawKurtosis, ...NONE],
  variance: [(r) => variance(r), NaN, NaN, 0, 0, NaN],
  standardError: [standardError, NaN, NaN, 0, 0, NaN],
  longRunVariance: [(r) => longRunVariance(r), NaN, 0, 0, 0, NaN],
  "neweyWest error": [(r) => neweyWest(r).standardError, NaN, 0, 0, 0, NaN],
  autocorrelation: [(r) => autocorrelation(r, 2)[0]!, ...NONE],
  ljungBox: [
    (r) => ljungBox(r, { lags: 1 }).pValue,
    refused(/lags must be in 1 to -1: current value is 1/),
    refused(/lags must be in 1 to 0: current value is 1/),
    NaN,
    NaN,
    ljungBox(COLUMNS.missing, { lags: 1 }).pValue,
  ],
  optimalBlockLength: [optimalBlockLength, NaN, NaN, 1, 1, NaN],
  bootstrapVariance: [(r) => bootstrapVariance(r, 2), NaN, 0, 0, 0, NaN],
};

for (const [name, [statistic, ...outcomes]] of Object.entries(CASES)) {
  Deno.test(`${name} of none, of one, of idle periods, of a constant, of a missing entry`, () => {
    assert.equal(outcomes.length, ORDER.length);
    ORDER.forEach((column, i) => {
      const outcome = outcomes[i]!;
      const before = COLUMNS[column].slice();
      const run = () => statistic(COLUMNS[column]);
      if (typeof outcome === "object") {
        assert.throws(run, { name: "RangeError", ...outcome }, column);
      } else {
        const value = run();
        const near = Object.is(value, outcome) || value === outcome ||
          Math.abs(value - outcome) <= 1e-6 * Math.abs(outcome) + 1e-30;
        assert.ok(near, `${column}: ${value}, not ${outcome}`);
      }
      assert.deepEqual(COLUMNS[column], before, `${column} is left as it was`);
    });
  });
}

/** Functions that take no returns, or a whole run: where their bad input is tested. */
const ELSEWHERE: Record<string, string> = {
  PositionParts: "factor_attribution",
  asRunReport: "backtest_report",
  backtestReport: "backtest_report",
  calendarGroups: "grouped_returns",
  capacity: "trading",
  runCapacity: "trading",
  runEquity: "run_equity",
  deflatedSharpeSize: "bad_input",
  evaluateRun: "evaluate_run",
  expectedMaximumSharpe: "probabilistic_sharpe",
  factorAttribution: "factor_attribution",
  fillsBySymbol: "bad_input",
  headlineStatistics: "headline_statistics",
  loStandardError: "sharpe_ratio",
  meanHoldingTime: "trading",
  midPrices: "mid_prices",
  minimumBacktestLength: "probabilistic_sharpe",
  periodsPerYear: "returns",
  positionValues: "evaluate_run",
  resampleEquity: "returns",
  roundTrips: "trading",
  sensitivity: "sensitivity",
  sensitivityRow: "sensitivity",
  sensitivitySweep: "sensitivity",
  sharpeScaling: "sharpe_ratio",
  sweep: "sweep",
  tradingStatistics: "bad_input",
  trialRecords: "bad_input",
};

Deno.test("every public function has a row in the table, or bad input in a test that names it", async () => {
  const inTable = new Set(Object.keys(CASES).map((name) => name.split(" ")[0]));
  for (const [name, value] of Object.entries(performance)) {
    if (typeof value !== "function" || inTable.has(name)) continue;
    const file = ELSEWHERE[name];
    assert.ok(file !== undefined, `${name} is nowhere`);
    const text = await Deno.readTextFile(
      new URL(`${file}_test.ts`, import.meta.url),
    );
    assert.match(text, new RegExp(`\\b${name}\\b`), `${name} in ${file}`);
  }
});

Deno.test("a record's lines that are no whole trial are passed over, and the last of the same counts", () => {
  const line = (key: string, result: number) =>
    `{"key":"${key}","parameters":{},"result":${result}}`;
  const found = performance.trialRecords([
    line("a", 1),
    "",
    line("b", 2).slice(0, -3),
    "[]",
    line("c", 3),
    line("a", 4),
  ]);
  assert.deepEqual(found.map(({ key, result }) => [key, result]), [
    ["a", 4],
    ["c", 3],
  ]);
  assert.deepEqual(performance.trialRecords([]), []);
});

Deno.test("what takes no returns refuses or is empty", () => {
  assert.throws(() => performance.deflatedSharpeSize({ trials: 0 }), {
    name: "RangeError",
    message: /trials/,
  });
  assert.deepEqual(performance.fillsBySymbol(NO_FILLS), []);
});

Deno.test("equity that grows by the same in every period has no test of its mean", () => {
  const hours = 20;
  const from = 0;
  const time = Float64Array.from({ length: hours + 1 }, (_, t) => t * HOUR);
  const run: performance.RunReport = {
    name: "a deposit",
    hash: "0",
    span: { from, to: hours * HOUR },
    initialEquity: 1,
    currency: "USDT",
    parameters: {},
    fillTiming: "next",
    // Powers of two: every return is exactly 1.
    equity: { time, equity: time.map((_, t) => 2 ** t) },
    positions: [],
    fills: NO_FILLS,
    prices: [],
    search: { trials: 3, variance: 0.1 },
  };
  const { returns, significance } = performance.evaluateRun(run, {
    random: new Random(1),
    step: HOUR,
    draws: 10,
  });
  assert.throws(
    () =>
      performance.tradingStatistics({ ...run, initialEquity: NaN }, {
        random: new Random(1),
      }),
    { name: "RangeError", message: /initialEquity/ },
  );
  assert.ok(returns.value.every((r) => r === 1));
  const { sharpe, meanTest, probabilisticSharpe, minimumTrackRecord } =
    significance;
  for (
    const number of [
      sharpe.value,
      meanTest.statistic,
      meanTest.pValue,
      probabilisticSharpe,
      minimumTrackRecord,
      significance.deflated!.probability,
    ]
  ) assert.ok(Number.isNaN(number));
});

Deno.test("a forecast that is met in every pair has a line and no test", () => {
  const came = Float64Array.of(0.1, 0.3, 0.2, 0.7, 0.5);
  for (const times of [1, 3]) {
    const fit = mincerZarnowitz(came.map((x) => times * x), came);
    assert.ok(Math.abs(fit.slope - times) < 1e-14);
    assert.equal(fit.rSquared, 1);
    assert.deepEqual([fit.interceptError, fit.slopeError], [0, 0]);
    assert.ok(
      Number.isNaN(fit.pValue) && Number.isNaN(fit.fStatistic) &&
        Number.isNaN(fit.waldStatistic),
    );
  }
});
