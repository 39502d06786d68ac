import assert from "node:assert/strict";
import { numbersOf } from "volarb/catalog";
import { Actor, type BusData, catalogSource, EventEngine } from "volarb/engine";
import { featureFrame, midPriceFeature } from "volarb/features";
import type { ToxicityEstimate, VolatilityEstimate } from "volarb/signal";
import {
  factorActors,
  factorRows,
  factorsOf,
  fitSignal,
  type FundingEstimate,
  volatilityArbitrageConfig,
} from "volarb/strategy";
import { HOUR, MINUTE } from "volarb/time";
import { assertClose } from "../close.ts";
import { SimulatedCatalog } from "../features/simulated.ts";
import { specs, SYMBOL } from "./run.ts";

const config = volatilityArbitrageConfig({
  symbol: SYMBOL,
  volatility: { window: 10 },
  flow: { bucketsPerDay: 40, buckets: 5, ranks: 20, minimumRanks: 10 },
  regime: { forecast: "premium", window: 20 },
});
const factors = factorsOf(config);

/** Hears everything that factors say. */
class Listener extends Actor {
  readonly heard: BusData[] = [];
  override onStart() {
    for (
      const type of [
        "VolatilityEstimate",
        "ToxicityEstimate",
        "FundingEstimate",
      ]
    ) {
      this.subscribeData(type, { symbol: SYMBOL });
    }
  }
  override onData(data: BusData) {
    this.heard.push(data);
  }
  of<T extends BusData>(type: string): T[] {
    return this.heard.filter((data) => data.type === type) as T[];
  }
}

Deno.test("the rows of the engine are those of the feature frame, and the factors publish them", () => {
  using simulated = new SimulatedCatalog({ events: 12_000, days: 2 });
  const { catalog } = simulated;
  const source = catalogSource(catalog, { steps: specs });
  const rows = factorRows(config, { source, steps: specs });
  const features = Object.values(factors).flatMap(({ features }) => features);
  const { frame } = featureFrame(catalog, {
    symbol: SYMBOL,
    features: [midPriceFeature(), ...features],
  });
  const column = (name: string) => numbersOf(frame.getColumn(name));
  assert.equal(rows.time.length, 2 * 1440);
  assertClose(rows.time, column("time"), 0);
  assertClose(rows.variance, column(factors.volatility.variance), 0);
  for (const [name, values] of Object.entries(rows.features)) {
    assertClose(values, column(name), 0);
  }
  const mid = column("mid_price");
  // The engine halves whole ticks, the feature adds prices that were rounded.
  assertClose(rows.price, mid, 1e-15);
  rows.returns.forEach((r, t) => {
    if (t === 0) return assert.equal(r, NaN);
    assert.ok(Math.abs(r - Math.log(mid[t]! / mid[t - 1]!)) < 1e-15);
  });

  const listener = new Listener("listener");
  new EventEngine({
    source: catalogSource(catalog, { steps: specs }),
    steps: specs,
    actors: [
      listener,
      ...Object.values(factorActors({ id: "va", symbol: SYMBOL, factors })),
    ],
  }).run();
  const variances = listener.of<VolatilityEstimate>("VolatilityEstimate");
  const known = column(factors.volatility.variance).filter((v) => v > 0);
  assertClose(
    Float64Array.from(variances, ({ variance }) => variance),
    known,
    0,
  );
  assert.ok(variances.every(({ horizon }) => horizon === MINUTE));
  const toxicities = listener.of<ToxicityEstimate>("ToxicityEstimate");
  const [vpin, rank] = [column(factors.flow!.vpin), column(factors.flow!.rank)];
  assert.ok(toxicities.length > 20);
  for (const said of toxicities) {
    const row = rows.time.indexOf(said.eventTime);
    assert.ok(
      Object.is(said.vpin, vpin[row]) && Object.is(said.rank, rank[row]),
    );
    assert.ok(said.bucketVolume > 0 && said.buckets === 5);
  }
  const fundings = listener.of<FundingEstimate>("FundingEstimate");
  assert.ok(fundings.length > 1000);
  for (const { eventTime, paymentTime, interval } of fundings) {
    assert.equal(interval, 8 * HOUR);
    assert.ok(paymentTime > eventTime && paymentTime <= eventTime + interval);
    assert.equal(paymentTime % interval, 0);
  }

  const half = rows.time[1440]!;
  const early = factorRows(config, { source, steps: specs, to: half });
  assertClose(early.returns, rows.returns.subarray(0, 1441), 0);
  const late = factorRows(config, { source, steps: specs, from: half });
  assertClose(late.returns, rows.returns.subarray(1440), 0);
  const fit = (model: "ridge" | "zScore" | "kalman") =>
    fitSignal(
      volatilityArbitrageConfig({
        ...config,
        signal: { model, form: "drifting" },
      }),
      { source, steps: specs, to: half },
    );
  assert.deepEqual(
    (["ridge", "zScore", "kalman"] as const).map((model) => fit(model).model),
    ["ridge", "z-score optimal", "kalman drifting"],
  );
});

Deno.test("a factor whose family is not there fails at the start", () => {
  using simulated = new SimulatedCatalog({ events: 200, days: 1 });
  const source = catalogSource(simulated.catalog, {
    steps: specs,
    families: ["bars", "trades"],
  });
  assert.throws(() => factorRows(config, { source, steps: specs }), {
    name: "DataError",
    message: /Cannot subscribe volatility-arbitrage-liquidity to quotes/,
  });
});
