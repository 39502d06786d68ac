import assert from "node:assert/strict";
import {
  displayedDepthImpact,
  fixedTicksImpact,
  linearImpact,
  squareRootImpact,
} from "volarb/venue";

Deno.test("the curves of depth, by hand", () => {
  assert.deepEqual(
    [1, 2, 3].map((k) => fixedTicksImpact(2).depthBeyond(k, 7)),
    [0, Infinity, Infinity],
  );
  assert.deepEqual(
    [1, 2, 3].map((k) => displayedDepthImpact().depthBeyond(k, 7)),
    [7, 14, 21],
  );
  const linear = linearImpact({ ticks: 3, reference: 10 });
  assert.deepEqual([1, 2, 3].map((k) => linear.depthBeyond(k, 7)), [3, 6, 10]);
  assert.equal(linearImpact({ ticks: 2 }).depthBeyond(1, 7), 3);
  const root = squareRootImpact({ ticks: 2, reference: 100 });
  assert.deepEqual([1, 2, 4].map((k) => root.depthBeyond(k, 7)), [
    25,
    100,
    400,
  ]);
  assert.equal(squareRootImpact({ ticks: 1 }).depthBeyond(3, 7), 63);
});

Deno.test("a curve of depth never falls with the ticks", () => {
  for (
    const model of [
      fixedTicksImpact(3),
      displayedDepthImpact(),
      linearImpact({ ticks: 0.7 }),
      squareRootImpact({ ticks: 1.3, reference: 11 }),
    ]
  ) {
    let before = 0;
    for (let k = 1; k < 50; k++) {
      const depth = model.depthBeyond(k, 17);
      assert.ok(depth >= before, `${model.name} at ${k}`);
      before = depth;
    }
  }
});

Deno.test("the mean price of a square-root walk is two thirds as far as the last", () => {
  const root = squareRootImpact({ ticks: 1, reference: 1000 });
  let cost = 0;
  let before = 0;
  for (let k = 1; k <= 300; k++) {
    const depth = root.depthBeyond(k, 1);
    cost += k * (depth - before);
    before = depth;
  }
  assert.ok(Math.abs(cost / before / 300 - 2 / 3) < 0.002);
});

Deno.test("what would be no curve is refused", () => {
  assert.throws(() => fixedTicksImpact(0.5), /ticks must be above 0.* 0.5/);
  assert.throws(() => linearImpact({ ticks: 0 }), /current value is 0/);
  assert.throws(
    () => squareRootImpact({ ticks: 1, reference: -1 }),
    /reference must be above 0.* -1/,
  );
});
