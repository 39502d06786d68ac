import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  aggregateBars,
  asOf,
  auditCausality,
  type BarColumns,
  closeToCloseFeature,
  type Feature,
  garmanKlassFeature,
  joinFeatures,
  marketColumns,
  parkinsonFeature,
  rogersSatchellFeature,
  yangZhangFeature,
} from "volarb/features";
import { Random } from "volarb/random";
import { MINUTE } from "volarb/time";
import { rogersSatchell } from "volarb/volatility";

/** Valid bars of a random walk. */
function walk(seed: number, count: number): BarColumns {
  const random = new Random(seed);
  const openTime = Float64Array.from({ length: count }, (_, i) => i * MINUTE);
  const [open, high, low, close, volume] = Array.from(
    { length: 5 },
    () => new Float64Array(count),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  let price = 100;
  for (let i = 0; i < count; i++) {
    open[i] = high[i] = low[i] = price;
    for (let step = 0; step < 8; step++) {
      price *= Math.exp(0.001 * random.normal());
      high[i] = Math.max(high[i]!, price);
      low[i] = Math.min(low[i]!, price);
    }
    close[i] = price;
    volume[i] = 1 + random.exponential();
  }
  return {
    openTime,
    closeTime: openTime.map((time) => time + MINUTE),
    open,
    high,
    low,
    close,
    volume,
  };
}

const FEATURES = [
  closeToCloseFeature({ window: 10 }),
  parkinsonFeature({ window: 10 }),
  garmanKlassFeature({ window: 10 }),
  rogersSatchellFeature({ window: 1 }),
  rogersSatchellFeature({ window: 10 }),
  yangZhangFeature({ window: 10, overnight: "none" }),
  yangZhangFeature({ window: 11, overnight: "bars" }),
];

for (const feature of FEATURES) {
  Deno.test(`${feature.name} uses nothing from the future`, () => {
    const report = auditCausality(feature, { bars: walk(1, 200) }, {
      random: new Random(2),
    });
    assert.deepEqual(report.violations, []);
    assert.ok(report.causal && report.compared > 1000);
  });

  Deno.test(`${feature.name} is NaN exactly for its warm-up`, () => {
    const bars = walk(3, 50);
    const { values } = feature.compute(marketColumns({ bars }));
    values.forEach((value, t) =>
      assert.equal(Number.isNaN(value), t < feature.warmUp, `row ${t}`)
    );
  });
}

Deno.test("auditCausality() finds a feature that is centred on its window", () => {
  const centred: Feature = {
    ...rogersSatchellFeature({ window: 1 }),
    name: "centred",
    compute: ({ bars }) => ({
      time: bars.receiveTime,
      values: rogersSatchell(bars).map((_, i, v) =>
        (v[i]! + (v[i + 1] ?? 0)) / 2
      ),
    }),
  };
  const report = auditCausality(centred, { bars: walk(1, 100) }, {
    random: new Random(2),
  });
  assert.equal(report.causal, false);
  assert.ok(report.violations.every((v) => v.time <= v.cut));
});

Deno.test("auditCausality() finds a feature that is normalised by the whole sample", () => {
  const normalised: Feature = {
    ...rogersSatchellFeature({ window: 1 }),
    compute: ({ bars }) => {
      const values = rogersSatchell(bars);
      const max = Math.max(...values);
      return { time: bars.receiveTime, values: values.map((v) => v / max) };
    },
  };
  const { causal } = auditCausality(normalised, { bars: walk(1, 100) }, {
    random: new Random(2),
  });
  assert.equal(causal, false);
});

// def-known
Deno.test("joinFeatures() puts every value on the row at whose time it is known", () => {
  const bars = walk(4, 20);
  const { start: _, ...columnOnly } = rogersSatchellFeature({ window: 1 });
  const late: Feature = {
    ...columnOnly,
    name: "late",
    compute: ({ bars }) => ({
      time: bars.receiveTime.map((time) => time + MINUTE / 2),
      values: rogersSatchell(bars),
    }),
  };
  const { frame, lineage } = joinFeatures({ bars }, [
    rogersSatchellFeature({ window: 1 }),
    late,
  ]);
  assert.deepEqual(frame.columns, ["time", "rogers_satchell_1", "late"]);
  const now = frame.getColumn("rogers_satchell_1")
    .toTypedArray() as Float64Array;
  const then = frame.getColumn("late").toTypedArray() as Float64Array;
  assert.ok(Number.isNaN(then[0]));
  assert.deepEqual([...then.slice(1)], [...now.slice(0, -1)]);
  assert.deepEqual(lineage.map(({ name }) => name), [
    "rogers_satchell_1",
    "late",
  ]);
  assert.ok(!("compute" in lineage[0]!));
});

Deno.test("joinFeatures() refuses an empty name, which Polars would give another", () => {
  const nameless = { ...rogersSatchellFeature({ window: 2 }), name: "" };
  assert.throws(() => joinFeatures({ bars: walk(1, 5) }, [nameless]), {
    name: "RangeError",
    message:
      'Cannot build the feature frame as names must not be empty: current value is ""',
  });
});

Deno.test("joinFeatures() refuses a name that stands twice", () => {
  const feature = rogersSatchellFeature({ window: 2 });
  assert.throws(() => joinFeatures({ bars: walk(1, 5) }, [feature, feature]), {
    name: "RangeError",
    message: /rogers_satchell_2 twice/,
  });
});

Deno.test("asOf() agrees with a search from the start", () => {
  const times = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 30 })
    .map((list) => Float64Array.from(list).sort());
  fc.assert(
    fc.property(
      times,
      times,
      fc.constantFrom("known", "before"),
      (a, b, ties) => {
        const values = b.map((_, i) => i);
        const joined = asOf(a, { time: b, values }, { ties, maxAge: 20 });
        a.forEach((now, i) => {
          const last = b.findLastIndex((t) =>
            ties === "known" ? t <= now : t < now
          );
          const expected = last >= 0 && now - b[last]! <= 20 ? last : NaN;
          assert.ok(Object.is(joined[i], expected));
        });
      },
    ),
  );
});

