import assert from "node:assert/strict";
import { hessian, minimize } from "../../lib/stats/mod.ts";
import { assertClose } from "../close.ts";

Deno.test("minimize() finds the minimum of a quadratic and its value", () => {
  const { x, value } = minimize(
    ([a, b]) => 3 + (a! - 1) ** 2 + 10 * (b! + 2) ** 2 + a! * b!,
    [5, 5],
  );
  // 2 (a - 1) + b = 0 and 20 (b + 2) + a = 0.
  assert.ok(Math.abs(2 * (x[0]! - 1) + x[1]!) < 1e-5);
  assert.ok(Math.abs(20 * (x[1]! + 2) + x[0]!) < 1e-5);
  assert.ok(value < 3.01);
});

Deno.test("minimize() goes down Rosenbrock's valley of ten dimensions", () => {
  const valley = (x: Float64Array) => {
    let sum = 0;
    for (let i = 0; i + 1 < x.length; i++) {
      sum += 100 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2;
    }
    return sum;
  };
  const { x } = minimize(valley, new Float64Array(10));
  assertClose(x, new Float64Array(10).fill(1), 1e-4);
});

Deno.test("minimize() stays where the function is finite", () => {
  const { x } = minimize(([a]) => a! - Math.log(a!), [30]);
  assertClose(x, [1], 1e-5);
});

Deno.test("minimize() uses a gradient that it is given", () => {
  let calls = 0;
  const { x } = minimize(([a]) => (a! - 2) ** 4, [0], {
    gradient: ([a]) => {
      calls++;
      return Float64Array.of(4 * (a! - 2) ** 3);
    },
  });
  assert.ok(calls > 0);
  assert.ok(Math.abs(x[0]! - 2) < 0.01);
});

Deno.test("minimize() says where it stood when it did not converge", () => {
  assert.throws(
    () => minimize(([a]) => -a!, [0], { iterations: 3, action: "fit a model" }),
    {
      name: "ConvergenceError",
      message:
        /^Cannot fit a model as it did not converge: after \d+ iterations/,
    },
  );
});

Deno.test("minimize() refuses a start without a value", () => {
  assert.throws(() => minimize(() => NaN, [1]), {
    name: "RangeError",
    message:
      "Cannot minimize as the function must be finite at the start: current value is Infinity",
  });
});

Deno.test("hessian() is symmetric and that of a cubic form", () => {
  const h = hessian(([a, b]) => a! ** 2 * b! + b! ** 2, [1, 2]);
  assertClose(Float64Array.from(h.flat()), [4, 2, 2, 2], 1e-6);
});
