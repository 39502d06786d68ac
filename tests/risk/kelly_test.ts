import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Random } from "volarb/random";
import {
  drawdownShare,
  fallProbability,
  fractionalKellyGrowth,
  jumpKellyLeverage,
  type KellyAsset,
  kellyGrowth,
  kellyLeverage,
  kellyPortfolio,
  kellyPosition,
  kellyShrinkage,
  liquidationLeverage,
} from "volarb/risk";
import { assertClose } from "../close.ts";
import { integerReturns } from "./returns.ts";

const number = fc.double({ min: -2, max: 2, noNaN: true });
const assets = fc.record({
  drift: number,
  variance: fc.double({ min: 0.01, max: 4, noNaN: true }),
  rate: fc.double({ min: 0, max: 0.1, noNaN: true }),
  funding: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
});

Deno.test("kellyLeverage() of ten per cent over a rate of two at a volatility of twenty is two", () => {
  const leverage = kellyLeverage({ drift: 0.1, rate: 0.02, variance: 0.04 });
  assertClose(Float64Array.of(leverage), [2], 1e-14);
});

Deno.test("kellyLeverage() is the same in days and in years", () => {
  const year = { drift: 0.6, rate: 0.05, funding: 0.1, variance: 0.5 };
  const day = {
    drift: 0.6 / 365,
    rate: 0.05 / 365,
    funding: 0.1 / 365,
    variance: 0.5 / 365,
  };
  assertClose(Float64Array.of(kellyLeverage(day)), [kellyLeverage(year)]);
});

Deno.test("kellyGrowth() has its maximum at kellyLeverage(), and its mirror image on the other side", () => {
  fc.assert(fc.property(assets, number, (asset: KellyAsset, step) => {
    const best = kellyLeverage(asset);
    const growth = kellyGrowth(asset, best);
    const less = growth - kellyGrowth(asset, best + step);
    assert.ok(
      Math.abs(less - step * step * asset.variance / 2) <
        1e-12 * (1 + Math.abs(growth) + best * best),
    );
    const { drift, rate = 0, funding = 0, variance } = asset;
    const mirrored = kellyLeverage({
      drift: -drift + 2 * rate,
      rate,
      funding: -funding,
      variance,
    });
    assertClose(Float64Array.of(mirrored), [0 - best], 1e-9);
  }));
});

Deno.test("a quarter, half, full and twice Kelly grow by .4375, .75, 1 and 0 of the best", () => {
  const best = fractionalKellyGrowth({ share: 1, sharpe: 0.5 });
  assert.equal(best, 0.125);
  const shares = [0.25, 0.5, 1, 2].map((share) =>
    fractionalKellyGrowth({ share, sharpe: 0.5 }) / best
  );
  assert.deepEqual(shares, [0.4375, 0.75, 1, 0]);
});

Deno.test("kellyShrinkage() is where the growth of an estimate is greatest", () => {
  fc.assert(fc.property(
    fc.double({ min: 0.1, max: 3, noNaN: true }),
    fc.double({ min: 0.1, max: 50, noNaN: true }),
    fc.integer({ min: 1, max: 5 }),
    (sharpe, time, assets) => {
      const options = { sharpe, time, assets };
      const best = kellyShrinkage(options);
      const growth = fractionalKellyGrowth({ share: best, ...options });
      for (const share of [best * 0.9, best * 1.1, 0, 1]) {
        assert.ok(
          fractionalKellyGrowth({ share, ...options }) <= growth + 1e-15,
        );
      }
    },
  ));
  assert.equal(kellyShrinkage({ sharpe: 0.5, time: Infinity }), 1);
  assert.equal(kellyShrinkage({ sharpe: 0, time: 4 }), 0);
  assert.equal(
    kellyShrinkage({ sharpe: 1, time: 4, sharpeFrom: "sample" }),
    0.75,
  );
});

Deno.test("half Kelly ever halves wealth with a probability of one in eight", () => {
  const random = new Random(52);
  const [share, sharpe, step] = [0.5, 1, 0.5];
  const drift = (share - share * share / 2) * sharpe * sharpe;
  const variance = share * share * sharpe * sharpe * step;
  const floor = Math.log(0.5);
  const paths = 20_000;
  let falls = 0;
  for (let k = 0; k < paths; k++) {
    let wealth = 0;
    // From 4 on the chance of coming back is below 1e-6.
    while (wealth < 4) {
      const next = wealth + drift * step +
        Math.sqrt(variance) * random.normal();
      const below = next <= floor;
      const between = Math.exp(
        -2 * (wealth - floor) * (next - floor) / variance,
      );
      if (below || random.uniform() < between) {
        falls++;
        break;
      }
      wealth = next;
    }
  }
  assert.equal(fallProbability({ share: 0.5, level: 0.5 }), 1 / 8);
  const error = Math.sqrt(0.125 * 0.875 / paths);
  assert.ok(Math.abs(falls / paths - 0.125) < 3 * error, `${falls / paths}`);
});

