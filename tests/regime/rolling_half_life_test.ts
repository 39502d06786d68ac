import assert from "node:assert/strict";
import { HOUR } from "volarb/time";
import { Random } from "volarb/random";
import { median } from "volarb/stats";
import {
  ouHalfLife,
  ouPath,
  RollingHalfLife,
  rollingHalfLife,
} from "volarb/regime";
import { assertCausal } from "../close.ts";
import { resumed } from "./resumed.ts";

/** An uneven path with missing values. */
function path(n: number) {
  const random = new Random(21);
  let clock = 1.7e15;
  const time = Float64Array.from(
    { length: n },
    () => clock += HOUR * (1 + random.integer(3)),
  );
  const value = ouPath({ speed: 0.3, mean: 1, volatility: 1 }, { time, random })
    .map((x) => random.uniform() < 0.1 ? NaN : x);
  return { time, value };
}

Deno.test("rollingHalfLife() is ouHalfLife() of the last present observations", () => {
  const { time, value } = path(60);
  const rolling = rollingHalfLife({ time, value }, { window: 20 });
  const there = [...value.keys()].filter((t) => !Number.isNaN(value[t]!));
  for (const end of [20, 31, there.length]) {
    const rows = there.slice(end - 20, end);
    const { halfLife } = ouHalfLife({
      time: Float64Array.from(rows, (t) => time[t]!),
      value: Float64Array.from(rows, (t) => value[t]!),
    });
    assert.equal(rolling[rows.at(-1)!], halfLife);
  }
  assert.ok(rolling.subarray(0, there[19]).every(Number.isNaN));
});

Deno.test("rollingHalfLife() centres on the truth", () => {
  const time = Float64Array.from({ length: 3000 }, (_, i) => i * 8 * HOUR);
  const process = { speed: Math.LN2 / 24, mean: 0, volatility: 1 };
  const value = ouPath(process, { time, random: new Random(30) });
  const every = rollingHalfLife({ time, value }, { window: 180, mean: 0 })
    .filter((hours) => !Number.isNaN(hours));
  const middle = median(every);
  assert.ok(middle > 20 && middle < 29, `${middle}`);
});

Deno.test("RollingHalfLife agrees with its column and resumes, and looks at nothing later", () => {
  const { time, value } = path(60);
  const options = { window: 12 };
  const stream = resumed(time.length, {
    create: () => new RollingHalfLife(options),
    restore: (snapshot) => RollingHalfLife.from(snapshot),
    step: (decay, t) => decay.update(time[t]!, value[t]!),
  });
  assert.deepEqual(stream, rollingHalfLife({ time, value }, options));
  assertCausal(
    (x) =>
      rollingHalfLife({ time: time.slice(0, x.length), value: x }, options),
    value,
  );
});

Deno.test("RollingHalfLife has no answer for a constant and is ready again after it", () => {
  const decay = new RollingHalfLife({ window: 5, mean: 0 });
  for (let t = 0; t < 5; t++) decay.update(t * HOUR, 1e-4);
  assert.equal(decay.ready, false);
  assert.ok(Number.isNaN(decay.value) && Number.isNaN(decay.speed));
  decay.update(5 * HOUR, 5e-5);
  assert.ok(decay.ready);
  assert.equal(decay.value, Math.LN2 / decay.speed);
});

Deno.test("RollingHalfLife is infinite on a trend", () => {
  const time = Float64Array.from({ length: 10 }, (_, i) => i * HOUR);
  const hours = rollingHalfLife({ time, value: time.map((_, i) => i * i) }, {
    window: 10,
  });
  assert.equal(hours[9], Infinity);
});

Deno.test("RollingHalfLife refuses short windows and times that stand still", () => {
  assert.throws(() => new RollingHalfLife({ window: 4 }), {
    name: "RangeError",
    message:
      "Cannot create RollingHalfLife as window must be an integer of at least 5: current value is 4",
  });
  assert.throws(() => new RollingHalfLife({ window: 9, unit: 0 }), RangeError);
  assert.throws(
    () => new RollingHalfLife({ window: 9, mean: NaN }),
    RangeError,
  );
  const decay = new RollingHalfLife({ window: 5 });
  decay.update(HOUR, 1);
  decay.update(HOUR, NaN);
  assert.throws(() => decay.update(HOUR, 2), /times must rise/);
  assert.throws(() => decay.update(NaN, 2), RangeError);
  assert.throws(
    () =>
      RollingHalfLife.from({
        window: 5,
        mean: null,
        unit: HOUR,
        times: [1],
        values: [],
      }),
    RangeError,
  );
  const none = new Float64Array(0);
  assert.equal(
    rollingHalfLife({ time: none, value: none }, { window: 5 }).length,
    0,
  );
});
