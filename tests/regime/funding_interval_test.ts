import assert from "node:assert/strict";
import * as fc from "fast-check";
import { HOUR } from "volarb/time";
import {
  FundingInterval,
  fundingInterval,
  settlementTime,
} from "volarb/regime";
import { assertCausal } from "../close.ts";
import { present, settledRates } from "./real_funding.ts";
import { resumed } from "./resumed.ts";

const hours = (...stamps: number[]) =>
  Float64Array.from(stamps, (hour) => hour * HOUR);

Deno.test("settlementTime() snaps 0 to 16 ms of jitter, early or late, to the hour", () => {
  for (const ms of [0, 1, 5, 16, -16]) {
    assert.deepEqual(
      settlementTime(Float64Array.of(8 * HOUR + ms * 1000)),
      hours(8),
    );
  }
});

Deno.test("settlementTime() has no boundary for a stamp beyond the jitter or a missing one", () => {
  const time = Float64Array.of(8 * HOUR + 20_000, NaN);
  assert.deepEqual(
    settlementTime(time, { jitter: 16_000 }),
    Float64Array.of(NaN, NaN),
  );
  assert.throws(() => settlementTime(time, { jitter: -1 }), {
    name: "RangeError",
    message:
      "Cannot snap settlement times as jitter must be at least 0: current value is -1",
  });
});

Deno.test("fundingInterval() reads the gap that ends at the settlement, through changes", () => {
  assert.deepEqual(
    fundingInterval(hours(0, 8, 16, 20, 24, 25, 26, 32)),
    Float64Array.of(NaN, 8, 8, 4, 4, 1, 1, 1),
  );
});

Deno.test("fundingInterval() keeps the interval where settlements are missing", () => {
  // 16 of 8 hours, 8 of 4 hours off the 8-hour grid, 2 of 1 hour.
  assert.deepEqual(
    fundingInterval(hours(0, 8, 24)),
    Float64Array.of(NaN, 8, 8),
  );
  assert.deepEqual(
    fundingInterval(hours(0, 4, 12)),
    Float64Array.of(NaN, 4, 4),
  );
  assert.deepEqual(
    fundingInterval(hours(0, 1, 3)),
    Float64Array.of(NaN, 1, 1),
  );
});

Deno.test("fundingInterval() does not know a gap that no interval explains", () => {
  assert.deepEqual(
    fundingInterval(hours(0, 8, 11, 12)),
    Float64Array.of(NaN, 8, NaN, 1),
  );
});

Deno.test("fundingInterval() passes over a stamp off the hour and repeats a doubled one", () => {
  assert.deepEqual(
    fundingInterval(
      Float64Array.of(0, 4 * HOUR, 4.5 * HOUR, 8 * HOUR, 8 * HOUR),
    ),
    Float64Array.of(NaN, 4, NaN, 4, 4),
  );
});

Deno.test("fundingInterval() starts from the interval it is told", () => {
  assert.deepEqual(
    fundingInterval(hours(8, 24), { initial: 8 }),
    Float64Array.of(8, 8),
  );
  assert.deepEqual(fundingInterval(hours(), {}), new Float64Array(0));
  assert.deepEqual(
    fundingInterval(hours(0, 2), { hours: [2, 8] }),
    Float64Array.of(NaN, 2),
  );
});

Deno.test("fundingInterval() refuses falling or missing times and odd intervals", () => {
  assert.throws(() => fundingInterval(hours(8, 0)), {
    name: "RangeError",
    message:
      "Cannot infer a funding interval as time must not fall: current value is 0 after 28800000000",
  });
  assert.throws(() => fundingInterval(Float64Array.of(NaN)), RangeError);
  for (const initial of [5, 0, -8, 2.5]) {
    assert.throws(() => new FundingInterval({ initial }), RangeError);
  }
  assert.throws(() => new FundingInterval({ hours: [7] }), RangeError);
  assert.throws(() => new FundingInterval({ jitter: NaN }), RangeError);
});

Deno.test("fundingInterval() does not see the jitter", () => {
  fc.assert(fc.property(
    fc.array(
      fc.tuple(fc.constantFrom(1, 4, 8), fc.integer({ min: 0, max: 16 })),
      {
        minLength: 1,
        maxLength: 40,
      },
    ),
    (rows) => {
      let hour = 0;
      const exact: number[] = [];
      const late: number[] = [];
      for (const [step, ms] of rows) {
        hour += step;
        exact.push(hour * HOUR);
        late.push(hour * HOUR + ms * 1000);
      }
      assert.deepEqual(
        fundingInterval(Float64Array.from(late)),
        fundingInterval(Float64Array.from(exact)),
      );
    },
  ));
});

Deno.test("FundingInterval agrees with its column and resumes, and looks at nothing later", () => {
  const time = hours(0, 8, 16, 20, 24, 25, 26, 40, 41, 44, 48, 56, 59, 60, 61);
  const stream = resumed(time.length, {
    create: () => new FundingInterval(),
    restore: (snapshot) => FundingInterval.from(snapshot),
    step: (interval, t) => interval.update(time[t]!),
    every: 2,
  });
  assert.deepEqual(stream, fundingInterval(time));
  assertCausal(fundingInterval, time);
  assert.equal(new FundingInterval().ready, false);
});

Deno.test({
  name:
    "fundingInterval() finds 8 h for BTC, ETH and SOL, 4 h for ENA, and the change of LAYER from 4 h to 1 h",
  ignore: !present,
  fn() {
    for (
      const [symbol, rows, interval] of [
        ["BTCUSDT", 329, 8],
        ["ETHUSDT", 329, 8],
        ["SOLUSDT", 329, 8],
        ["ENAUSDT", 474, 4],
      ] as const
    ) {
      const { eventTime, intervalHours } = settledRates(symbol);
      assert.equal(eventTime.length, rows);
      const inferred = fundingInterval(eventTime, { initial: interval });
      assert.ok(inferred.every((h) => h === interval), symbol);
      assert.deepEqual(inferred, intervalHours);
      const jitter = eventTime.map((time) => time % HOUR);
      assert.ok(jitter.every((us) => us <= 16_000));
      assert.ok(jitter.some((us) => us > 0));
    }
    const { eventTime, intervalHours } = settledRates("LAYERUSDT");
    const inferred = fundingInterval(eventTime, { initial: 4 });
    const count = (h: number) => inferred.filter((x) => x === h).length;
    assert.deepEqual([count(4), count(1), inferred.length], [306, 678, 984]);
    // The file's column is the gap that follows; they differ where it changes.
    const differ = [...inferred.keys()].filter((t) =>
      inferred[t] !== intervalHours[t]
    );
    assert.deepEqual(
      differ.map((t) => eventTime[t]),
      [1_746_518_400_005_000],
    );
  },
});
