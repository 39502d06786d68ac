import { Random } from "volarb/random";
import {
  barClose,
  bulkVpin,
  bulkVpinBaseline,
  clockBars,
  exponentialTest,
  fitHawkes,
  flowRegression,
  hawkesResiduals,
  kyleEquilibrium,
  linearFit,
  orderFlowImbalance,
  orderFlowImbalanceBars,
  type Quotes,
  signAutocorrelation,
  vpin,
  vpinBaseline,
} from "volarb/flow";
import { solveMicroPrice } from "volarb/liquidity";
import { type Anchor, exact, simulated, type Size } from "./anchor.ts";

/** Row numbers as a column. */
function rows(n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => i);
}

/** Mean of the entries that are there. */
function meanOf(column: Float64Array): number {
  const defined = column.filter((x) => x === x);
  return defined.reduce((sum, x) => sum + x, 0) / defined.length;
}

/** Levels of VPIN that random sides give, exact and simulated, and the vectors by hand. */
export function toxicityAnchors(seed: number, size: Size): Anchor[] {
  const random = new Random(seed);
  const trades = Math.ceil(4e6 * size);
  const { value } = vpin({
    time: rows(trades),
    quantity: new Float64Array(trades).fill(1),
    isBuyerMaker: Uint8Array.from(
      { length: trades },
      () => random.integer(2),
    ),
  }, { bucketVolume: 100, window: 1, anchor: 0 });
  const bulk = (barsPerBucket: number) => {
    const n = Math.ceil(3e5 * size * barsPerBucket) + 2000;
    let price = 1e6;
    return meanOf(
      bulkVpin({
        time: rows(n),
        price: Float64Array.from({ length: n }, () => price += random.normal()),
        quantity: new Float64Array(n).fill(1),
      }, {
        bucketVolume: barsPerBucket,
        barsPerBucket,
        deviationWindow: 1000,
        window: 1,
        anchor: 0,
      }).value,
    );
  };
  const five = vpin({
    time: rows(5),
    quantity: Float64Array.of(4, 3, 5, 8, 10),
    isBuyerMaker: Uint8Array.of(0, 1, 0, 1, 0),
  }, { bucketVolume: 10, window: 3, anchor: 0 });
  return [
    ...([
      [2, 0.5],
      [3, 0.5],
      [10, 0.24609375],
      [50, 0.112275173],
      [100, 0.0795892374],
    ] as const).map(([m, level]) =>
      exact(`VPIN of ${m} random sides`, level, vpinBaseline(m), 1e-9)
    ),
    simulated(
      "VPIN of 100 random sides, simulated",
      vpinBaseline(100),
      meanOf(value),
      0.01 * vpinBaseline(100),
    ),
    simulated("bulk VPIN of one bar a bucket", 1 / 2, bulk(1), 0.002),
    simulated("bulk VPIN of two bars a bucket", 1 / 3, bulk(2), 0.002),
    exact(
      "bulk VPIN of three bars a bucket",
      13 / 48,
      bulkVpinBaseline({ barsPerBucket: 3 }),
      1e-15,
    ),
    // scipy 1.17.1: quad of (2 t.cdf(x, 0.25) - 1) 2 norm.pdf(x) over x > 0.
    exact(
      "bulk VPIN of one bar, Student's t of a quarter",
      0.2188615215,
      bulkVpinBaseline({ barsPerBucket: 1, law: { studentT: 0.25 } }),
      1e-8,
    ),
    exact("VPIN of buckets +4, -6, +10", 2 / 3, five.value[2]!, 1e-12),
  ];
}

/** Quotes whose contributions are 2, 3, 4, 5 and -4. */
const published: Quotes = {
  time: rows(6),
  bidPrice: Float64Array.of(100, 100, 100, 100.5, 100.5, 100),
  bidQuantity: Float64Array.of(10, 12, 12, 4, 4, 11),
  askPrice: Float64Array.of(101, 101, 101, 101, 101.5, 101.5),
  askQuantity: Float64Array.of(8, 8, 5, 5, 9, 9),
};

/**
 * The stylised book: `depth` at every level, orders of 1 at the best quotes, the
 * sides free of each other.
 */
