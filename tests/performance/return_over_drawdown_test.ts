import assert from "node:assert/strict";
import { calmarRatio, returnOverDrawdown } from "volarb/performance";
import { readTable } from "../known/table.ts";

Deno.test("returnOverDrawdown() is the return per deepest fall", () => {
  // 1 → 1.1 → 0.88 → 1.32: a fall of a fifth, a gain of 32 %.
  const ratio = returnOverDrawdown(Float64Array.of(0.1, -0.2, 0.5));
  assert.ok(Math.abs(ratio - 0.32 / 0.2) < 1e-14, `${ratio}`);
});

Deno.test("returnOverDrawdown() is the ratio of empyrical's two numbers", () => {
  const returns = readTable("performance_columns").columns.returns!;
  const known = readTable("performance_statistics").columns;
  const expected = known.totalReturn![0]! / known.maximumDrawdown![0]!;
  const ratio = returnOverDrawdown(returns);
  assert.ok(Math.abs(ratio / expected - 1) < 1e-12, `${ratio} ${expected}`);
});

Deno.test("returnOverDrawdown() is the Calmar ratio of a run of one year", () => {
  const returns = readTable("performance_columns").columns.returns!;
  const calmar = calmarRatio(returns, returns.length);
  assert.ok(Math.abs(returnOverDrawdown(returns) / calmar - 1) < 1e-12);
});

Deno.test("returnOverDrawdown() is NaN of nothing, without a fall and where one is missing", () => {
  for (const list of [[], [0.1], [0, 0], [0.1, NaN, -0.1]]) {
    assert.ok(Number.isNaN(returnOverDrawdown(Float64Array.from(list))));
  }
});
