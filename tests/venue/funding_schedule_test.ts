import assert from "node:assert/strict";
import { HOUR, MILLISECOND } from "volarb/time";
import { FundingSchedule } from "volarb/venue";

/** The first settlements after a time, in hours. */
function settlements(
  schedule: FundingSchedule,
  after: number,
  count: number,
): number[] {
  const times: number[] = [];
  for (let k = 0, time = after * HOUR; k < count; k++) {
    time = schedule.next(time);
    times.push(time / HOUR);
  }
  return times;
}

Deno.test("one interval goes on for ever, in both directions", () => {
  const schedule = new FundingSchedule([{ from: 16 * HOUR, hours: 8 }]);
  assert.deepEqual(settlements(schedule, -9, 5), [-8, 0, 8, 16, 24]);
  assert.equal(schedule.next(8 * HOUR - 1), 8 * HOUR);
  assert.equal(schedule.next(8 * HOUR), 16 * HOUR);
});

Deno.test("an interval begins with its first settlement, and pays for the time before it", () => {
  const shorter = new FundingSchedule([
    { from: 0, hours: 4 },
    { from: 9 * HOUR, hours: 1 },
  ]);
  assert.deepEqual(settlements(shorter, -1, 6), [0, 4, 8, 9, 10, 11]);
  const longer = new FundingSchedule([
    { from: 0, hours: 1 },
    { from: 10 * HOUR, hours: 4 },
  ]);
  assert.deepEqual(settlements(longer, 3, 6), [4, 5, 6, 10, 14, 18]);
  assert.deepEqual(
    [0, 9, 10, 14].map((hour) => longer.hoursAt(hour * HOUR)),
    [1, 1, 4, 4],
  );
});

Deno.test("the jitter of a stamp is taken off", () => {
  const schedule = new FundingSchedule([
    { from: 8 * HOUR + 13 * MILLISECOND, hours: 8 },
  ]);
  assert.equal(schedule.next(8 * HOUR), 16 * HOUR);
});

Deno.test("a rate that states another interval changes the schedule from there", () => {
  const schedule = new FundingSchedule([{ from: 0, hours: 8 }]);
  schedule.learn(8 * HOUR, NaN);
  schedule.learn(8 * HOUR, 8);
  assert.deepEqual(settlements(schedule, 8, 2), [16, 24]);
  schedule.learn(12 * HOUR + 3 * MILLISECOND, 4);
  assert.deepEqual(settlements(schedule, 0, 5), [8, 12, 16, 20, 24]);
});

Deno.test("a contract without funding has no settlement", () => {
  const schedule = new FundingSchedule([]);
  assert.equal(schedule.next(0), Infinity);
  assert.ok(Number.isNaN(schedule.hoursAt(0)));
});

Deno.test("spans that fall or have no length are refused", () => {
  assert.throws(() => new FundingSchedule([{ from: 0, hours: 0 }]), {
    name: "RangeError",
    message: /hours be above 0: current value is 0 hours/,
  });
  assert.throws(
    () =>
      new FundingSchedule([{ from: HOUR, hours: 8 }, { from: HOUR, hours: 4 }]),
    /times must rise/,
  );
});
