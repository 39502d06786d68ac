import assert from "node:assert/strict";
import fc from "fast-check";
import {
  intervalsIn,
  scheduledLots,
  twapSlices,
} from "../../lib/execution/mod.ts";
import { Random } from "../../lib/random/mod.ts";

Deno.test("twapSlices() gives the published cases without a slice after the horizon", () => {
  const lots = (
    quantity: number,
    horizon: number,
    interval: number,
    minQuantity = 1,
  ) => [...twapSlices({ quantity, horizon, interval, minQuantity }).quantity];
  assert.deepEqual(lots(1000, 2, 0.5), [250, 250, 250, 250]);
  assert.deepEqual(lots(12, 60, 20), [4, 4, 4]);
  assert.deepEqual(lots(12, 60, 30), [6, 6]);
  assert.deepEqual(lots(10, 3, 1).toSorted(), [3, 3, 4]);
  // Two lots in five intervals: two single lots, never both at once.
  const two = twapSlices({ quantity: 2, horizon: 0.5, interval: 0.1 });
  assert.deepEqual([...two.quantity], [1, 1]);
  assert.deepEqual([...two.time], [0, 0.2]);
  // Slices of 2 lots would be below the least of 5: two of 5 in place of five.
  assert.deepEqual(lots(10, 5, 1, 5), [5, 5]);
  assert.deepEqual(lots(3, 5, 1, 5), [3]);
});

Deno.test("intervalsIn() counts decimal intervals as decimals", () => {
  const counts = [
    [0.3, 0.1, 3],
    [0.6, 0.2, 3],
    [0.7, 0.1, 7],
    [1.1, 0.1, 11],
    [1.5, 0.3, 5],
    [2.1, 0.7, 3],
    [2.5, 1, 2],
  ] as const;
  for (const [horizon, interval, count] of counts) {
    assert.equal(
      intervalsIn(horizon, interval),
      count,
      `${horizon} / ${interval}`,
    );
  }
});

Deno.test("twapSlices() adds up to the lot, in sizes that differ by at most one, in time", () => {
  const options = fc.record({
    quantity: fc.integer({ min: 1, max: 2 ** 40 }),
    intervals: fc.integer({ min: 1, max: 500 }),
    minQuantity: fc.integer({ min: 1, max: 1000 }),
  });
  fc.assert(
    fc.property(options, ({ quantity, intervals, minQuantity }) => {
      const { time, quantity: lots } = twapSlices({
        quantity,
        horizon: intervals * 7,
        interval: 7,
        minQuantity,
      });
      assert.equal(lots.reduce((a, b) => a + b), quantity);
      assert.ok(Math.max(...lots) - Math.min(...lots) <= 1);
      assert.ok(
        lots.every((q) =>
          Number.isInteger(q) && (q >= minQuantity || lots.length === 1)
        ),
      );
      assert.ok(
        time.every((t, k) =>
          t < intervals * 7 && (k === 0 ? t === 0 : t > time[k - 1]!)
        ),
      );
    }),
    { seed: 1 },
  );
});

Deno.test("twapSlices() with jitter still adds up, keeps the order and the least, and is the same for a seed", () => {
  for (let seed = 0; seed < 50; seed++) {
    const of = () =>
      twapSlices({
        quantity: 997,
        horizon: 60,
        interval: 5,
        minQuantity: 40,
        jitter: { random: new Random(seed), time: 0.9, size: 0.5 },
      });
    const { time, quantity } = of();
    assert.deepEqual(of(), { time, quantity });
    assert.equal(quantity.reduce((a, b) => a + b), 997);
    assert.ok(quantity.every((q) => Number.isInteger(q) && q >= 40));
    assert.ok(time.every((t, k) => t < 60 && (k === 0 || t > time[k - 1]!)));
  }
});

Deno.test("scheduledLots() is never more than a lot from its schedule and adds up", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e9 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }),
      (quantity, shares) => {
        const done = Float64Array.from([...shares.sort((a, b) => a - b), 1]);
        const lots = scheduledLots(quantity, done);
        let traded = 0;
        lots.forEach((q, k) => {
          traded += q;
          assert.ok(
            q >= 0 && Math.abs(traded - done[k]! * quantity) <= 0.5 + 1e-6,
          );
        });
        assert.equal(traded, quantity);
      },
    ),
    { seed: 2 },
  );
});

Deno.test("slices refuse what cannot be cut", () => {
  const good = { quantity: 10, horizon: 10, interval: 1 };
  for (
    const bad of [
      { quantity: 0 },
      { quantity: 1.5 },
      { quantity: NaN },
      { horizon: 0 },
      { horizon: -1 },
      { horizon: Infinity },
      { interval: 0 },
      { interval: 11 },
      { interval: NaN },
      { minQuantity: 0 },
    ]
  ) {
    assert.throws(() => twapSlices({ ...good, ...bad }), {
      name: "RangeError",
      message: /^Cannot cut an order into slices as /,
    });
  }
  assert.throws(
    () => scheduledLots(5, Float64Array.of(0.5, 0.4, 1)),
    /shares must rise/,
  );
  assert.throws(() => scheduledLots(5, Float64Array.of(0.5)), /must end at 1/);
});
