import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  garleanuPedersen,
  type MatrixTradingProblem,
  solveTradingPolicy,
} from "volarb/signal";

const close = (a: number, b: number, tolerance = 1e-12) =>
  assert.ok(
    Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)),
    `${a} is not ${b}`,
  );

// thm-garleanu-pedersen
Deno.test("garleanuPedersen() gives the published a, rate and aim", () => {
  // γ = 1, λ = 5, ρ = .02, φ = .2, B = 1, Σ = .04.
  const { a, rate, aim } = garleanuPedersen({
    riskAversion: 1,
    cost: 5,
    discount: 0.02,
    decay: [0.2],
  });
  close(a, 1.7519393158, 1e-9);
  close(rate, 0.3503878632, 1e-9);
  close(aim[0]!, 0.7405279826, 1e-9);
  close(aim[0]! / 0.04, 18.5131995644, 1e-9);
});

// eq-trading-riccati
Deno.test("the Riccati equation confirms Gârleanu and Pedersen's closed form, A_xx = aΣ", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.2, max: 5, noNaN: true }),
      fc.double({ min: 0.1, max: 50, noNaN: true }),
      fc.double({ min: 0.001, max: 0.2, noNaN: true }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.double({ min: 1e-3, max: 2, noNaN: true }),
      (riskAversion, cost, discount, phi, variance) => {
        const closed = garleanuPedersen({
          riskAversion,
          cost,
          discount,
          decay: [phi],
        });
        const { rate, aim, curvature } = solveTradingPolicy({
          riskAversion,
          discount,
          covariance: [[variance]],
          cost: [[cost * variance]],
          loadings: [[1]],
          reversion: [[phi]],
        });
        close(rate[0]![0]!, closed.rate, 1e-10);
        close(curvature[0]![0]!, closed.a * variance, 1e-10);
        close(
          aim[0]![0]! * riskAversion * variance,
          closed.aim[0]!,
          1e-9,
        );
      },
    ),
    { numRuns: 50 },
  );
});

Deno.test("garleanuPedersen() without costs trades at once to Markowitz, with high costs hardly", () => {
  const problem = { riskAversion: 2, discount: 0.01, decay: [0, 0.1, 1] };
  const free = garleanuPedersen({ ...problem, cost: 0 });
  assert.deepEqual(free, { a: 0, rate: 1, aim: [1, 1, 1] });
  const dear = garleanuPedersen({ ...problem, cost: 1e9 });
  assert.ok(dear.rate > 0 && dear.rate < 1e-5);
  // A factor that stays is always aimed at whole, a faster one less.
  assert.equal(dear.aim[0], 1);
  assert.ok(dear.aim[1]! > dear.aim[2]!);
});

Deno.test("solveTradingPolicy() of assets that have nothing in common solves each alone", () => {
  const { rate, aim } = solveTradingPolicy({
    riskAversion: 1.5,
    discount: 0.03,
    covariance: [[0.04, 0], [0, 0.09]],
    cost: [[0.3, 0], [0, 0.01]],
    loadings: [[1, 0], [0, 1]],
    reversion: [[0.2, 0], [0, 0.6]],
  });
  [[0.04, 0.3, 0.2], [0.09, 0.01, 0.6]].forEach(([variance, cost, phi], i) => {
    const alone = garleanuPedersen({
      riskAversion: 1.5,
      discount: 0.03,
      cost: cost! / variance!,
      decay: [phi!],
    });
    close(rate[i]![i]!, alone.rate, 1e-11);
    close(aim[i]![i]!, alone.aim[0]! / (1.5 * variance!), 1e-10);
    close(rate[i]![1 - i]!, 0);
    close(aim[i]![1 - i]!, 0);
  });
});

Deno.test("solveTradingPolicy() turns with the assets: the costs need not have the shape of the risk", () => {
  const turn = (m: number[][]) => {
    const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
    const q = [[c, -s], [s, c]];
    return product(product(q, m), [[c, s], [-s, c]]);
  };
  const problem: MatrixTradingProblem = {
    riskAversion: 1,
    discount: 0.02,
    covariance: [[0.04, 0.01], [0.01, 0.09]],
    cost: [[0.3, 0], [0, 0.02]],
    loadings: [[1, 0], [0, 1]],
    reversion: [[0.2, 0.1], [0, 0.5]],
  };
  const straight = solveTradingPolicy(problem);
  const turned = solveTradingPolicy({
    ...problem,
    covariance: symmetric(turn(problem.covariance as number[][])),
    cost: symmetric(turn(problem.cost as number[][])),
    reversion: turn(problem.reversion as number[][]),
  });
  const rate = turn(straight.rate);
  const aim = turn(straight.aim);
  rate.forEach((row, i) =>
    row.forEach((r, j) => {
      close(turned.rate[i]![j]!, r, 1e-10);
      close(turned.aim[i]![j]!, aim[i]![j]!, 1e-9);
    })
  );
});

function product(a: number[][], b: number[][]): number[][] {
  return a.map((row) =>
    b[0]!.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0))
  );
}

function symmetric(m: number[][]): number[][] {
  return m.map((row, i) => row.map((x, j) => (x + m[j]![i]!) / 2));
}

Deno.test("trading policies name what is out of range", () => {
  const good = { riskAversion: 1, cost: 1, discount: 0, decay: [0.1] };
  for (
    const [bad, message] of [
      [{ riskAversion: 0 }, /riskAversion must be positive .* 0/],
      [{ cost: -1 }, /cost must be at least 0 .* -1/],
      [{ discount: 1 }, /discount must be in \[0, 1\): current value is 1/],
      [{ decay: [1.5] }, /decay must be in \[0, 1\]: current value is 1.5/],
    ] as const
  ) {
    assert.throws(() => garleanuPedersen({ ...good, ...bad }), {
      name: "RangeError",
      message,
    });
  }
  const matrices: MatrixTradingProblem = {
    riskAversion: 1,
    discount: 0.1,
    covariance: [[1]],
    cost: [[1]],
    loadings: [[1]],
    reversion: [[0.5]],
  };
  for (
    const [bad, message] of [
      [{ discount: NaN }, /discount .* NaN/],
      [
        { cost: [[-1]] },
        /cost must be symmetric and positive definite: .*\[\[-1\]\]/,
      ],
      [
        { loadings: [[1, 2]] },
        /loadings must be 1 by 1: current value is 1 by 2/,
      ],
      [
        { reversion: [[-5]] },
        /must come to rest: current value is a mixed term of Infinity/,
      ],
    ] as const
  ) {
    assert.throws(() => solveTradingPolicy({ ...matrices, ...bad }), {
      name: "RangeError",
      message,
    });
  }
});