Deno.test("asOf() refuses times that fall or are missing", () => {
  const column = { time: Float64Array.of(1, 0), values: Float64Array.of(1, 2) };
  assert.throws(() => asOf(Float64Array.of(1), column), { name: "RangeError" });
  assert.throws(
    () =>
      asOf(Float64Array.of(NaN), {
        time: new Float64Array(0),
        values: new Float64Array(0),
      }),
    {
      name: "RangeError",
      message: /times must not fall: current value is NaN in row 0$/,
    },
  );
});

Deno.test("aggregateBars() of 15 minutes agrees with the minutes in it", () => {
  const bars = walk(5, 60);
  const coarse = aggregateBars(bars, { interval: 15 * MINUTE });
  assert.equal(coarse.open.length, 4);
  for (let k = 0; k < 4; k++) {
    const minutes = (c: Float64Array) => [...c.slice(15 * k, 15 * k + 15)];
    assert.equal(coarse.open[k], minutes(bars.open)[0]);
    assert.equal(coarse.high[k], Math.max(...minutes(bars.high)));
    assert.equal(coarse.low[k], Math.min(...minutes(bars.low)));
    assert.equal(coarse.close[k], minutes(bars.close)[14]);
    assert.equal(coarse.closeTime[k], (k + 1) * 15 * MINUTE);
  }
});

Deno.test("aggregateBars() drops an incomplete bar or keeps it, as it is told", () => {
  const bars = walk(6, 20);
  const interval = 15 * MINUTE;
  assert.equal(aggregateBars(bars, { interval }).open.length, 1);
  assert.equal(
    aggregateBars(bars, { interval, incomplete: "keep" }).open.length,
    2,
  );
  assert.equal(aggregateBars(walk(1, 0), { interval }).open.length, 0);
  assert.throws(() => aggregateBars(bars, { interval: 1 }), {
    name: "RangeError",
  });
});
