import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  DAY,
  formatUtc,
  formatUtcDate,
  parseUtcDate,
  startOfUtcDay,
  timeUnit,
  utcDates,
} from "volarb/time";

Deno.test("parseUtcDate() and formatUtcDate() are inverse on every day to 2100", () => {
  const last = parseUtcDate("2100-12-31");
  for (let time = 0; time <= last; time += DAY) {
    assert.equal(parseUtcDate(formatUtcDate(time)), time);
  }
});

Deno.test("parseUtcDate() refuses what is not a day of the calendar", () => {
  for (const text of ["2023-02-29", "2023-13-01", "2023-1-1", "", "20230101"]) {
    assert.throws(() => parseUtcDate(text), { name: "SyntaxError" });
  }
});

Deno.test("utcDates() lists both ends and crosses a leap day", () => {
  assert.equal(utcDates("2024-01-01", "2024-12-31").length, 366);
  assert.deepEqual(utcDates("2024-01-02", "2024-01-01"), []);
});

Deno.test("formatUtc() keeps the microsecond of any time", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 4e15 }), (time) => {
    const text = formatUtc(time);
    const fraction = (/\.(\d+)Z$/.exec(text)?.[1] ?? "").padEnd(6, "0");
    const whole = Date.parse(text.replace(/\.\d+Z$/, "Z")) * 1000;
    assert.equal(whole + Number(fraction || 0), time);
  }));
});

Deno.test("startOfUtcDay() floors before the epoch too", () => {
  assert.equal(startOfUtcDay(-1), -DAY);
});

Deno.test("timeUnit() refuses seconds and nanoseconds", () => {
  assert.equal(timeUnit(1_721_347_022_956), "ms");
  assert.equal(timeUnit(1_735_689_600_000_123), "us");
  for (const stamp of [1_680_652_700, 1.7e18, NaN, -1]) {
    assert.throws(() => timeUnit(stamp), { name: "RangeError" });
  }
});
