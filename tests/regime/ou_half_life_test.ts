import assert from "node:assert/strict";
import { HOUR, MINUTE } from "volarb/time";
import { Random } from "volarb/random";
import { median } from "volarb/stats";
import {
  fitOu,
  halfLife,
  kendallCorrection,
  ouHalfLife,
  ouPath,
} from "volarb/regime";
import { assertClose } from "../close.ts";

/** A path of `n + 1` values, each hour or at uneven times of that mean. */
function path(
  n: number,
  { persistence, random, gaps = "even" }: {
    persistence: number;
    random: Random;
    gaps?: "even" | "uneven";
  },
) {
  let clock = 0;
  const time = Float64Array.from({ length: n + 1 }, () => {
    clock += gaps === "even"
      ? HOUR
      : HOUR * (0.05 + 0.95 * random.exponential());
    return clock;
  });
  const process = { speed: -Math.log(persistence), mean: 0, volatility: 1 };
  return { time, value: ouPath(process, { time, random }) };
}

Deno.test("ouHalfLife() is the half-life of Kendall's correction of the fit", () => {
  const columns = path(150, { persistence: 0.8, random: new Random(4) });
  const { halfLife: corrected, uncorrected, speed, fit, method } = ouHalfLife(
    columns,
  );
  const raised = kendallCorrection(Math.exp(-fit.speed), { transitions: 150 });
  assertClose(Float64Array.of(corrected), [Math.LN2 / -Math.log(raised)], 1e-9);
  assertClose(Float64Array.of(speed), [Math.LN2 / corrected]);
  assert.equal(uncorrected, halfLife(fitOu(columns).speed));
  assert.ok(uncorrected < corrected);
  assert.equal(method, "delta");
});

Deno.test("ouHalfLife() about a known mean is corrected by less", () => {
  const columns = path(80, { persistence: 0.8, random: new Random(6) });
  const estimated = ouHalfLife(columns);
  const known = ouHalfLife(columns, { mean: 0 });
  const raise = ({ speed, fit }: typeof known) =>
    Math.exp(-speed) - Math.exp(-fit.speed);
  assert.ok(raise(known) < raise(estimated));
});

Deno.test("ouHalfLife() has the delta method's interval of a long even sample", () => {
  // Var κ̂ = (e^(2κΔ) - 1) / (n Δ²) in large samples.
  const columns = path(20_000, { persistence: 0.7, random: new Random(8) });
  const { speed, lower, upper, fit } = ouHalfLife(columns);
  const asymptotic = Math.sqrt((Math.exp(2 * fit.speed) - 1) / 20_000);
  assertClose(Float64Array.of(fit.speedError), [asymptotic], 1e-2);
  assertClose(
    Float64Array.of(lower, upper),
    [
      Math.LN2 / (speed + 1.959963984540054 * fit.speedError),
      Math.LN2 / (speed - 1.959963984540054 * fit.speedError),
    ],
  );
});

Deno.test("ouHalfLife() covers the truth nineteen times of twenty by either method, at even and uneven times", () => {
  const random = new Random(12);
  const truth = Math.LN2 / -Math.log(0.8);
  for (const [gaps, runs] of [["even", 200], ["uneven", 25]] as const) {
    const covered = { delta: 0, bootstrap: 0 };
    for (let run = 0; run < runs; run++) {
      const columns = path(90, { persistence: 0.8, random, gaps });
      const delta = ouHalfLife(columns);
      const bootstrap = ouHalfLife(columns, { random, samples: 99 });
      for (const { method, lower, upper } of [delta, bootstrap]) {
        if (lower <= truth && truth <= upper) covered[method]++;
      }
    }
    // Nine in ten at least; the bootstrap's quantiles from 99 samples are a little narrow.
    for (const times of Object.values(covered)) {
      const noise = 3 * Math.sqrt(0.05 * 0.95 / runs);
      assert.ok(Math.abs(times / runs - 0.94) < noise + 0.03, `${times}`);
    }
  }
});

