import assert from "node:assert/strict";
import { TimeWeightedMean, timeWeightedMean } from "volarb/liquidity";
import { assertCausal, assertClose } from "../close.ts";
import { rowNumbers, throughJson } from "../flow/market.ts";

const time = Float64Array.of(0, 2, 3, 11, 11, 14);
const value = Float64Array.of(1, 5, 2, 8, 4, 0);
const edges = Float64Array.of(1, 5, 9, 13, 17);

Deno.test("timeWeightedMean() weighs each value by how long it stood", () => {
  assertClose(timeWeightedMean(time, value, edges), [
    (1 * 1 + 5 * 1 + 2 * 2) / 4,
    2,
    (2 * 2 + 4 * 2) / 4,
    (4 * 1 + 0 * 3) / 4,
  ]);
});

Deno.test("timeWeightedMean() is not the mean over updates", () => {
  const busy = Float64Array.from({ length: 100 }, (_, i) => i / 100);
  const means = timeWeightedMean(
    Float64Array.of(...busy, 1),
    Float64Array.of(...busy.map(() => 9), 1),
    Float64Array.of(0, 10),
  );
  assertClose(means, [(9 * 1 + 1 * 9) / 10]);
});

Deno.test("timeWeightedMean() leaves out the time at which there is no value", () => {
  const means = timeWeightedMean(
    Float64Array.of(2, 4, 6),
    Float64Array.of(3, NaN, 5),
    Float64Array.of(0, 1, 8, 8),
  );
  assertClose(means, [NaN, (3 * 2 + 5 * 2) / 4, NaN]);
});

Deno.test("TimeWeightedMean agrees bit for bit with the column across a save and load", () => {
  const means = timeWeightedMean(time, value, edges);
  let stream = new TimeWeightedMean(1);
  let i = 0;
  means.forEach((mean, k) => {
    const end = edges[k + 1]!;
    for (; i < time.length && time[i]! < end; i++) {
      stream.update(time[i]!, value[i]!);
      stream = TimeWeightedMean.from(throughJson(stream));
    }
    assert.equal(stream.closeBar(end), mean);
    assert.equal(stream.value, mean);
    assert.equal(stream.ready, true);
  });
  stream.reset();
  assert.deepEqual(stream.toJSON(), new TimeWeightedMean(1).toJSON());
});

Deno.test("timeWeightedMean() of a bar uses no value from its end on", () => {
  assertCausal((bars) => {
    const known = time.filter((t) => t < edges[bars.length]!).length;
    return timeWeightedMean(
      time.slice(0, known),
      value.slice(0, known),
      edges.slice(0, bars.length + 1),
    );
  }, rowNumbers(4));
});

Deno.test("timeWeightedMean() of nothing, and what it refuses", () => {
  const none = new Float64Array(0);
  assert.equal(timeWeightedMean(none, none, none).length, 0);
  assert.equal(timeWeightedMean(time, value, Float64Array.of(1)).length, 0);
  assertClose(timeWeightedMean(none, none, Float64Array.of(0, 1)), [NaN]);
  const error = { name: "RangeError", message: /must not fall/ };
  const down = Float64Array.of(2, 1);
  assert.throws(() => timeWeightedMean(down, down, edges), error);
  assert.throws(() => timeWeightedMean(time, value, down), error);
  assert.throws(() => timeWeightedMean(time, none, edges), {
    message: /time has 6, value has 0/,
  });
  const stream = new TimeWeightedMean(5);
  stream.update(3, 1);
  stream.update(7, 2);
  assert.throws(() => stream.update(6, 1), error);
  assert.throws(() => stream.closeBar(6), error);
  assert.throws(() => new TimeWeightedMean(NaN), { message: /start/ });
});
