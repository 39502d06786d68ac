import assert from "node:assert/strict";
import {
  imbalanceSlope,
  SimulatedContract,
  type SymbolParameters,
  symbolParameters,
  varianceMoments,
} from "volarb/simulate";

const START = { seed: 5, from: "2024-01-01" };
const BASE = symbolParameters("BTCUSDT");

/** A market whose variance stands still and whose price does not jump. */
function calm(longRunVariance: number, change: {
  quotes?: Partial<SymbolParameters["quotes"]>;
  flow?: Partial<SymbolParameters["flow"]>;
} = {}): SymbolParameters {
  return {
    ...BASE,
    latent: {
      ...BASE.latent,
      longRunVariance,
      volatilityOfVariance: 1e-6,
      jumpIntensity: 0,
    },
    quotes: { ...BASE.quotes, ...change.quotes },
    flow: { ...BASE.flow, ...change.flow },
  };
}

/** Slope of y on x through the origin, and its standard error. */
function regress(x: readonly number[], y: readonly number[]) {
  let xx = 0;
  let xy = 0;
  x.forEach((value, i) => {
    xx += value * value;
    xy += value * y[i]!;
  });
  const slope = xy / xx;
  let residual = 0;
  x.forEach((value, i) => residual += (y[i]! - slope * value) ** 2);
  return { slope, error: Math.sqrt(residual / x.length / xx) };
}

Deno.test("SimulatedContract has the imbalance predict the next move with the stated slope", () => {
  const parameters = calm(1e-4, { quotes: { quotesPerDay: 200_000 } });
  const contract = new SimulatedContract("BTCUSDT", parameters, START);
  const time: number[] = [];
  const mid: number[] = [];
  const imbalance: number[] = [];
  for (let d = 0; d < 2; d++) {
    for (const { quotes: q } of contract.day()) {
      for (let i = 0; i < q.rows; i++) {
        const [bid, ask] = [q.bidLots[i]!, q.askLots[i]!];
        time.push(q.transactionTime[i]! / 1e6);
        mid.push(Math.log((q.bidTicks[i]! + q.askTicks[i]!) / 2));
        imbalance.push((bid - ask) / (bid + ask));
      }
    }
  }
  const { quotes } = parameters;
  const deviation = Math.sqrt(
    imbalance.reduce((a, x) => a + x * x, 0) / imbalance.length,
  );
  assert.ok(Math.abs(deviation / quotes.imbalanceDeviation - 1) < 0.03);
  for (const horizon of [1, 5, 60]) {
    // Non-overlapping enough: one quote in each second.
    const x: number[] = [];
    const y: number[] = [];
    let next = 0;
    for (let i = 0, j = 0; i < time.length; i++) {
      if (time[i]! < next) continue;
      next = time[i]! + 1;
      while (j < time.length && time[j]! < time[i]! + horizon) j++;
      if (j === time.length) break;
      // The first quote after the horizon, scaled to the horizon it has.
      x.push(imbalance[i]! * imbalanceSlope(quotes, time[j]! - time[i]!));
      y.push(mid[j]! - mid[i]!);
    }
    const { slope } = regress(x, y);
    assert.ok(Math.abs(slope - 1) < 0.05, `horizon ${horizon}: ${slope}`);
  }
});

Deno.test("SimulatedContract shows the slope through a day of ordinary volatility as well", () => {
  const contract = new SimulatedContract("BTCUSDT", BASE, START);
  const x: number[] = [];
  const y: number[] = [];
  let last: { mid: number; imbalance: number } | undefined;
  for (let d = 0; d < 20; d++) {
    for (const { quotes: q, truth } of contract.day()) {
      const i = q.rows - 1;
      if (i < 0) continue;
      const mid = Math.log((q.bidTicks[i]! + q.askTicks[i]!) / 2) - truth.jump;
      if (last !== undefined && truth.jumps === 0) {
        x.push(last.imbalance);
        y.push(mid - last.mid);
      }
      last = {
        mid,
        imbalance: (q.bidLots[i]! - q.askLots[i]!) /
          (q.bidLots[i]! + q.askLots[i]!),
      };
    }
  }
  const { slope, error } = regress(x, y);
  const expected = imbalanceSlope(BASE.quotes, 60);
  assert.ok(Math.abs(slope - expected) < 4 * error, `${slope} ± ${error}`);
  assert.ok(slope > 2 * error, "the slope would not be seen");
});

Deno.test("SimulatedContract has the true alpha lead the mid by its half-life", () => {
  const parameters = calm(1e-4);
  const contract = new SimulatedContract("BTCUSDT", parameters, START);
  const alpha: number[] = [];
  const latent: number[] = [];
  for (const { truth } of contract.day()) {
    alpha.push(truth.alpha);
    latent.push(Math.log(truth.latentPrice));
  }
  const mid = latent.map((x, i) => x - alpha[i]!);
  const { slope } = regress(
    alpha.slice(0, -1),
    alpha.slice(0, -1).map((_, i) => mid[i + 1]! - mid[i]!),
  );
  // 1 - 2^(-60 / 10)
  assert.ok(Math.abs(slope - (1 - 2 ** -6)) < 0.1, `${slope}`);
  const deviation = Math.sqrt(alpha.reduce((a, x) => a + x * x, 0) / 1440);
  assert.ok(Math.abs(deviation / 1e-4 - 1) < 0.1, `${deviation}`);
});

