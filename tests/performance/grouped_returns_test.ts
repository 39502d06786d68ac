import assert from "node:assert/strict";
import { parseUtcDate } from "volarb/time";
import {
  calendarGroups,
  equityReturns,
  groupedReturns,
  returnVolatility,
  TERCILE_NAMES,
  terciles,
  totalReturn,
} from "volarb/performance";

const HOUR = 3600e6;
const start = parseUtcDate("2024-02-28");
const hours = 48 * 3;
const returns = equityReturns({
  time: Float64Array.from(
    { length: hours + 1 },
    (_, i) => start + i * HOUR / 2,
  ),
  equity: Float64Array.from(
    { length: hours + 1 },
    (_, i) => 1000 + (i * 7919) % 97,
  ),
}, { step: HOUR / 2 });

Deno.test("calendarGroups() names the group that a period starts in, in UTC", () => {
  const name = (by: Parameters<typeof calendarGroups>[1], row: number) =>
    calendarGroups(returns, by)[row];
  assert.deepEqual([0, 1, 2, 47, 48].map((row) => name("hour of day", row)), [
    "00",
    "00",
    "01",
    "23",
    "00",
  ]);
  assert.deepEqual([0, 47, 48, 96].map((row) => name("day", row)), [
    "2024-02-28",
    "2024-02-28",
    "2024-02-29",
    "2024-03-01",
  ]);
  assert.equal(name("weekday", 0), "Wednesday");
  assert.equal(name("weekday", 143), "Friday");
  assert.equal(name("hour", 49), "2024-02-29 00");
  assert.equal(name("month", 95), "2024-02");
  assert.equal(name("month", 96), "2024-03");
});

Deno.test("groups multiply to the whole", () => {
  for (
    const by of ["hour of day", "weekday", "hour", "day", "month"] as const
  ) {
    const groups = groupedReturns(returns, calendarGroups(returns, by));
    const whole = groups.reduce((growth, g) =>
      growth * (1 + g.totalReturn), 1) - 1;
    assert.ok(Math.abs(whole - totalReturn(returns.value)) < 1e-12, by);
    assert.equal(
      groups.reduce((n, g) => n + g.periods, 0),
      returns.value.length,
    );
  }
});

Deno.test("a group has the statistics of its own returns", () => {
  const [first] = groupedReturns(returns, calendarGroups(returns, "day"));
  const own = returns.value.slice(0, 48);
  assert.equal(
    first!.volatility,
    returnVolatility(own, returns.periodsPerYear),
  );
  assert.equal(first!.totalReturn, totalReturn(own));
});

Deno.test("groups come in the order asked for, without those that are empty", () => {
  const names = Array.from(
    returns.value,
    (_, i) => i === 0 ? undefined : i % 2 ? "high" : "low",
  );
  const groups = groupedReturns(returns, names, TERCILE_NAMES);
  assert.deepEqual(groups.map((g) => g.group), ["low", "high"]);
  assert.equal(
    groups[0]!.periods + groups[1]!.periods,
    returns.value.length - 1,
  );
});

Deno.test("terciles() are thirds of what is known, ties below", () => {
  const { group, thresholds } = terciles(
    Float64Array.of(1, 2, 3, 4, 5, 6, NaN, 7),
  );
  assert.deepEqual(thresholds, [3, 5]);
  assert.deepEqual(group, Float64Array.of(0, 0, 0, 1, 1, 2, NaN, 2));
  assert.deepEqual(
    terciles(Float64Array.of(4, 4)).group,
    Float64Array.of(0, 0),
  );
  assert.deepEqual(terciles(Float64Array.of(NaN)), {
    group: Float64Array.of(NaN),
    thresholds: [NaN, NaN],
  });
});

Deno.test("periods that would lie in two groups are refused, and so are logarithms", () => {
  const refused = (f: () => unknown, message: RegExp) =>
    assert.throws(f, { name: "RangeError", message });
  const daily = { ...returns, step: 24 * HOUR };
  refused(
    () => calendarGroups(daily, "hour"),
    /longer than its group, hour: current value is 86400000000/,
  );
  assert.equal(calendarGroups(daily, "day").length, returns.time.length);
  refused(() => calendarGroups(returns, "year" as "day"), /by must be one of/);
  refused(
    () => groupedReturns(returns, ["a"]),
    /one group per period, 144: current value is 1/,
  );
  const log = { ...returns, kind: "log" as const };
  refused(
    () => groupedReturns(log, calendarGroups(log, "day")),
    /kind must be one of "simple"/,
  );
});
