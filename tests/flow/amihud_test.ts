import assert from "node:assert/strict";
import { Amihud, amihud } from "volarb/flow";
import { assertCausal, assertClose } from "../close.ts";
import { throughJson } from "./market.ts";

const returns = Float64Array.of(0.01, -0.02, 0, 0.03, 0, -0.01);
const turnover = Float64Array.of(100, 400, 0, 300, 50, 200);

Deno.test("amihud() averages |r| / V over the bars that had volume", () => {
  assertClose(amihud(returns, turnover, { window: 3 }), [
    NaN,
    NaN,
    (0.01 / 100 + 0.02 / 400) / 2,
    (0.02 / 400 + 0.03 / 300) / 2,
    (0.03 / 300 + 0) / 2,
    (0.03 / 300 + 0 + 0.01 / 200) / 3,
  ]);
});

Deno.test("amihud() is missing without volume in the window or with a missing bar", () => {
  const zero = Float64Array.of(0, 0);
  assert.ok(Number.isNaN(amihud(zero, zero, { window: 2 })[1]!));
  const values = amihud(
    Float64Array.of(NaN, 0.01, 0.01),
    Float64Array.of(1, 1, NaN),
    { window: 1 },
  );
  assert.deepEqual(Array.from(values, Number.isNaN), [true, false, true]);
});

Deno.test("amihud() does not change with the side and halves with twice the turnover", () => {
  const values = amihud(returns, turnover, { window: 2 });
  assertClose(
    amihud(returns.map((r) => -r), turnover, { window: 2 }),
    values,
    0,
  );
  assertClose(
    amihud(returns, turnover.map((v) => 2 * v), { window: 2 }),
    values.map((x) => x / 2),
    0,
  );
});

Deno.test("Amihud agrees bit for bit with amihud() across a save and load", () => {
  const values = amihud(returns, turnover, { window: 2 });
  let stream = new Amihud({ window: 2 });
  values.forEach((value, t) => {
    stream = Amihud.from(throughJson(stream));
    assert.equal(stream.update(returns[t]!, turnover[t]!), value);
    assert.equal(stream.ready, !Number.isNaN(value));
  });
  stream.reset();
  assert.deepEqual(stream.toJSON(), new Amihud({ window: 2 }).toJSON());
  assertCausal(
    (x) => amihud(x, turnover.slice(0, x.length), { window: 2 }),
    returns,
  );
});

Deno.test("amihud() refuses a negative turnover and a window of 0", () => {
  assert.throws(
    () => amihud(Float64Array.of(0), Float64Array.of(-1), { window: 1 }),
    {
      message: /quoteVolume must be at least 0 and finite: current value is -1/,
    },
  );
  assert.throws(() => amihud(returns, turnover, { window: 0 }), {
    name: "RangeError",
  });
  assert.equal(
    amihud(new Float64Array(0), new Float64Array(0), { window: 1 }).length,
    0,
  );
});