Deno.test("SimulatedContract clusters orders by the branching ratio that it is told", () => {
  for (const branchingRatio of [0, 0.6]) {
    const contract = new SimulatedContract(
      "BTCUSDT",
      calm(0.2, { flow: { branchingRatio } }),
      START,
    );
    // Ten minutes are 300 times as long as the memory of the excitement.
    const counts: number[] = [];
    for (let d = 0; d < 8; d++) {
      let m = 0;
      for (const { trades } of contract.day()) {
        if (m++ % 10 === 0) counts.push(0);
        counts[counts.length - 1]! += trades.rows;
      }
    }
    const mean = counts.reduce((a, b) => a + b, 0) / counts.length;
    const variance = counts.reduce((a, c) => a + (c - mean) ** 2, 0) /
      (counts.length - 1);
    const found = 1 - Math.sqrt(mean / variance);
    assert.ok(
      Math.abs(found - branchingRatio) < 0.06,
      `${found} for ${branchingRatio}`,
    );
    assert.ok(Math.abs(mean / (40_000 / 144) - 1) < 0.05, `${mean} orders`);
  }
});

Deno.test("SimulatedContract keeps excited orders on the side that excited them", () => {
  const correlation = (sameSideShare: number) => {
    const contract = new SimulatedContract(
      "BTCUSDT",
      calm(0.2, { flow: { sameSideShare, informedShare: 0 } }),
      START,
    );
    let product = 0;
    let pairs = 0;
    let buys = 0;
    let rows = 0;
    for (const { trades: t } of contract.day()) {
      for (let i = 0; i < t.rows; i++) {
        buys += 1 - t.isBuyerMaker[i]!;
        rows++;
        if (i === 0) continue;
        product += (1 - 2 * t.isBuyerMaker[i]!) *
          (1 - 2 * t.isBuyerMaker[i - 1]!);
        pairs++;
      }
    }
    assert.ok(Math.abs(buys / rows - 0.5) < 0.03);
    return product / pairs;
  };
  assert.ok(correlation(0.95) > 0.15);
  assert.ok(Math.abs(correlation(0.5)) < 0.03);
  assert.ok(correlation(0.05) < -0.15);
});

Deno.test("SimulatedContract integrates its variance and counts its jumps", () => {
  const contract = new SimulatedContract("BTCUSDT", BASE, START);
  const days = 60;
  let integrated = 0;
  let realized = 0;
  let jumps = 0;
  let last = Math.log(BASE.price);
  for (let d = 0; d < days; d++) {
    for (const { truth } of contract.day()) {
      const now = Math.log(truth.latentPrice);
      realized += (now - last - truth.jump) ** 2;
      last = now;
      integrated += truth.integratedVariance;
      jumps += truth.jumps;
      assert.equal(truth.jumps === 0, truth.jump === 0);
    }
  }
  // Squared one-minute returns without the jumps: relative error √(2 / n).
  assert.ok(
    Math.abs(realized / integrated - 1) < 4 * Math.sqrt(2 / (1440 * days)) +
        0.01,
    `${realized / integrated}`,
  );
  const expected = BASE.latent.jumpIntensity * days / 365;
  assert.ok(Math.abs(jumps - expected) < 4 * Math.sqrt(expected), `${jumps}`);
});

Deno.test("SimulatedContract has the closed-form mean and variance of its variance across seeds", () => {
  const seeds = 60;
  const horizon = 1 / 365;
  const values: number[] = [];
  const sums: number[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    const contract = new SimulatedContract(
      "BTCUSDT",
      {
        ...BASE,
        quotes: { ...BASE.quotes, quotesPerDay: 10 },
        flow: { ...BASE.flow, tradesPerDay: 10 },
      },
      { seed, from: "2024-01-01" },
    );
    let sum = 0;
    let v = 0;
    for (const { truth } of contract.day()) {
      sum += truth.integratedVariance;
      v = truth.spotVariance;
    }
    values.push(v);
    sums.push(sum);
  }
  const expected = varianceMoments(BASE.latent, {
    variance: BASE.latent.longRunVariance,
    horizon,
  });
  const mean = (x: number[]) => x.reduce((a, b) => a + b, 0) / x.length;
  const found = mean(values);
  assert.ok(
    Math.abs(found - expected.mean) < 4 * Math.sqrt(expected.variance / seeds),
  );
  const variance = mean(values.map((v) => (v - found) ** 2));
  assert.ok(
    Math.abs(variance / expected.variance - 1) < 4 * Math.sqrt(2 / seeds),
  );
  const spread = Math.sqrt(mean(sums.map((s) => (s - mean(sums)) ** 2)));
  assert.ok(
    Math.abs(mean(sums) - expected.integratedMean) <
      4 * spread / Math.sqrt(seeds),
  );
});

Deno.test("two SimulatedContracts of one seed move together, of two seeds they do not", () => {
  const returns = (symbol: string, seed: number) => {
    const contract = new SimulatedContract(
      symbol,
      symbolParameters(symbol, { tradesPerDay: 100 }),
      { seed, from: "2024-01-01" },
    );
    const column: number[] = [];
    let last = NaN;
    for (let d = 0; d < 3; d++) {
      for (const { truth } of contract.day()) {
        const now = Math.log(truth.latentPrice) - truth.jump;
        column.push(now - last);
        last = Math.log(truth.latentPrice);
      }
    }
    return column.slice(1);
  };
  const correlation = (a: number[], b: number[]) => {
    let [ab, aa, bb] = [0, 0, 0];
    a.forEach((x, i) => {
      ab += x * b[i]!;
      aa += x * x;
      bb += b[i]! * b[i]!;
    });
    return ab / Math.sqrt(aa * bb);
  };
  const btc = returns("BTCUSDT", 1);
  // (1 - ρ²) 0.9² + ρ² 0.8² with ρ = -0.3.
  assert.ok(Math.abs(correlation(btc, returns("ETHUSDT", 1)) - 0.795) < 0.03);
  assert.ok(Math.abs(correlation(btc, returns("ETHUSDT", 2))) < 0.08);
});
