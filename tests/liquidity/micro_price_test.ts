import assert from "node:assert/strict";
import { Random } from "volarb/random";
import {
  fitMicroPrice,
  MicroPrice,
  microPrice,
  midPrice,
  type Quotes,
  solveMicroPrice,
  weightedMid,
} from "volarb/liquidity";
import { assertCausal, assertClose } from "../close.ts";
import { head, randomQuotes, rowNumbers, throughJson } from "../flow/market.ts";

/** Three imbalance states; moves of half a tick; the state after a fall is low, after a rise high. */
const stay = [[0.6, 0.2, 0.05], [0.15, 0.5, 0.15], [0.05, 0.2, 0.6]];
const down = [0.12, 0.1, 0.03];
const up = [0.03, 0.1, 0.12];
const afterDown = [0.5, 0.3, 0.2];
const afterUp = [0.2, 0.3, 0.5];
const toy = {
  stay,
  move: [0, 1, 2].map((i) =>
    [0, 1, 2].map((j) => down[i]! * afterDown[j]! + up[i]! * afterUp[j]!)
  ),
  meanMove: [0, 1, 2].map((i) => 0.5 * (up[i]! - down[i]!)),
};

Deno.test("solveMicroPrice() of the chain of three states: rows sum to 1, mirrored, a martingale", () => {
  const { firstMove, transition, adjustment } = solveMicroPrice(toy);
  for (const row of transition) {
    assert.ok(Math.abs(row.reduce((sum, p) => sum + p, 0) - 1) < 1e-14);
  }
  assert.ok(Math.abs(adjustment[1]!) < 1e-14);
  assert.ok(Math.abs(adjustment[0]! + adjustment[2]!) < 1e-14);
  assert.ok(adjustment[2]! > 0);
  adjustment.forEach((g, i) => {
    const next = transition[i]!.reduce(
      (sum, b, j) => sum + b * adjustment[j]!,
      0,
    );
    assert.ok(Math.abs(g - firstMove[i]! - next) < 1e-14);
  });
  // By symmetry G¹ = (-x, 0, x): 0.4 x - 0.05 x·(-1) … (1 - 0.6 + 0.05) x = 0.045.
  assert.ok(Math.abs(firstMove[2]! - 0.045 / 0.45) < 1e-14);
});

Deno.test("solveMicroPrice() is the sum of the series term by term", () => {
  const { firstMove, transition, adjustment } = solveMicroPrice(toy);
  let term = [...firstMove];
  const sum = [0, 0, 0];
  for (let k = 0; k < 200; k++) {
    term.forEach((x, i) => sum[i]! += x);
    term = transition.map((row) =>
      row.reduce((total, b, j) => total + b * term[j]!, 0)
    );
  }
  sum.forEach((x, i) => assert.ok(Math.abs(x - adjustment[i]!) < 1e-13));
});

Deno.test("solveMicroPrice() refuses a chain that drifts, stands still or is none", () => {
  assert.throws(
    () => solveMicroPrice({ ...toy, meanMove: [0.1, 0.1, 0.1] }),
    { name: "RangeError", message: /must not drift/ },
  );
  assert.throws(
    () => solveMicroPrice({ stay: [[1]], move: [[0]], meanMove: [0] }),
    { message: /left by a move of the mid/ },
  );
  assert.throws(
    () => solveMicroPrice({ stay: [[0.5]], move: [[0.4]], meanMove: [0] }),
    { message: /must sum to 1: current value is 0\.9 in state 0/ },
  );
  assert.throws(
    () => solveMicroPrice({ stay: [[0.5]], move: [], meanMove: [0] }),
    { message: /move must have 1 rows/ },
  );
  assert.deepEqual(
    solveMicroPrice({ stay: [], move: [], meanMove: [] }).adjustment,
    [],
  );
});

