import assert from "node:assert/strict";
import { Random } from "volarb/random";
import {
  constantLatency,
  inOrder,
  interpolatedLatency,
  sampledLatency,
  scaledLatency,
} from "volarb/venue";

Deno.test("constant delays, each way its own", () => {
  const latency = constantLatency({ order: 10, response: 20, feed: 5 });
  assert.deepEqual(
    [latency.order(7), latency.response(7), latency.feed(7)],
    [10, 20, 5],
  );
  assert.equal(constantLatency({ order: 10 }).response(0), 10);
  assert.throws(
    () => constantLatency({ order: -1 }),
    /order must be at least 0 .* -1/,
  );
});

Deno.test("sampled delays have the median and the spread that are stated", () => {
  const latency = sampledLatency({
    random: new Random(3),
    order: { base: 500, median: 1000, sigma: 0.4 },
  });
  const n = 20_001;
  const draws = Float64Array.from({ length: n }, () => latency.order(0)).sort();
  // Medians of n draws err by about sigma sqrt(pi / 2n) = 0.35 %.
  assert.ok(Math.abs(draws[n >> 1]! - 1500) < 15, `${draws[n >> 1]}`);
  assert.ok(draws[0]! >= 500);
  // One standard deviation up: 500 + 1000 exp(0.4).
  const upper = draws[Math.floor(0.8413447460685429 * n)]!;
  assert.ok(Math.abs(upper / (500 + 1000 * Math.exp(0.4)) - 1) < 0.02);
});

Deno.test("a way's delays do not depend on how often the others were asked", () => {
  const make = () =>
    sampledLatency({
      random: new Random(3),
      order: { median: 1000, sigma: 1 },
    });
  const alone = make();
  const busy = make();
  for (let k = 0; k < 20; k++) {
    busy.response(0);
    busy.feed(0);
    assert.equal(alone.order(0), busy.order(0));
  }
});

Deno.test("measured delays are met at the measurements and straight between them", () => {
  const latency = interpolatedLatency({
    request: Float64Array.of(0, 100, 400),
    exchange: Float64Array.of(10, 130, 450),
    response: Float64Array.of(15, 170, 460),
  });
  assert.deepEqual(
    [-5, 0, 50, 100, 250, 400, 999].map((t) => latency.order(t)),
    [10, 10, 20, 30, 40, 50, 50],
  );
  // At the venue at 10: 5 back; at 130: 40 back; half way, at 70: 22.5, rounded.
  assert.deepEqual(
    [0, 10, 70, 130, 1e9].map((t) => latency.response(t)),
    [5, 5, 23, 40, 10],
  );
});

Deno.test("measurements that could not be are refused", () => {
  const good = {
    request: Float64Array.of(0, 100),
    exchange: Float64Array.of(10, 130),
    response: Float64Array.of(15, 170),
  };
  const cases: [Partial<typeof good>, RegExp][] = [
    [{ request: Float64Array.of(0, 0) }, /times must rise/],
    [{ request: Float64Array.of(20, 100) }, /delays must be at least 0.* -10/],
    [{ response: Float64Array.of(15, 100) }, /delays must be at least 0/],
    [{ response: Float64Array.of(15) }, /one length/],
  ];
  for (const [change, message] of cases) {
    assert.throws(() => interpolatedLatency({ ...good, ...change }), {
      name: "RangeError",
      message,
    });
  }
  const none = Float64Array.of();
  assert.throws(
    () =>
      interpolatedLatency({ request: none, exchange: none, response: none }),
    /there must be a measurement/,
  );
});

Deno.test("scaled delays are multiples, and messages never overtake", () => {
  const twice = scaledLatency(constantLatency({ order: 10, feed: 3 }), 2);
  assert.deepEqual(
    [twice.order(0), twice.response(0), twice.feed(0)],
    [20, 20, 6],
  );
  const delays = [50, 1, 1, 80, 2];
  const arrival = inOrder(() => delays.shift()!);
  assert.deepEqual(
    [0, 10, 60, 70, 71].map(arrival),
    [50, 50, 61, 150, 150],
  );
});