Deno.test("ouHalfLife() centres on the truth, where the uncorrected one is a sixth too short", () => {
  const random = new Random(99);
  const truth = Math.LN2 / -Math.log(0.8);
  for (const gaps of ["even", "uneven"] as const) {
    const runs = gaps === "even" ? 1500 : 500;
    const corrected = new Float64Array(runs);
    const uncorrected = new Float64Array(runs);
    for (let run = 0; run < runs; run++) {
      const found = ouHalfLife(path(90, { persistence: 0.8, random, gaps }));
      corrected[run] = found.halfLife / truth;
      uncorrected[run] = found.uncorrected / truth;
    }
    assert.ok(Math.abs(median(corrected) - 1.03) < 0.08);
    assert.ok(Math.abs(median(uncorrected) - 0.84) < 0.06);
  }
});

Deno.test("ouHalfLife() does not tell a random walk from no reversion", () => {
  const random = new Random(2);
  const time = Float64Array.from({ length: 100 }, (_, i) => i * HOUR);
  const walk = { speed: 0, mean: 0, volatility: 1 };
  let infinite = 0;
  for (let run = 0; run < 40; run++) {
    const value = ouPath(walk, { time, random, first: 0 });
    const { upper } = ouHalfLife({ time, value }, { random, samples: 99 });
    if (upper === Infinity) infinite++;
  }
  assert.ok(infinite >= 33, `${infinite} of 40`);
});

Deno.test("ouHalfLife() at the end of the range has no delta interval, and a bootstrap one", () => {
  const time = Float64Array.from({ length: 40 }, (_, i) => i * HOUR);
  const value = time.map((_, i) => i * i);
  const delta = ouHalfLife({ time, value });
  assert.equal(delta.halfLife, Infinity);
  assert.ok(Number.isNaN(delta.lower) && Number.isNaN(delta.upper));
  const random = new Random(3);
  const bootstrap = ouHalfLife({ time, value }, { random, samples: 99 });
  assert.equal(bootstrap.upper, Infinity);
  assert.ok(bootstrap.lower > 0 && bootstrap.lower < Infinity);
});

Deno.test("ouHalfLife() is wider at a higher level and the same from the same seed", () => {
  const columns = path(120, { persistence: 0.6, random: new Random(1) });
  columns.value[30] = NaN;
  for (const samples of [undefined, 199]) {
    const at = (level: number) =>
      ouHalfLife(columns, {
        level,
        ...(samples && { samples, random: new Random(77) }),
      });
    assert.deepEqual(at(0.9), at(0.9));
    assert.ok(at(0.99).lower < at(0.9).lower);
    assert.ok(at(0.99).upper > at(0.9).upper);
  }
});

Deno.test("ouHalfLife() is in the unit asked for", () => {
  const columns = path(60, { persistence: 0.6, random: new Random(15) });
  const hours = ouHalfLife(columns, { random: new Random(1), samples: 50 });
  const minutes = ouHalfLife(columns, {
    random: new Random(1),
    samples: 50,
    unit: MINUTE,
  });
  for (const name of ["halfLife", "lower", "upper", "uncorrected"] as const) {
    assertClose(Float64Array.of(minutes[name]), [60 * hours[name]], 1e-6);
  }
});

Deno.test("ouHalfLife() refuses odd levels, samples and too few observations", () => {
  const columns = path(60, { persistence: 0.6, random: new Random(15) });
  for (const level of [0, 1, NaN]) {
    assert.throws(() => ouHalfLife(columns, { level }), RangeError);
  }
  assert.throws(
    () => ouHalfLife(columns, { random: new Random(1), samples: 1 }),
    {
      name: "RangeError",
      message:
        "Cannot estimate a half-life as samples must be an integer of at least 2: current value is 1",
    },
  );
  assert.throws(() =>
    ouHalfLife({
      time: columns.time.slice(0, 4),
      value: columns.value.slice(0, 4),
    }), RangeError);
});