/** Quotes of the chain: bins 0, 1, 2 as quantities, moves of the mid by a whole tick. */
function simulate(n: number, seed: number): Quotes {
  const random = new Random(seed);
  const draw = (law: readonly number[]) => {
    let u = random.uniform();
    for (let j = 0; j < law.length; j++) {
      u -= law[j]!;
      if (u < 0) return j;
    }
    return law.length - 1;
  };
  const quotes = {
    time: rowNumbers(n),
    bidPrice: new Float64Array(n),
    bidQuantity: new Float64Array(n),
    askPrice: new Float64Array(n),
    askQuantity: new Float64Array(n),
  };
  let state = 1;
  let tick = 1000;
  for (let i = 0; i < n; i++) {
    const what = draw([...stay[state]!, down[state]!, up[state]!]);
    if (what < 3) state = what;
    else {
      tick += what === 3 ? -1 : 1;
      state = draw(what === 3 ? afterDown : afterUp);
    }
    quotes.bidPrice[i] = tick / 100;
    quotes.askPrice[i] = (tick + 1) / 100;
    quotes.bidQuantity[i] = [1, 5, 9][state]!;
    quotes.askQuantity[i] = [9, 5, 1][state]!;
  }
  return quotes;
}

const states = { tickSize: 0.01, imbalanceBins: 3, maxSpread: 1 };

Deno.test("fitMicroPrice() finds back the chain that made the quotes", () => {
  const model = fitMicroPrice(simulate(300_000, 1), states);
  const expected = solveMicroPrice({
    ...toy,
    meanMove: toy.meanMove.map((m) => 2 * m),
  });
  assert.deepEqual(model.states, [0, 1, 2]);
  model.chain.stay.forEach((row, i) =>
    row.forEach((q, j) => assert.ok(Math.abs(q - stay[i]![j]!) < 0.005))
  );
  model.adjustment.forEach((g, i) =>
    assert.ok(Math.abs(g! - expected.adjustment[i]!) < 0.01)
  );
  assert.equal(model.adjustment[0], -model.adjustment[2]!);
  assert.equal(model.adjustment[1], 0);
  for (const [i, row] of model.chain.stay.entries()) {
    const sum = [...row, ...model.chain.move[i]!].reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - 1) < 1e-12);
    const moved = model.transition[i]!.reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(moved - 1) < 1e-9);
  }
});

Deno.test("the fitted micro-price is a martingale where the mid and the weighted mid are not", () => {
  const model = fitMicroPrice(simulate(200_000, 2), states);
  const fresh = simulate(200_000, 3);
  // Mean change of a price over 5 updates, from each imbalance, in errors of the mean.
  const drift = (price: Float64Array) => {
    const sums = new Map<number, { n: number; sum: number; squares: number }>();
    for (let i = 0; i + 5 < price.length; i += 5) {
      const change = price[i + 5]! - price[i]!;
      const key = fresh.bidQuantity[i]!;
      const group = sums.get(key) ?? { n: 0, sum: 0, squares: 0 };
      group.n++;
      group.sum += change;
      group.squares += change * change;
      sums.set(key, group);
    }
    return Math.max(
      ...[...sums.values()].map(({ n, sum, squares }) =>
        Math.abs(sum) / Math.sqrt(squares - sum * sum / n)
      ),
    );
  };
  assert.ok(drift(microPrice(fresh, model)) < 3.5);
  assert.ok(drift(midPrice(fresh)) > 5);
  assert.ok(drift(weightedMid(fresh)) > 5);
});

Deno.test("fitMicroPrice() counts no step over a pause, as from one day to the next", () => {
  const day = simulate(3000, 4);
  const shift = 86_400_000_000;
  const twoDays = Object.fromEntries(
    Object.entries(day).map(([name, column]) => {
      const next = column.map((x) =>
        name === "time" ? x + shift : name.endsWith("Price") ? x + 50 : x
      );
      return [name, Float64Array.of(...column, ...next)];
    }),
  ) as unknown as Quotes;
  const one = fitMicroPrice(day, states);
  const two = fitMicroPrice(twoDays, states);
  assert.deepEqual(two.adjustment, one.adjustment);
  const total = (steps: readonly number[]) => steps.reduce((a, b) => a + b, 0);
  assert.equal(total(two.steps), 2 * total(one.steps));
  const across = fitMicroPrice(twoDays, { ...states, maximumGap: Infinity });
  assert.equal(total(across.steps), total(two.steps) + 2);
});

Deno.test("states that were not seen keep their place and have no adjustment", () => {
  const quotes = simulate(3000, 5);
  const narrow = fitMicroPrice(quotes, states);
  const wide = fitMicroPrice(quotes, { ...states, maxSpread: 3 });
  assert.deepEqual(wide.adjustment.slice(0, 3), narrow.adjustment);
  assert.deepEqual(wide.adjustment.slice(3), new Array(6).fill(null));
  assert.deepEqual(wide.states, [0, 1, 2]);
  const fine = fitMicroPrice(quotes, { ...states, imbalanceBins: 9 });
  assert.equal(fine.adjustment.length, 9);
  assert.equal(fine.adjustment.filter((g) => g !== null).length, 3);
});

