import assert from "node:assert/strict";
import { Random } from "volarb/random";
import { DAY, HOUR, MINUTE } from "volarb/time";
import {
  equityReturns,
  evaluateRun,
  runEquity,
  type RunReport,
  totalReturn,
} from "volarb/performance";
import { NO_FILLS } from "./synthetic_run.ts";

/** Two days of minutes, and a last mark some time after their end. */
function late(rest: number): RunReport {
  const rows = 2 * DAY / MINUTE + 1;
  const grid = Array.from({ length: rows }, (_, i) => i * MINUTE);
  const time = Float64Array.from(rest === 0 ? grid : [...grid, 2 * DAY + rest]);
  return {
    name: "Late",
    hash: "",
    span: { from: 0, to: 2 * DAY + rest },
    initialEquity: 1000,
    currency: "USDT",
    parameters: {},
    fillTiming: "",
    equity: { time, equity: time.map((_, i) => 1000 + i % 7) },
    positions: [],
    fills: NO_FILLS,
    prices: [],
  };
}

Deno.test("a mark just after midnight closes the last period of the day", () => {
  for (const rest of [0, 1, 0.1e6, 2.5e6, MINUTE / 2 - 1]) {
    const run = late(rest);
    const { time, equity } = runEquity(run, MINUTE);
    assert.equal(time.length, 2881);
    assert.equal(time.at(-1), 2 * DAY);
    assert.equal(equity.at(-1), run.equity.equity.at(-1));
    // Every other row is what was known at its time.
    assert.deepEqual(
      equity.subarray(0, 2880),
      run.equity.equity.subarray(0, 2880),
    );
  }
});

Deno.test("a rest of half a period or more is a period of its own", () => {
  for (const rest of [MINUTE / 2, 45e6, MINUTE - 1]) {
    const run = late(rest);
    const { time, equity } = runEquity(run, MINUTE);
    assert.equal(time.length, 2882);
    assert.equal(time.at(-1), 2 * DAY + MINUTE);
    assert.equal(equity[2880], run.equity.equity[2880]);
    assert.equal(equity.at(-1), run.equity.equity.at(-1));
  }
});

Deno.test("returns of a run compound to its change of equity, whatever is left over", () => {
  for (const step of [MINUTE, 7 * MINUTE, HOUR, 5 * HOUR, DAY, 3 * DAY]) {
    for (const rest of [0, 0.1e6, 40e6]) {
      const run = late(rest);
      const { value } = equityReturns(runEquity(run, step), { step });
      const change = run.equity.equity.at(-1)! / 1000 - 1;
      assert.ok(Math.abs(totalReturn(value) - change) < 1e-12, `${step}`);
      assert.ok(value.length >= 1);
    }
  }
});

Deno.test("a run of two days is evaluated on two days", () => {
  const { returns, calendar } = evaluateRun(late(0.1e6), {
    random: new Random(1),
    step: MINUTE,
    draws: 20,
  });
  assert.equal(returns.value.length, 2880);
  assert.deepEqual(calendar.day.map(({ periods }) => periods), [1440, 1440]);
  assert.deepEqual(calendar.day.map(({ group }) => group), [
    "1970-01-01",
    "1970-01-02",
  ]);
  assert.ok(calendar.hourOfDay.every(({ periods }) => periods === 120));
});

Deno.test("runEquity() of a run shorter than a period is one period", () => {
  const run = { ...late(0), span: { from: 0, to: 20e6 } };
  const equity = {
    time: Float64Array.of(0, 20e6),
    equity: Float64Array.of(1000, 1010),
  };
  const { time, equity: marks } = runEquity({ ...run, equity }, MINUTE);
  assert.deepEqual(time, Float64Array.of(0, MINUTE));
  assert.deepEqual(marks, Float64Array.of(1000, 1010));
});

Deno.test("runEquity() of a run without marks has its first equity throughout", () => {
  const none = new Float64Array(0);
  const run = { ...late(0), equity: { time: none, equity: none } };
  assert.deepEqual(
    runEquity(run, DAY).equity,
    Float64Array.of(1000, 1000, 1000),
  );
});

Deno.test("runEquity() refuses a step that is none and a span that ends before it begins", () => {
  assert.throws(() => runEquity(late(0), 0), {
    name: "RangeError",
    message: /Cannot take the equity of a run as step must be/,
  });
  assert.throws(() => runEquity({ ...late(0), span: { from: 1, to: 1 } }, 1), {
    name: "RangeError",
    message: /a span must end after it begins/,
  });
});
