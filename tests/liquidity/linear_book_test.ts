import assert from "node:assert/strict";
import { blurredSlope, fitLinearBook } from "volarb/liquidity";
import { Random } from "volarb/random";

/** A linear book with `a`, `b` and noise. */
function draw(seed: number, n: number, [a, b]: readonly [number, number]) {
  const random = new Random(seed);
  const imbalance = new Float64Array(n);
  const mid = new Float64Array(n);
  for (let t = 1; t < n; t++) {
    imbalance[t] = a * imbalance[t - 1]! + 0.3 * random.normal();
    mid[t] = mid[t - 1]! + b * imbalance[t - 1]! + random.normal();
  }
  return { imbalance, mid };
}

Deno.test("fitLinearBook() finds the book that was drawn, and mid + c ρ does not drift (prop-linear-book, def-fair)", () => {
  const { imbalance, mid } = draw(170, 60_000, [0.9, 2]);
  const book = fitLinearBook({ imbalance, mid });
  assert.ok(Math.abs(book.persistence - 0.9) < 0.01);
  assert.ok(Math.abs(book.response - 2) < 4 * book.responseError);
  assert.equal(book.count, 59_999);
  const price = mid.map((m, t) => m + book.slope * imbalance[t]!);
  const drift = fitLinearBook({ imbalance, mid: price });
  assert.ok(Math.abs(drift.response) < 1e-10, "a martingale in its own sample");
  const weighted = mid.map((m, t) => m + 0.5 * imbalance[t]!);
  const timid = fitLinearBook({ imbalance, mid: weighted });
  assert.ok(timid.response > 10 * timid.responseError);
});

Deno.test("fitLinearBook() has the limit of the expected moves of the mid (eq-linear-micro-price)", () => {
  const { imbalance, mid } = draw(171, 200_000, [0.8, 1]);
  const { slope } = fitLinearBook({ imbalance, mid });
  let [product, square] = [0, 0];
  for (let t = 0; t + 40 < mid.length; t++) {
    product += imbalance[t]! * (mid[t + 40]! - mid[t]!);
    square += imbalance[t]! ** 2;
  }
  assert.ok(Math.abs(product / square / slope - 1) < 0.1);
});

Deno.test("blurredSlope() is what two regressions find through an error (lem-blurred-state)", () => {
  const { imbalance, mid } = draw(172, 120_000, [0.9, 2]);
  const random = new Random(173);
  const variance = 0.09 / (1 - 0.81);
  const error = 0.3;
  const seen = imbalance.map((x) => x + error * random.normal());
  const reliability = variance / (variance + error ** 2);
  const found = fitLinearBook({ imbalance: seen, mid });
  const lemma = blurredSlope({ persistence: 0.9, slope: 20 }, reliability);
  assert.ok(lemma < 10 && Math.abs(found.slope / lemma - 1) < 0.05);
});

Deno.test("a fourth of the updates of a linear book has the same slope (cor-known-slope)", () => {
  const { imbalance, mid } = draw(174, 240_000, [0.9, 2]);
  const pick = (x: Float64Array) => x.filter((_, t) => t % 4 === 0);
  const thin = fitLinearBook({ imbalance: pick(imbalance), mid: pick(mid) });
  assert.ok(Math.abs(thin.persistence - 0.9 ** 4) < 0.01);
  assert.ok(Math.abs(thin.slope / 20 - 1) < 0.05);
});

Deno.test("fitLinearBook() leaves out steps with something missing, and says what it cannot", () => {
  const imbalance = Float64Array.of(0.8, 0.4, NaN, 0.8, 0.4, 0.2);
  const mid = Float64Array.of(100, 100.8, 50, 100, 100.8, 101.2);
  const book = fitLinearBook({ imbalance, mid });
  assert.ok(Math.abs(book.persistence - 0.5) < 1e-12);
  assert.equal(
    fitLinearBook({ imbalance: new Float64Array(0), mid: new Float64Array(0) })
      .count,
    0,
  );
  assert.ok(
    Number.isNaN(
      fitLinearBook({
        imbalance: new Float64Array(1),
        mid: new Float64Array(1),
      }).slope,
    ),
  );
  assert.throws(
    () => fitLinearBook({ imbalance, mid: new Float64Array(2) }),
    RangeError,
  );
  assert.throws(() => blurredSlope({ persistence: 0.5, slope: 1 }, 2), {
    name: "RangeError",
    message:
      "Cannot blur a slope as reliability must be in [0, 1]: current value is 2",
  });
  assert.equal(blurredSlope({ persistence: 0.5, slope: 3 }, 1), 3);
  assert.equal(blurredSlope({ persistence: 0.5, slope: 3 }, 0), 0);
});