export function stylisedBook(n: number, depth: number, random: Random): Quotes {
  const bidPrice = new Float64Array(n);
  const bidQuantity = new Float64Array(n);
  const askPrice = new Float64Array(n);
  const askQuantity = new Float64Array(n);
  let [bid, ask, bidSize, askSize] = [1e6, 1e6 + 1, depth / 2, depth / 2];
  for (let i = 0; i < n; i++) {
    const step = random.integer(2) === 0 ? -1 : 1;
    if (random.integer(2) === 0) {
      bidSize += step;
      if (bidSize === 0) [bid, bidSize] = [bid - 1, depth];
      else if (bidSize > depth) [bid, bidSize] = [bid + 1, 1];
    } else {
      askSize += step;
      if (askSize === 0) [ask, askSize] = [ask + 1, depth];
      else if (askSize > depth) [ask, askSize] = [ask - 1, 1];
    }
    bidPrice[i] = bid;
    bidQuantity[i] = bidSize;
    askPrice[i] = ask;
    askQuantity[i] = askSize;
  }
  return { time: rows(n), bidPrice, bidQuantity, askPrice, askQuantity };
}

/** Order flow imbalance by hand, the stylised book, Kyle's model. */
export function impactAnchors(seed: number, size: Size): Anchor[] {
  const random = new Random(seed);
  const depth = 10;
  const quotes = stylisedBook(Math.ceil(4e6 * size), depth, random);
  const bars = clockBars(quotes.time, { period: 2000 });
  const mid = quotes.bidPrice.map((b, i) => (b + quotes.askPrice[i]!) / 2);
  const close = barClose(mid, bars);
  const { pooled } = flowRegression(
    orderFlowImbalanceBars(quotes, bars),
    close.map((m, k) => m - (k > 0 ? close[k - 1]! : mid[0]!)),
    { horizon: "contemporaneous", window: 100 },
  );
  const market = kyleEquilibrium({ valueVariance: 4, noiseVariance: 9 });
  const n = Math.ceil(2e6 * size);
  const flow = new Float64Array(n);
  const value = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    value[i] = 2 * random.normal();
    flow[i] = market.beta * value[i]! + 3 * random.normal();
  }
  return [
    ...[2, 3, 4, 5, -4].map((event, i) =>
      exact(
        `order flow imbalance of quote ${i + 2} of 6`,
        event,
        orderFlowImbalance(published)[i + 1]!,
        0,
      )
    ),
    simulated(
      "slope of the stylised book of depth 10",
      1 / (2 * depth),
      pooled.slope,
      0.02 / (2 * depth),
    ),
    exact("Kyle's lambda of variances 4 and 9", 1 / 3, market.lambda, 1e-15),
    simulated(
      "Kyle's lambda of variances 4 and 9, regressed",
      1 / 3,
      linearFit(flow, value).slope,
      0.005 / 3,
    ),
  ];
}

/** A Markov chain of sides, a Hawkes process, the micro-price of three states. */
export function dynamicsAnchors(seed: number, size: Size): Anchor[] {
  const random = new Random(seed);
  let side = 1;
  const signs = Float64Array.from(
    { length: Math.ceil(2e6 * size) },
    () => side = random.uniform() < 0.8 ? side : -side,
  );
  const [fifth] = signAutocorrelation(signs, { lags: [5] });
  const time = new Float64Array(Math.ceil(1e5 * size));
  for (let i = 0, t = 0, excited = 0; i < time.length;) {
    const bound = 0.5 + 3 * excited;
    const wait = random.exponential() / bound;
    t += wait;
    excited *= Math.exp(-5 * wait);
    if (random.uniform() * bound > 0.5 + 3 * excited) continue;
    time[i++] = t * 1e6;
    excited++;
  }
  const fit = fitHawkes(time, { ties: "keep" });
  const { variance } = exponentialTest(hawkesResiduals(time, fit.parameters));
  const toy = solveMicroPrice({
    stay: [[0.6, 0.2, 0.05], [0.15, 0.5, 0.15], [0.05, 0.2, 0.6]],
    move: [
      [0.066, 0.045, 0.039],
      [0.07, 0.06, 0.07],
      [0.039, 0.045, 0.066],
    ],
    meanMove: [-0.045, 0, 0.045],
  });
  const [low, middle, high] = toy.adjustment;
  return [
    simulated("sign autocorrelation at lag 5", 0.6 ** 5, fifth!, 0.005),
    simulated("branching ratio", 0.6, fit.parameters.branchingRatio, 0.02),
    simulated("decay of excitation", 5, fit.parameters.decay, 0.3),
    simulated("variance of residual waiting times", 1, variance, 0.04),
    exact("micro-price of equal queues", 0, middle!, 1e-14),
    exact("micro-prices of the two sides, summed", 0, low! + high!, 1e-14),
    exact(
      "micro-price against its own equation",
      high!,
      toy.firstMove[2]! + toy.transition[2]!.reduce(
        (sum, b, j) => sum + b * toy.adjustment[j]!,
        0,
      ),
      1e-14,
    ),
  ];
}
