import assert from "node:assert/strict";
import fc from "fast-check";
import { Random } from "volarb/random";
import { evenLots } from "../../lib/execution/slices.ts";
import {
  mergedLots,
  TwapPlan,
  type TwapPlanOptions,
} from "../../lib/execution/mod.ts";

const sum = (lots: Float64Array) => lots.reduce((a, b) => a + b, 0);

function plan(
  lots: readonly number[],
  options: Partial<TwapPlanOptions> = {},
): TwapPlan {
  return new TwapPlan({
    end: Float64Array.from(lots, (_, k) => k + 1),
    lots: Float64Array.from(lots),
    missed: "spread",
    least: 1,
    ...options,
  });
}

/** What a plan sends where each slot may trade no more than a cap. */
function traded(
  of: TwapPlan,
  quantity: number,
  cap: (slot: number) => number,
): number[] {
  let left = quantity;
  return Array.from({ length: of.slots }, (_, k) => {
    const lots = Math.min(of.due(left), cap(k), left);
    left -= lots;
    return lots;
  });
}

Deno.test("a plan that misses a slot spreads it, sends it with the next, or drops it", () => {
  const cap = (k: number) => k === 1 ? 0 : Infinity;
  const of = (missed: "spread" | "burst" | "drop") =>
    traded(plan([4, 4, 4, 4], { missed }), 16, cap);
  assert.deepEqual(of("spread"), [4, 0, 6, 6]);
  assert.deepEqual(of("burst"), [4, 0, 8, 4]);
  assert.deepEqual(of("drop"), [4, 0, 4, 4]);
});

Deno.test("a plan trades all of an order to the lot whatever each slot may trade, if the last may trade it", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 1, max: 60 }),
      fc.constantFrom("spread" as const, "burst" as const),
      fc.array(fc.integer({ min: 0, max: 200 }), {
        minLength: 60,
        maxLength: 60,
      }),
      fc.constantFrom(0.2, 1, 3),
      (quantity, slots, missed, caps, power) => {
        const one = plan([...evenLots(quantity, slots)], { missed });
        if (power !== 1) {
          one.follow(quantity, (time) => (time / slots) ** power);
        }
        const lots = traded(
          one,
          quantity,
          (k) => k === slots - 1 ? Infinity : caps[k]!,
        );
        assert.equal(lots.reduce((a, b) => a + b, 0), quantity);
        assert.ok(
          lots.every((part) => Number.isSafeInteger(part) && part >= 0),
        );
      },
    ),
    { numRuns: 300, seed: 2 },
  );
});

Deno.test("an even plan that spreads has slices that differ by at most one lot where nothing is missed (lem-even-lots, eq-even-lots)", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 1, max: 60 }),
      (quantity, slots) => {
        const one = plan(new Array(slots).fill(0));
        one.replan(quantity);
        const lots = one.lots.filter((part) => part > 0 || quantity >= slots);
        assert.ok(Math.max(...lots) - Math.min(...lots) <= 1);
        assert.equal(sum(one.lots), quantity);
      },
    ),
    { seed: 3 },
  );
});

Deno.test("a schedule that is spread again in the same belief is the same schedule (lem-time-consistent)", () => {
  const share = (time: number) => 1 - (1 - time / 20) ** 3;
  const one = plan(new Array(20).fill(0));
  one.follow(100_000, share);
  const before = one.lots;
  let left = 100_000;
  for (let k = 0; k < 20; k++) {
    one.replan(left);
    left -= one.due(left);
    assert.ok(Math.abs(one.lots[k]! - before[k]!) <= 1, `${k}`);
  }
  assert.equal(left, 0);
  // One that is done before its end sends what is left at once.
  const early = plan([0, 0, 0, 0]);
  early.follow(8, (time) => Math.min(1, time));
  assert.deepEqual(traded(early, 8, (k) => k === 0 ? 3 : Infinity), [
    3,
    5,
    0,
    0,
  ]);
});

Deno.test("a plan after its last slot has nothing planned", () => {
  const one = plan([2, 2]);
  assert.deepEqual([one.due(4), one.due(2), one.due(3), one.planned], [
    2,
    2,
    0,
    0,
  ]);
  one.replan(5);
  assert.equal(one.planned, 0);
});

Deno.test("jitter keeps the sum and the least", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 9 }),
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      (seed, least, size) => {
        const one = plan([0, 0, 0, 0, 0, 0], { least });
        one.replan(100);
        one.jitter(size, new Random(seed));
        assert.equal(sum(one.lots), 100);
        assert.ok(one.lots.every((part) => part >= least));
      },
    ),
    { seed: 4 },
  );
});

Deno.test("mergedLots() keeps the sum, has no slice below the least, and is never behind the schedule", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 30 }), {
        minLength: 1,
        maxLength: 40,
      }),
      fc.integer({ min: 1, max: 40 }),
      (slices, least) => {
        const lots = Float64Array.from(slices);
        const merged = mergedLots(lots, least);
        assert.equal(sum(merged), sum(lots));
        const parts = merged.filter((part) => part > 0);
        assert.ok(parts.length < 2 || parts.every((part) => part >= least));
        let ahead = 0;
        merged.forEach((part, k) => {
          ahead += part - lots[k]!;
          assert.ok(ahead >= 0 && ahead < 2 * least);
        });
        if (slices.every((part) => part >= least)) {
          assert.deepEqual(merged, lots);
        }
      },
    ),
    { numRuns: 500, seed: 5 },
  );
  assert.deepEqual([...mergedLots(Float64Array.of(2, 2, 2, 2, 4), 5)], [
    5,
    0,
    7,
    0,
    0,
  ]);
});
