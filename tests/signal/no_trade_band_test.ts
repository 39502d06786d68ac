import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Random } from "volarb/random";
import { dawson } from "volarb/stats";
import { noTradeBand, noTradeBoundaries } from "volarb/signal";

const PROBLEM = { cost: 2e-3, reversion: 0.05, alphaVolatility: 1e-4 };

const close = (a: number, b: number, tolerance: number) =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.abs(b), `${a} is not ${b}`);

// cor-band-limits
Deno.test("noTradeBand() of small costs is the power of one third", () => {
  // (3/2 · 1e-9 · 1e-8)^(1/3).
  const problem = { ...PROBLEM, cost: 1e-9 };
  close(noTradeBand(problem, "asymptotic"), 1.5e-17 ** (1 / 3), 1e-12);
  close(noTradeBand(problem), 1.5e-17 ** (1 / 3), 1e-4);
  const eight = noTradeBand({ ...problem, cost: 8e-12 });
  close(eight / noTradeBand({ ...problem, cost: 1e-12 }), 2, 1e-6);
});

// eq-band
Deno.test("noTradeBand() solves b - (s/√κ) D(√κ b / s) = κε over twenty decades of costs", () => {
  for (let exponent = -16; exponent <= 4; exponent += 0.5) {
    const cost = 10 ** exponent;
    const { reversion, alphaVolatility } = PROBLEM;
    const scale = alphaVolatility / Math.sqrt(reversion);
    const z = noTradeBand({ ...PROBLEM, cost }) / scale;
    // By its series where the difference cancels.
    const left = z < 0.02 ? 2 / 3 * z ** 3 - 4 / 15 * z ** 5 : z - dawson(z);
    close(left * scale, reversion * cost, 1e-7);
  }
});

// cor-band-limits
Deno.test("noTradeBand() is κε where the alpha hardly moves: its whole life must pay the cost", () => {
  close(noTradeBand({ ...PROBLEM, alphaVolatility: 1e-9 }), 0.05 * 2e-3, 1e-4);
  close(noTradeBand({ ...PROBLEM, alphaVolatility: 0 }), 1e-4, 1e-15);
  assert.equal(noTradeBand({ ...PROBLEM, cost: 0 }), 0);
  close(
    noTradeBand({ ...PROBLEM, reversion: 0 }),
    noTradeBand(PROBLEM, "asymptotic"),
    1e-12,
  );
});

// thm-no-trade-band
Deno.test("noTradeBoundaries() are those of the game that the trader plays, step by step", () => {
  // An independent way: the marginal value g of a position in discrete time satisfies
  // g(α) = min(ε, max(-ε, E[g(α')] + (α - c) dt)); the boundaries are where it reaches ±ε.
  const problem = { cost: 0.4, reversion: 1, alphaVolatility: 1 };
  for (const c of [0, 0.4, -0.8]) {
    const { sell, buy } = gameBoundaries(problem.cost, c);
    const exact = noTradeBoundaries(problem, c);
    // The grid is 0.02 wide and steps are 0.002 long: an alpha moves 0.045 in one.
    assert.ok(Math.abs(exact.buy - buy) < 0.04, `${exact.buy} is not ${buy}`);
    assert.ok(Math.abs(exact.sell - sell) < 0.04, `${exact.sell} and ${sell}`);
  }
});

/** Solves the game for κ = s = 1 on a grid by iteration. */
function gameBoundaries(cost: number, c: number) {
  const width = 0.02;
  const half = 200;
  // A lattice walk of one cell: variance width² = dt, drift -α dt.
  const dt = width * width;
  let g = new Float64Array(2 * half + 1);
  for (let round = 0; round < 40_000; round++) {
    let moved = 0;
    for (let i = 1; i < 2 * half; i++) {
      const alpha = (i - half) * width;
      const up = 0.5 - alpha * width / 2;
      const value = up * g[i + 1]! + (1 - up) * g[i - 1]! + (alpha - c) * dt;
      const next = Math.max(-cost, Math.min(cost, value));
      moved = Math.max(moved, Math.abs(next - g[i]!));
      g[i] = next;
    }
    g[0] = -cost;
    g[2 * half] = cost;
    if (moved < 1e-9) break;
  }
  g = g.slice();
  const buy = g.findIndex((value) => value >= cost);
  const sell = g.findLastIndex((value) => value <= -cost);
  return { buy: (buy - half) * width, sell: (sell - half) * width };
}

Deno.test("noTradeBoundaries() mirror each other and move with the position", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-4, max: 3e-3, noNaN: true }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 2, noNaN: true }),
      (cost, reversion, deviations) => {
        const problem = { cost, reversion, alphaVolatility: 1e-3 };
        const c = deviations * 1e-3 / Math.sqrt(2 * reversion);
        const { sell, buy } = noTradeBoundaries(problem, c);
        const mirror = noTradeBoundaries(problem, -c);
        assert.equal(mirror.buy, -sell);
        assert.equal(mirror.sell, -buy);
        const further = noTradeBoundaries(problem, c * 1.1 + 1e-4);
        assert.ok(further.sell > sell && further.buy > buy);
        const dearer = noTradeBoundaries({ ...problem, cost: 1.5 * cost }, c);
        // Far from zero the nearer boundary hardly moves any more.
        assert.ok(dearer.sell <= sell + 1e-9 && dearer.buy >= buy - 1e-9);
        assert.ok(dearer.buy - dearer.sell > buy - sell);
        assert.ok(sell < c && c < buy);
      },
    ),
    { numRuns: 40 },
  );
});

// thm-no-trade-band
Deno.test("the band earns more than one half as wide or half as wide again", () => {
  const { cost, reversion: kappa, alphaVolatility: s } = PROBLEM;
  const risk = 1e-3;
  const phi = Math.exp(-kappa);
  const innovation = s * Math.sqrt((1 - phi * phi) / (2 * kappa));
  const random = new Random(11);
  const alpha = new Float64Array(400_000);
  for (let t = 1; t < alpha.length; t++) {
    alpha[t] = phi * alpha[t - 1]! + innovation * random.normal();
  }
  const earned = (half: number) => {
    let x = 0;
    let total = 0;
    for (const a of alpha) {
      const gap = a / risk - x;
      const trade = Math.abs(gap) > half ? gap - Math.sign(gap) * half : 0;
      x += trade;
      total += x * a - risk / 2 * x * x - cost * Math.abs(trade);
    }
    return total / alpha.length;
  };
  const half = noTradeBand(PROBLEM) / risk;
  const best = earned(half);
  for (const factor of [0, 0.5, 1.5]) {
    assert.ok(
      best > earned(factor * half),
      `${factor}: ${earned(factor * half)}`,
    );
  }
});

Deno.test("no-trade bands name what is out of range", () => {
  for (const name of ["cost", "reversion", "alphaVolatility"] as const) {
    const bad = { ...PROBLEM, [name]: -1 };
    const message = new RegExp(`${name} must be .* current value is -1`);
    assert.throws(() => noTradeBand(bad), { name: "RangeError", message });
    assert.throws(() => noTradeBoundaries(bad, 0), {
      name: "RangeError",
      message,
    });
  }
  assert.throws(() => noTradeBand(PROBLEM, "narrow" as "exact"), {
    message: /form must be one of .*"narrow"/,
  });
  assert.throws(() => noTradeBoundaries({ ...PROBLEM, cost: 1 }, 0), {
    name: "RangeError",
    message: /cost must be at most 0.044.*: current value is 1$/,
  });
  assert.throws(() => noTradeBoundaries(PROBLEM, 1), {
    message: /within six stationary deviations .* current value is 1/,
  });
});