Deno.test("drawdownShare() is the inverse of fallProbability(), and Kelly at most", () => {
  const unit = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  fc.assert(fc.property(unit, unit, (level, probability) => {
    const share = drawdownShare({ level, probability });
    const risk = fallProbability({ share, level });
    assert.ok(risk <= probability * (1 + 1e-9));
    if (share < 1) assert.ok(Math.abs(risk - probability) < 1e-9);
  }));
  assert.equal(fallProbability({ share: 3, level: 0.9 }), 1);
});

Deno.test("kellyPortfolio() solves the covariance and has the Sharpe ratio of the best portfolio", () => {
  const covariance = {
    assets: 2,
    values: Float64Array.of(0.04, 0.018, 0.018, 0.09),
  };
  const { leverage, squaredSharpe } = kellyPortfolio(
    Float64Array.of(0.06, 0.05),
    covariance,
  );
  // Σ⁻¹ = [[.09, -.018], [-.018, .04]] / (.0036 - .000324).
  assertClose(leverage, [0.0045 / 0.003276, 0.00092 / 0.003276], 1e-13);
  assertClose(
    Float64Array.of(squaredSharpe),
    [(0.06 * 0.0045 + 0.05 * 0.00092) / 0.003276],
    1e-13,
  );
});

Deno.test("kellyPortfolio() refuses a covariance without an inverse", () => {
  const one = integerReturns(1, 10)[0]!;
  const singular = Float64Array.of(1, 1, 1, 1);
  assert.throws(
    () =>
      kellyPortfolio(Float64Array.of(1, 2), { assets: 2, values: singular }),
    {
      name: "RangeError",
      message:
        "Cannot size by Kelly as the covariance must be positive definite: current value is [1, 1, 1, 1]",
    },
  );
  assert.throws(
    () => kellyPortfolio(one, { assets: 2, values: singular }),
    /lengths are 10 and 4 for 2 assets/,
  );
  assert.throws(
    () =>
      kellyPortfolio(Float64Array.of(NaN), {
        assets: 1,
        values: Float64Array.of(1),
      }),
    /excess\[0\] must be finite: current value is NaN/,
  );
});

Deno.test("jumpKellyLeverage() without jumps is Kelly's, and stays below ruin whatever the drift", () => {
  assertClose(
    Float64Array.of(
      jumpKellyLeverage({ excess: 0.3, variance: 0.1, jumps: [] }),
    ),
    [3],
    1e-14,
  );
  fc.assert(fc.property(
    fc.double({ min: -100, max: 100, noNaN: true }),
    fc.double({ min: 0.05, max: 0.9, noNaN: true }),
    fc.double({ min: 0.01, max: 5, noNaN: true }),
    (excess, size, intensity) => {
      const down = { size: -size, intensity };
      const up = { size: 0.5, intensity: 1 };
      const f = jumpKellyLeverage({ excess, variance: 0.2, jumps: [down, up] });
      assert.ok(f < 1 / size && f > -2);
      const slope = (f: number) =>
        excess - 0.2 * f - intensity * size / (1 - f * size) +
        0.5 / (1 + 0.5 * f);
      const step = 1e-7 * Math.min(1, 1 / size - f, f + 2);
      assert.ok(slope(f - step) > 0 && slope(f + step) < 0);
    },
  ));
});

Deno.test("jumpKellyLeverage() of nothing but jumps is the gambler's", () => {
  // Even bets won with 0.6: f = p - q = 0.2, with hardly any variance beside.
  const f = jumpKellyLeverage({
    excess: 0,
    variance: 1e-12,
    jumps: [{ size: 0.999999999, intensity: 0.6 }, {
      size: -0.999999999,
      intensity: 0.4,
    }],
  });
  assert.ok(Math.abs(f - 0.2) < 1e-8);
});

