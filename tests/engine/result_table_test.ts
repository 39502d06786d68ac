import assert from "node:assert/strict";
import { numbersOf } from "volarb/catalog";
import { ResultTable } from "volarb/engine";

const typesOf = (frame: ReturnType<ResultTable<never>["frame"]>) =>
  Object.fromEntries(
    frame.getColumns().map(({ name, dtype }) => [name, String(dtype)]),
  );

/** 2024-01-19, and the last microsecond of 2023. */
const TIMES = Float64Array.of(1_705_622_400_000_000, 1_704_067_199_999_999);

Deno.test("frame() has times as Datetime in microseconds UTC, as the other frames have them", () => {
  const frame = new ResultTable({
    time: TIMES,
    closeTime: Float64Array.of(NaN, TIMES[1]!),
    timeInForce: ["GTC", "IOC"],
    lifetime: Float64Array.of(1.5, NaN),
    money: [5n, -(2n ** 62n)],
  }).frame();
  const time = "DataType(Datetime(us,UTC))";
  assert.deepEqual(typesOf(frame), {
    time,
    closeTime: time,
    timeInForce: "DataType(String)",
    lifetime: "DataType(Float64)",
    money: "DataType(Int64)",
  });
  assert.deepEqual(numbersOf(frame.getColumn("time")), TIMES);
  assert.deepEqual(
    [...numbersOf(frame.getColumn("closeTime"))],
    [NaN, TIMES[1]!],
    "a position that is open has no time of its close",
  );
  assert.equal(frame.getColumn("closeTime").nullCount(), 1);
  assert.match(
    String(frame.getColumn("closeTime")),
    /2023-12-31 23:59:59\.999999 UTC/,
  );
  assert.deepEqual(
    frame.getColumn("money").toTypedArray(),
    BigInt64Array.of(5n, -(2n ** 62n)),
  );
});

Deno.test("frame() of a table without rows has the same types", () => {
  const frame = new ResultTable({
    time: new Float64Array(0),
    price: new Float64Array(0),
  }).frame();
  assert.equal(frame.height, 0);
  assert.deepEqual(typesOf(frame), {
    time: "DataType(Datetime(us,UTC))",
    price: "DataType(Float64)",
  });
});

Deno.test("filter() keeps the kinds of the columns", () => {
  const table = new ResultTable({ time: TIMES, fee: [1n, 2n] })
    .filter((row) => row === 1);
  assert.deepEqual(table.columns, { time: TIMES.slice(1), fee: [2n] });
  assert.deepEqual(
    numbersOf(table.frame().getColumn("fee")),
    Float64Array.of(2),
  );
});

Deno.test("columns of two lengths are refused", () => {
  assert.throws(() => new ResultTable({ time: TIMES, symbol: ["BTCUSDT"] }), {
    name: "RangeError",
    message:
      "Cannot make a table as columns must have one length: current value is 1 for symbol after 2",
  });
});
