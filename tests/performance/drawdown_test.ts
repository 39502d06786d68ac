import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  drawdown,
  drawdownEpisodes,
  maximumDrawdown,
} from "volarb/performance";
import { assertCausal, assertClose } from "../close.ts";

const equity = Float64Array.of(100, 120, 90, 120, 110, 60, 100, 130, 125);
const time = equity.map((_, i) => i * 10);

Deno.test("drawdown() is the distance from the highest so far", () => {
  assertClose(
    drawdown(equity),
    [0, 0, 0.25, 0, 1 - 110 / 120, 0.5, 1 - 100 / 120, 0, 1 - 125 / 130],
    1e-15,
  );
});

Deno.test("drawdown() uses nothing that comes later", () => {
  assertCausal(drawdown, equity);
});

Deno.test("drawdownEpisodes() gives depth, length and recovery, the deepest first", () => {
  const episodes = drawdownEpisodes({ time, equity });
  assert.equal(episodes.length, 3);
  assert.deepEqual(episodes[0], {
    depth: 0.5,
    peakTime: 30,
    troughTime: 50,
    recoveryTime: 70,
    length: 40,
    recovery: 20,
  });
  assert.equal(episodes[1]!.depth, 0.25);
  assert.equal(episodes[1]!.recovery, 10);
  const open = episodes[2]!;
  assert.deepEqual(
    [
      open.peakTime,
      open.troughTime,
      open.recoveryTime,
      open.length,
      open.recovery,
    ],
    [70, 80, NaN, 10, NaN],
  );
});

Deno.test("the deepest episode is the largest drawdown, and that of the returns", () => {
  const path = fc.array(fc.integer({ min: 1, max: 40 }), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(fc.property(path, (list) => {
    const equity = Float64Array.from(list);
    const time = equity.map((_, i) => i);
    const returns = equity.slice(1).map((e, i) => e / equity[i]! - 1);
    const deepest = Math.max(...drawdown(equity));
    const [first] = drawdownEpisodes({ time, equity });
    assert.equal(first?.depth ?? 0, deepest);
    assert.ok(Math.abs(maximumDrawdown(returns) - deepest) < 1e-12);
  }));
});

Deno.test("a curve that only rises, stands still or is empty has no episode", () => {
  for (const list of [[1, 2, 3], [2, 2, 2], [], [1]]) {
    const equity = Float64Array.from(list);
    assert.deepEqual(
      drawdownEpisodes({ time: equity.map((_, i) => i), equity }),
      [],
    );
    assert.ok(drawdown(equity).every((d) => d === 0));
  }
});

Deno.test("missing equity is passed over, and debt is deeper than all there was", () => {
  assert.deepEqual(
    drawdown(Float64Array.of(NaN, 2, NaN, -1)),
    Float64Array.of(NaN, 0, NaN, 1.5),
  );
  const [episode] = drawdownEpisodes({
    time: Float64Array.of(0, 1, 2, 3),
    equity: Float64Array.of(2, NaN, 1, 2),
  });
  assert.deepEqual([episode!.depth, episode!.length], [0.5, 3]);
  assert.deepEqual(
    drawdown(Float64Array.of(-2, -1)),
    Float64Array.of(NaN, NaN),
  );
});

Deno.test("drawdowns of times that fall are refused", () => {
  assert.throws(
    () =>
      drawdownEpisodes({
        time: Float64Array.of(1, 0),
        equity: Float64Array.of(1, 1),
      }),
    {
      name: "RangeError",
      message: /find drawdowns as times .* row 1 is 0 after 1/,
    },
  );
});