Deno.test("liquidationLeverage() leaves exactly the maintenance margin at the distance", () => {
  for (const [side, sign] of [["long", -1], ["short", 1]] as const) {
    const f = liquidationLeverage({
      distance: 0.2,
      maintenanceRate: 0.01,
      side,
    });
    const notional = f * (1 + sign * 0.2);
    assertClose(Float64Array.of(1 - 0.2 * f), [0.01 * notional], 1e-14);
  }
});

Deno.test("kellyPosition() stands at the tightest limit and says which", () => {
  const asset = { drift: 0.8, variance: 0.04 };
  const at = (limits: object, share = 1) =>
    kellyPosition(asset, { share, limits });
  assert.deepEqual(
    [at({}).leverage, at({}).bound, at({}).halvingProbability],
    [20, "kelly", 0.5],
  );
  assert.equal(at({}, 0.5).halvingProbability, 1 / 8);
  const jump = { size: 0.3, loss: 0.3 };
  const liquidation = { distance: 0.5, maintenanceRate: 0.01 };
  const drawdown = { level: 0.5, probability: 1 / 8 };
  assert.deepEqual(
    [at({ jump }).leverage, at({ jump }).bound],
    [1, "jump"],
  );
  assert.equal(at({ liquidation, leverage: 3 }).bound, "liquidation");
  assert.equal(at({ liquidation, leverage: 1.5 }).leverage, 1.5);
  assert.deepEqual(
    [at({ drawdown }).leverage, at({ drawdown }).bound],
    [10, "drawdown"],
  );
  const short = kellyPosition({ drift: -0.8, variance: 0.04 }, {
    limits: { jump },
  });
  assert.equal(short.leverage, -1);
  const shrunk = kellyPosition(asset, {
    share: 0.5,
    shrinkage: kellyShrinkage({ sharpe: 4, time: 1 / 16 }),
  });
  assert.equal(shrunk.leverage, 5);
  assert.deepEqual(
    kellyPosition({ drift: 0, variance: 1 }),
    {
      leverage: 0,
      full: 0,
      share: 1,
      bound: "kelly",
      halvingProbability: 0,
    },
  );
});

Deno.test("kellyPosition() with jumps takes less than without, and never the side of the drift against them", () => {
  const asset = { drift: 0.2, variance: 0.04 };
  const jumps = [{ size: -0.3, intensity: 0.2 }];
  const { leverage, full } = kellyPosition(asset, { jumps });
  assert.equal(leverage, full);
  assert.ok(full > 0 && full < 5);
  const crash = kellyPosition(asset, {
    jumps: [{ size: -0.5, intensity: 2 }],
  });
  assert.ok(crash.leverage < 0);
  assert.equal(crash.halvingProbability, 1);
});

Deno.test("Kelly names what it cannot take", () => {
  const asset = { drift: 0.1, variance: 0.04 };
  const refuse = (f: () => unknown, message: RegExp) =>
    assert.throws(f, { name: "RangeError", message });
  refuse(
    () => kellyLeverage({ drift: 0.1, variance: 0 }),
    /variance must be positive and finite: current value is 0/,
  );
  refuse(
    () => kellyLeverage({ drift: 0.1, variance: NaN }),
    /variance must be positive and finite: current value is NaN/,
  );
  refuse(
    () => kellyGrowth(asset, Infinity),
    /leverage must be finite: current value is Infinity/,
  );
  refuse(() => kellyShrinkage({ sharpe: 1, time: 0 }), /time must be positive/);
  refuse(
    () =>
      kellyShrinkage({
        sharpe: 1,
        time: 1,
        sharpeFrom: "prior" as "truth",
      }),
    /sharpeFrom must be truth or sample: current value is prior/,
  );
  refuse(
    () => fallProbability({ share: 1, level: 1 }),
    /level must be in \(0, 1\): current value is 1/,
  );
  refuse(
    () => drawdownShare({ level: 0.5, probability: 0 }),
    /probability must be in \(0, 1\): current value is 0/,
  );
  refuse(
    () =>
      jumpKellyLeverage({
        excess: 0,
        variance: 1,
        jumps: [{ size: -1, intensity: 1 }],
      }),
    /size must be above -1 and not 0: current value is -1/,
  );
  refuse(
    () => kellyPosition(asset, { share: 0 }),
    /share must be positive and finite: current value is 0/,
  );
  refuse(
    () => kellyPosition(asset, { limits: { leverage: NaN } }),
    /leverage must be positive and finite: current value is NaN/,
  );
  refuse(
    () =>
      liquidationLeverage({
        distance: 0.1,
        maintenanceRate: 0.1,
        side: "flat" as "long",
      }),
    /side must be long or short: current value is flat/,
  );
});
