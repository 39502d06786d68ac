import assert from "node:assert/strict";
import { rollingSharpe, sharpeRatio } from "volarb/performance";
import { readTable } from "../known/table.ts";

const value = readTable("performance_columns").columns.returns!;
const returns = {
  kind: "simple" as const,
  time: value.map((_, i) => i * 86_400e6),
  value,
  step: 86_400e6,
  periodsPerYear: 365,
  definition: "simple returns of days",
};

Deno.test("rollingSharpe() is the ratio of each window, annualized, with Lo's error", () => {
  const { sharpe, standardError, time } = rollingSharpe(returns, 20);
  assert.equal(time, returns.time);
  sharpe.forEach((s, t) => {
    if (t < 19) {
      assert.ok(Number.isNaN(s) && Number.isNaN(standardError[t]!));
      return;
    }
    const ratio = sharpeRatio(value.slice(t - 19, t + 1));
    assert.ok(Math.abs(s - ratio * Math.sqrt(365)) < 1e-9);
    const error = Math.sqrt(365 * (1 + ratio * ratio / 2) / 20);
    assert.ok(Math.abs(standardError[t]! - error) < 1e-9);
  });
});

Deno.test("rollingSharpe() of a window that does not move is missing, and a window of one is refused", () => {
  const still = {
    ...returns,
    value: new Float64Array(5),
    time: new Float64Array(5),
  };
  assert.ok(rollingSharpe(still, 3).sharpe.every(Number.isNaN));
  assert.throws(() => rollingSharpe(returns, 1), {
    name: "RangeError",
    message: /at least 2/,
  });
});
