import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  logLongShort,
  longShare,
  LongShortScore,
  longShortScores,
  robustZScore,
} from "volarb/regime";
import { assertCausal, assertClose } from "../close.ts";
import { resumed } from "./resumed.ts";

const ratioOf = fc.double({ min: 0.01, max: 100, noNaN: true });

/** Ratios that walk, with blank cells. */
const ratio = Float64Array.from(
  { length: 40 },
  (_, t) => t % 13 === 6 ? NaN : Math.exp(Math.sin(t * t / 5)),
);

Deno.test("logLongShort() is the log-odds of the long share", () => {
  fc.assert(fc.property(ratioOf, (r) => {
    const [p] = longShare(Float64Array.of(r));
    const [log] = logLongShort(Float64Array.of(r));
    assert.ok(Math.abs(Math.log(p! / (1 - p!)) - log!) < 1e-11);
    const [inverse] = logLongShort(Float64Array.of(1 / r));
    assert.ok(Math.abs(inverse! + log!) < 1e-14);
  }));
});

Deno.test("the venue's ratio of 1.50710938 is 60.1 % of the accounts long", () => {
  // BTCUSDT metrics of 2024-01-01: the ratio is long share over short share.
  assertClose(longShare(Float64Array.of(1.50710938)), [0.6011342], 1e-6);
});

Deno.test("long/short ratios at the ends: one side empty, missing, negative", () => {
  const ends = Float64Array.of(0, Infinity, NaN);
  assert.deepEqual(logLongShort(ends), Float64Array.of(NaN, NaN, NaN));
  assert.deepEqual(longShare(ends), Float64Array.of(0, 1, NaN));
  assert.throws(() => logLongShort(Float64Array.of(-1)), {
    name: "RangeError",
    message:
      "Cannot take the log of a long/short ratio as it must be at least 0: current value is -1",
  });
  assert.throws(() => longShare(Float64Array.of(-1)), RangeError);
  assert.equal(logLongShort(new Float64Array(0)).length, 0);
});

Deno.test("longShortScores() scores each column's logarithm by itself", () => {
  const options = { window: 12, minimum: 8 };
  const inverse = ratio.map((r) => 1 / r);
  const scores = longShortScores({
    accountRatio: ratio,
    topTraderAccountRatio: inverse,
    topTraderPositionRatio: ratio.map((r) => 3 * r),
    takerVolumeRatio: ratio.map(() => 1),
  }, options);
  const expected = robustZScore(logLongShort(ratio), options);
  assert.deepEqual(scores.accountRatio, expected);
  // Longs and shorts change places: the score its sign.
  assertClose(scores.topTraderAccountRatio, expected.map((z) => -z), 1e-9);
  // A level of the ratio is none of the score's.
  assertClose(scores.topTraderPositionRatio, expected, 1e-9);
  assert.ok(scores.takerVolumeRatio.every(Number.isNaN));
});

Deno.test("LongShortScore agrees with its column and resumes, and looks at nothing later", () => {
  const options = { window: 9, minimum: 6 };
  const column = (x: Float64Array) =>
    longShortScores({
      accountRatio: x,
      topTraderAccountRatio: x,
      topTraderPositionRatio: x,
      takerVolumeRatio: x,
    }, options).takerVolumeRatio;
  const stream = resumed(ratio.length, {
    create: () => new LongShortScore(options),
    restore: (snapshot) => LongShortScore.from(snapshot),
    step: (score, t) => score.update(ratio[t]!),
  });
  assert.deepEqual(stream, column(ratio));
  assertCausal(column, ratio);
  assert.equal(new LongShortScore(options).ready, false);
  assert.throws(() => new LongShortScore(options).update(-1), RangeError);
});

Deno.test("longShortScores() refuses columns of two lengths", () => {
  assert.throws(() =>
    longShortScores({
      accountRatio: ratio,
      topTraderAccountRatio: ratio,
      topTraderPositionRatio: ratio.slice(1),
      takerVolumeRatio: ratio,
    }, { window: 5 }), RangeError);
});
