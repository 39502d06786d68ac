import assert from "node:assert/strict";
import { Random } from "volarb/random";
import {
  powerLawDecay,
  SignAutocorrelation,
  signAutocorrelation,
} from "volarb/flow";
import { assertClose } from "../close.ts";
import { throughJson } from "./market.ts";

/** Signs that keep their side with probability `stay`. */
function persistent(n: number, stay: number, seed: number): Float64Array {
  const random = new Random(seed);
  let sign = 1;
  return Float64Array.from(
    { length: n },
    () => sign = random.uniform() < stay ? sign : -sign,
  );
}

Deno.test("signAutocorrelation() of four signs by hand", () => {
  const c = signAutocorrelation(Float64Array.of(1, 1, -1, -1), {
    lags: [1, 2, 3, 4],
  });
  assertClose(c, [1 / 3, -1, -1, NaN]);
});

Deno.test("signAutocorrelation() of a two-state chain is (2p - 1)^τ", () => {
  const lags = [1, 2, 5, 10];
  const c = signAutocorrelation(persistent(400_000, 0.8, 61), { lags });
  lags.forEach((lag, j) => {
    assert.ok(Math.abs(c[j]! - 0.6 ** lag) < 0.01, `lag ${lag}: ${c[j]}`);
  });
});

Deno.test("signAutocorrelation() does not change when every side is turned", () => {
  const sign = persistent(500, 0.7, 62);
  const lags = [1, 3, 20];
  assertClose(
    signAutocorrelation(sign.map((s) => -s), { lags }),
    signAutocorrelation(sign, { lags }),
    0,
  );
});

Deno.test("SignAutocorrelation agrees bit for bit with the column across a save and load", () => {
  const sign = persistent(300, 0.7, 63);
  const lags = [2, 1, 7, 50];
  let stream = new SignAutocorrelation({ lags });
  sign.forEach((s, t) => {
    if (t % 31 === 0) stream = SignAutocorrelation.from(throughJson(stream));
    stream.update(s);
    if (t % 29 === 0 || t === 299) {
      assert.deepEqual(
        stream.value,
        signAutocorrelation(sign.slice(0, t + 1), { lags }),
      );
      assert.equal(stream.ready, t >= 50);
    }
  });
  stream.reset();
  assert.deepEqual(
    stream.toJSON(),
    new SignAutocorrelation({ lags }).toJSON(),
  );
});

Deno.test("signAutocorrelation() of one side, of nothing and of a missing sign is missing", () => {
  const lags = [1];
  assert.ok(
    Number.isNaN(signAutocorrelation(Float64Array.of(1, 1), { lags })[0]!),
  );
  assert.ok(
    Number.isNaN(signAutocorrelation(new Float64Array(0), { lags })[0]!),
  );
  assert.ok(
    Number.isNaN(
      signAutocorrelation(Float64Array.of(1, NaN, -1), { lags })[0]!,
    ),
  );
  for (const bad of [[], [0], [1.5]]) {
    const error = { name: "RangeError", message: /lag/ };
    assert.throws(() => new SignAutocorrelation({ lags: bad }), error);
    assert.throws(
      () => signAutocorrelation(Float64Array.of(1), { lags: bad }),
      error,
    );
  }
});

Deno.test("powerLawDecay() finds the exponent and counts the lags that it used", () => {
  const lags = Float64Array.of(1, 2, 4, 8, 16, 32);
  const c = lags.map((lag) => 0.3 * lag ** -0.6);
  const whole = powerLawDecay(lags, c);
  assert.ok(Math.abs(whole.exponent - 0.6) < 1e-12);
  assert.ok(whole.rSquared > 1 - 1e-12);
  c[3] = -0.01;
  const part = powerLawDecay(lags, c);
  assert.equal(part.count, 5);
  assert.ok(Math.abs(part.exponent - 0.6) < 1e-12);
});
