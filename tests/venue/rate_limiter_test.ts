import assert from "node:assert/strict";
import { SECOND } from "volarb/time";
import { RateLimiter, VENUE_RATE_LIMITS } from "volarb/venue";

Deno.test("an order must be within every limit", () => {
  const limiter = new RateLimiter([
    { interval: 10, orders: 2 },
    { interval: 100, orders: 3 },
  ]);
  assert.deepEqual(
    [0, 1, 2, 10, 11, 99, 100].map((time) => limiter.allows(time)),
    // The refused third counts in the hundred too.
    [true, true, false, false, false, false, true],
  );
});

Deno.test("the venue's limits are 300 in ten seconds and 1,200 in a minute", () => {
  const limiter = new RateLimiter(VENUE_RATE_LIMITS);
  let allowed = 0;
  for (let k = 0; k < 2400; k++) {
    // Forty a second: 400 in ten seconds.
    if (limiter.allows(k * SECOND / 40)) allowed++;
  }
  // 300 of the first three tens; the 400 refused and allowed fill the minute after three.
  assert.equal(allowed, 900);
});

Deno.test("no limit allows everything, and a bad one is refused", () => {
  const limiter = new RateLimiter([]);
  assert.ok([0, 0, 0].every((time) => limiter.allows(time)));
  assert.throws(
    () => new RateLimiter([{ interval: 0, orders: 1 }]),
    /interval must be positive/,
  );
  assert.throws(
    () => new RateLimiter([{ interval: 1, orders: 1.5 }]),
    /orders must be an integer/,
  );
});
