import assert from "node:assert/strict";
import {
  amihudFeature,
  auditCausality,
  type BarColumns,
  closeToCloseFeature,
  ewmaVarianceFeature,
  type Feature,
  FeatureStream,
  joinFeatures,
  logReturnFeature,
  marketColumns,
} from "volarb/features";
import { Random } from "volarb/random";
import { DAY, MINUTE } from "volarb/time";
import { assertClose } from "../close.ts";

/** A walk of 120 minutes of which some are left out, the price going on all the same. */
function walk(kept: (minute: number) => boolean): BarColumns & {
  readonly quoteVolume: Float64Array;
} {
  const random = new Random(5);
  const whole = Float64Array.from({ length: 120 }, () => random.normal());
  let price = 100;
  const close = whole.map((z) => price *= Math.exp(1e-3 * z));
  const some = (column: Float64Array) => column.filter((_, i) => kept(i));
  const openTime = some(close.map((_, i) => i * MINUTE));
  const one = some(close);
  return {
    openTime,
    closeTime: openTime.map((time) => time + MINUTE),
    open: one,
    high: one,
    low: one,
    close: one,
    volume: one,
    quoteVolume: one.map((x) => 10 * x),
  };
}

const FEATURES = [
  closeToCloseFeature({ window: 10 }),
  closeToCloseFeature({ window: 12, mean: "zero" }),
  ewmaVarianceFeature({ decay: 0.9 }),
  logReturnFeature({ window: 5 }),
  amihudFeature({ window: 5 }),
];

const valuesOf = (feature: Feature, bars: BarColumns) =>
  feature.compute(marketColumns({ bars })).values;

/** Rows without a value, from the first after the warm-up on. */
function missing({ compute, warmUp }: Feature, bars: BarColumns): number[] {
  const { values } = compute(marketColumns({ bars }));
  return [...values.keys()]
    .filter((row) => row >= warmUp && Number.isNaN(values[row]));
}

const rows = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => from + i);

Deno.test("a return over a missing bar is none, and leaves what averages returns with its window", () => {
  const bars = walk((minute) => minute !== 40);
  const [sample, zero, ewma, change, illiquidity] = FEATURES.map((feature) =>
    missing(feature, bars)
  );
  // Row 40 is minute 41.
  assert.deepEqual(sample, rows(40, 50));
  assert.deepEqual(zero, rows(40, 52));
  assert.deepEqual(ewma, [40]);
  assert.deepEqual(illiquidity, rows(40, 45));
  // Five minutes after the missing one; before and after it five minutes are five minutes.
  assert.deepEqual(change, [44]);
});

Deno.test("logReturnFeature() spans its minutes, not its rows", () => {
  const bars = walk((minute) => minute !== 40 && minute !== 42);
  const feature = logReturnFeature({ window: 5 });
  const { compute } = feature;
  const { values } = compute(marketColumns({ bars }));
  const at = (minute: number) => bars.openTime.indexOf(minute * MINUTE);
  for (const minute of [41, 43, 44, 46, 48, 60]) {
    const ratio = bars.close[at(minute)]! / bars.close[at(minute - 5)]!;
    const apart = values[at(minute)]! - Math.log(ratio);
    assert.ok(Math.abs(apart) < 1e-15, `minute ${minute}`);
  }
  for (const minute of [45, 47]) assert.ok(Number.isNaN(values[at(minute)]));
});

Deno.test("days that are left out do not make the minute after them as long as they were", () => {
  const near = walk(() => true);
  const shift = (time: number, row: number) => time + (row < 60 ? 0 : 3 * DAY);
  const bars = {
    ...near,
    openTime: near.openTime.map(shift),
    closeTime: near.closeTime.map(shift),
    close: near.close.map((price, row) => row < 60 ? price : 2 * price),
  };
  for (const feature of FEATURES) {
    const values = valuesOf(feature, bars);
    const before = valuesOf(feature, near);
    assert.ok(Number.isNaN(values[60]), feature.name);
    assert.deepEqual(values.slice(0, 60), before.slice(0, 60));
    // With the window full of later minutes the days are forgotten.
    const tolerance = feature.name.startsWith("ewma") ? 0.05 : 1e-9;
    assertClose(values.slice(100), before.slice(100), tolerance);
  }
});

Deno.test("a stream that is saved beside a hole goes on with the rows of the frame", () => {
  const bars = walk((minute) => minute < 40 || minute > 43);
  const market = marketColumns({ bars });
  for (const feature of FEATURES) {
    const { causal, violations } = auditCausality(feature, { bars });
    assert.ok(causal, JSON.stringify(violations[0]));
  }
  const { frame } = joinFeatures({ bars }, FEATURES);
  for (const saved of [39, 40, 41]) {
    let stream = new FeatureStream({ features: FEATURES });
    for (let row = 0; row < bars.openTime.length; row++) {
      if (row === saved) {
        const state = JSON.parse(JSON.stringify(stream));
        stream = FeatureStream.from(state, { features: FEATURES });
      }
      stream.updateRows("bars", market.bars, row, row + 1, () => {});
      FEATURES.forEach(({ name }, i) =>
        assert.ok(
          Object.is(stream.row[i], frame.getColumn(name).get(row)),
          `${name} of row ${row}`,
        )
      );
    }
  }
});
