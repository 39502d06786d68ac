import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Random } from "volarb/random";
import {
  log2Queue,
  logQueue,
  power2Queue,
  power3Queue,
  powerQueue,
  type QueueModel,
  riskAverseQueue,
  tradeOnlyQueue,
} from "volarb/venue";

/**
 * Lots ahead by the formulas of hftbacktest's `backtest/models/queue.rs`, computed apart.
 *
 * A: 60 ahead, 100 to 80. B: 90 ahead, 100 to 50. C: 60 ahead of 100, a trade of 15, which
 * leaves 45 ahead, then 80.
 */
const PUBLISHED: readonly [QueueModel, number, number, number][] = [
  [powerQueue(1), 48, 45, 42.75],
  [powerQueue(2), 46.15384615384615, 40.609756097560975, 42.995049504950494],
  [powerQueue(3), 44.57142857142857, 40.06849315068494, 43.230582524271846],
  [power2Queue(2), 43.2, 40.5, 41.5125],
  [power3Queue(2), 52.8, 49.5, 43.9875],
  [power3Queue(3), 55.68, 50, 44.544375],
  [logQueue(), 49.49223011957801, 50, 42.56261474006325],
  [log2Queue(), 56.09306648939256, 50, 44.36104720997647],
  [riskAverseQueue(), 60, 50, 45],
];
const ALL = [...PUBLISHED.map(([model]) => model), tradeOnlyQueue()];

Deno.test("the queue models give hftbacktest's numbers", () => {
  for (const [model, a, b, c] of PUBLISHED) {
    const close = (actual: number, expected: number) =>
      assert.ok(
        Math.abs(actual - expected) <= 1e-13 * expected,
        `${model.name}: expected ${expected}, was ${actual}`,
      );
    close(model.afterChange(60, 100, 80, 0), a);
    close(model.afterChange(90, 100, 50, 0), b);
    close(model.afterChange(45, 100, 80, 15), c);
  }
});

Deno.test("an empty level stays empty: no model divides zero by zero", () => {
  for (const model of ALL) {
    assert.equal(model.afterChange(0, 0, 0, 0), 0, model.name);
    assert.equal(model.afterChange(0, 5, 5, 5), 0, model.name);
    assert.equal(model.afterChange(0, 7, 0, 0), 0, model.name);
  }
});

fc.configureGlobal({ seed: 1 });

const levels = fc.record({
  front: fc.double({ min: 0, max: 1000, noNaN: true }),
  back: fc.double({ min: 0, max: 1000, noNaN: true }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  traded: fc.double({ min: 0, max: 50, noNaN: true }),
});

Deno.test("lots ahead stay between none and the displayed size, and never grow", () => {
  fc.assert(fc.property(levels, ({ front, back, share, traded }) => {
    const previous = front + back;
    const size = previous * share;
    for (const model of ALL) {
      const ahead = model.afterChange(front, previous, size, traded);
      assert.ok(ahead >= 0 && ahead <= front, `${model.name}: ${ahead}`);
      if (model.name !== "tradeOnly") assert.ok(ahead <= size, model.name);
    }
  }));
});

Deno.test("the risk-averse order is never ahead of a probabilistic one, and trade-only never ahead of it", () => {
  fc.assert(fc.property(levels, ({ front, back, share, traded }) => {
    const change = [front + back, (front + back) * share, traded] as const;
    const cautious = riskAverseQueue().afterChange(front, ...change);
    assert.ok(tradeOnlyQueue().afterChange(front, ...change) >= cautious);
    for (const model of ALL) {
      if (model.name === "tradeOnly") continue;
      assert.ok(model.afterChange(front, ...change) <= cautious, model.name);
    }
  }));
});

/**
 * With what is behind fixed, one more lot ahead never leaves fewer ahead, but for power(3):
 * its probability falls so steeply about front = back that 51 ahead of 50 end before 50.
 */
Deno.test("more ahead stays more ahead in every model but the steep power(3)", () => {
  const falls = new Set<string>();
  for (let back = 0; back <= 40; back++) {
    for (let front = 0; front < 40; front++) {
      for (let drop = 1; drop <= front + back; drop++) {
        for (const model of ALL) {
          const less = model.afterChange(
            front,
            front + back,
            front + back - drop,
            0,
          );
          const more = model.afterChange(
            front + 1,
            front + back + 1,
            front + back + 1 - drop,
            0,
          );
          if (more < less - 1e-12) falls.add(model.name);
        }
      }
    }
  }
  assert.deepEqual([...falls], ["power(3)"]);
});

Deno.test("an exponent that is not above 0 is refused", () => {
  for (const make of [powerQueue, power2Queue, power3Queue]) {
    for (const exponent of [0, -1, NaN, Infinity]) {
      assert.throws(() => make(exponent), {
        name: "RangeError",
        message: new RegExp(
          `exponent must be positive and finite: .* ${exponent}`,
        ),
      });
    }
  }
});

// prop-rank-reversal
Deno.test("power(n) lets an order pass another ahead of it where more than Q / n are cancelled, and n = 1 never", () => {
  const reverses = (model: QueueModel, drop: number) => {
    let high = -Infinity;
    for (let front = 0; front <= 1000; front++) {
      const after = model.afterChange(front, 1000, 1000 - drop, 0);
      if (after < high - 1e-9) return true;
      high = Math.max(high, after);
    }
    return false;
  };
  for (const n of [2, 3, 5]) {
    assert.ok(reverses(powerQueue(n), Math.ceil(1000 / n) + 20), `n = ${n}`);
    assert.ok(!reverses(powerQueue(n), Math.floor(500 / n)), `n = ${n}`);
  }
  for (const model of [powerQueue(1), riskAverseQueue(), tradeOnlyQueue()]) {
    for (let drop = 0; drop <= 1000; drop += 50) {
      assert.ok(!reverses(model, drop), `${model.name}, ${drop}`);
    }
  }
  // The case of the docs: of 100 lots 60 go, and 60 ahead become fewer than 45 do.
  const cubic = powerQueue(3);
  assert.ok(
    cubic.afterChange(60, 100, 40, 0) < cubic.afterChange(45, 100, 40, 0),
  );
});

// prop-uniform-cancels
Deno.test("power(1) is the mean of the lots ahead where every lot is as likely to be cancelled", () => {
  const random = new Random(20);
  const [size, front, drop, draws] = [50, 20, 15, 20_000];
  let sum = 0;
  for (let k = 0; k < draws; k++) {
    let [ahead, left] = [front, size];
    for (let gone = 0; gone < drop; gone++) {
      if (random.uniform() * left-- < ahead) ahead--;
    }
    sum += ahead;
  }
  const expected = powerQueue(1).afterChange(front, size, size - drop, 0);
  assert.ok(Math.abs(expected - 14) < 1e-12);
  // The hypergeometric variance, over the draws.
  const variance = drop * (front / size) * (1 - front / size) *
    (size - drop) / (size - 1);
  const error = Math.sqrt(variance / draws);
  assert.ok(Math.abs(sum / draws - expected) < 4 * error);
});