Deno.test("a fit and its scores turn over exactly when bid and ask change places", () => {
  const quotes = randomQuotes(5000, 6);
  const flipped = {
    time: quotes.time,
    bidPrice: quotes.askPrice.map((p) => 6000 - p),
    bidQuantity: quotes.askQuantity,
    askPrice: quotes.bidPrice.map((p) => 6000 - p),
    askQuantity: quotes.bidQuantity,
  };
  const options = { tickSize: 0.1, imbalanceBins: 5, maxSpread: 3 };
  const model = fitMicroPrice(quotes, options);
  assert.deepEqual(
    fitMicroPrice(flipped, options).adjustment,
    model.adjustment,
  );
  const price = microPrice(quotes, model);
  const other = microPrice(flipped, model);
  price.forEach((p, i) =>
    assert.ok(
      Math.abs(6000 - p - other[i]!) < 1e-9 ||
        (Number.isNaN(p) && Number.isNaN(other[i]!)),
    )
  );
  assert.ok(price.some((p) => !Number.isNaN(p)));
});

Deno.test("MicroPrice agrees bit for bit with microPrice() across a save and load", () => {
  const quotes = randomQuotes(400, 7);
  quotes.bidPrice[17] = NaN;
  const model = fitMicroPrice(quotes, {
    tickSize: 0.1,
    imbalanceBins: 3,
    maxSpread: 2,
  });
  const price = microPrice(quotes, model);
  let stream = new MicroPrice(model);
  price.forEach((p, i) => {
    if (i % 37 === 0) stream = MicroPrice.from(throughJson(stream));
    stream.update(
      quotes.bidPrice[i]!,
      quotes.bidQuantity[i]!,
      quotes.askPrice[i]!,
      quotes.askQuantity[i]!,
    );
    assert.equal(stream.value, p);
    assert.equal(stream.ready, !Number.isNaN(p));
  });
  stream.reset();
  assert.deepEqual(stream.toJSON(), new MicroPrice(model).toJSON());
  assertCausal(
    (rows) => microPrice(head(quotes, rows.length), model),
    rowNumbers(100),
  );
});

Deno.test("quotes that are crossed, locked, too wide, empty or missing have no micro-price", () => {
  const table = { ...states, adjustment: [-0.1, 0, 0.1] };
  const price = microPrice({
    bidPrice: Float64Array.of(1.02, 1.01, 1, 1, NaN, 1),
    bidQuantity: Float64Array.of(1, 1, 1, 0, 1, 2),
    askPrice: Float64Array.of(1.01, 1.01, 1.02, 1.01, 1, 1.01),
    askQuantity: Float64Array.of(1, 1, 1, 0, 1, 2),
  }, table);
  assertClose(price, [NaN, NaN, NaN, NaN, NaN, 1.005]);
});

Deno.test("micro-prices refuse bad states, tables and quotes by name", () => {
  const quotes = simulate(100, 8);
  const range = (message: RegExp) => ({ name: "RangeError", message });
  assert.throws(
    () => fitMicroPrice(quotes, { ...states, imbalanceBins: 4 }),
    range(/must be odd.*current value is 4/),
  );
  assert.throws(
    () => fitMicroPrice(quotes, { ...states, tickSize: 0 }),
    range(/tickSize must be positive/),
  );
  assert.throws(
    () => fitMicroPrice(quotes, { ...states, maxSpread: 0 }),
    range(/maxSpread/),
  );
  assert.throws(
    () => fitMicroPrice(quotes, { ...states, maximumGap: -1 }),
    range(/maximumGap/),
  );
  assert.throws(
    () => fitMicroPrice(head(quotes, 1), states),
    range(/seen to move/),
  );
  assert.throws(
    () => fitMicroPrice(head(quotes, 0), states),
    range(/seen to move/),
  );
  assert.throws(
    () => new MicroPrice({ ...states, adjustment: [0] }),
    range(/there must be 3 adjustments: current value is 1/),
  );
  const price = new MicroPrice({ ...states, adjustment: [0, 0, 0] });
  assert.throws(
    () => price.update(0, 1, 1, 1),
    range(/prices must be positive/),
  );
  assert.throws(() => price.update(1, -1, 1, 1), range(/at least 0/));
});
