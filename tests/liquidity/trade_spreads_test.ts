import assert from "node:assert/strict";
import {
  EffectiveSpread,
  effectiveSpread,
  midPrice,
  priceImpact,
  quotedSpread,
  RealizedSpread,
  realizedSpread,
} from "volarb/liquidity";
import { assertCausal, assertClose } from "../close.ts";
import {
  asOfRow,
  head,
  randomQuotes,
  randomTrades,
  rowNumbers,
  throughJson,
} from "../flow/market.ts";

const quotes = {
  time: Float64Array.of(1, 3, 9),
  bidPrice: Float64Array.of(100, 101, 98),
  askPrice: Float64Array.of(101, 102, 99),
};
const trades = {
  time: Float64Array.of(1, 2, 3, 4),
  price: Float64Array.of(100, 101, 101, 101),
  isBuyerMaker: Uint8Array.of(1, 0, 1, 1),
};
const market = randomQuotes(3000, 1);
const flow = randomTrades(1000, 2);
// Trades print about the quotes, in the quotes' time.
flow.time.forEach((_, i) => {
  const j = 3 * i;
  flow.time[i] = market.time[j]!;
  flow.price[i] = flow.isBuyerMaker[i] === 1
    ? market.bidPrice[j]!
    : market.askPrice[j]!;
});

Deno.test("effectiveSpread() of four trades by hand, joined to the quote before", () => {
  assertClose(effectiveSpread(trades, quotes), [NaN, 1, -1, 1]);
  assertClose(effectiveSpread(trades, quotes, { unit: "relative" }), [
    NaN,
    1 / 100.5,
    -1 / 100.5,
    1 / 101.5,
  ]);
});

Deno.test("effectiveSpread() of trades at the best quotes is the quoted spread", () => {
  const before = {
    time: Float64Array.of(1),
    bidPrice: Float64Array.of(100),
    askPrice: Float64Array.of(103),
  };
  const at = {
    time: Float64Array.of(2, 2),
    price: Float64Array.of(103, 100),
    isBuyerMaker: Uint8Array.of(0, 1),
  };
  const [quoted] = quotedSpread(before);
  assertClose(effectiveSpread(at, before), [quoted!, quoted!]);
});

Deno.test("realizedSpread() of four trades by hand is known only after its horizon", () => {
  const { value, knownTime } = realizedSpread(trades, quotes, { horizon: 5 });
  assert.deepEqual(knownTime, Float64Array.of(6, 7, 8, 9));
  // The mid stands at 101.5 from 3 to 9; the quote at 9 itself is not taken.
  assertClose(value, [3, -1, 1, 1]);
  assertClose(priceImpact(effectiveSpread(trades, quotes), value), [
    NaN,
    2,
    -2,
    0,
  ]);
  const short = realizedSpread(trades, quotes, { horizon: 6 });
  assert.ok(Number.isNaN(short.value[3]!));
});

Deno.test("realizedSpread() over the mid before the trade in relative units", () => {
  const { value } = realizedSpread(trades, quotes, {
    horizon: 5,
    unit: "relative",
  });
  assertClose(value, [NaN, -1 / 100.5, 1 / 100.5, 1 / 101.5]);
});

Deno.test("spreads do not change when bid and ask change places", () => {
  const turned = {
    time: market.time,
    bidPrice: market.askPrice.map((p) => 6000 - p),
    askPrice: market.bidPrice.map((p) => 6000 - p),
  };
  const other = {
    time: flow.time,
    price: flow.price.map((p) => 6000 - p),
    isBuyerMaker: flow.isBuyerMaker.map((flag) => 1 - flag),
  };
  const same = (a: Float64Array, b: Float64Array) =>
    a.forEach((x, i) =>
      assert.ok(Object.is(x, b[i]) || Math.abs(x - b[i]!) < 1e-9)
    );
  same(effectiveSpread(other, turned), effectiveSpread(flow, market));
  const choice = { horizon: 100_000 };
  same(
    realizedSpread(other, turned, choice).value,
    realizedSpread(flow, market, choice).value,
  );
});

Deno.test("EffectiveSpread and RealizedSpread agree bit for bit with the columns across a save and load", () => {
  for (const unit of ["price", "relative"] as const) {
    const horizon = 700_000;
    const effective = effectiveSpread(flow, market, { unit });
    const realized = realizedSpread(flow, market, { unit, horizon });
    let stream = new EffectiveSpread({ unit });
    let waiting = new RealizedSpread({ unit, horizon });
    let i = 0;
    let matured = 0;
    for (let j = 0; j < market.time.length; j++) {
      const time = market.time[j]!;
      stream.updateQuote(time, market.bidPrice[j]!, market.askPrice[j]!);
      matured += waiting.updateQuote(
        time,
        market.bidPrice[j]!,
        market.askPrice[j]!,
      );
      if (j % 103 === 0) {
        stream = EffectiveSpread.from(throughJson(stream));
        waiting = RealizedSpread.from(throughJson(waiting));
      }
      const known = realized.knownTime.findLastIndex((t) => t <= time);
      assert.equal(matured, known + 1);
      if (known >= 0) assert.equal(waiting.value, realized.value[known]);
      assert.equal(waiting.ready, !Number.isNaN(waiting.value));
      const next = market.time[j + 1] ?? Infinity;
      for (; i < flow.time.length && flow.time[i]! < next; i++) {
        const trade = [
          flow.time[i]!,
          flow.price[i]!,
          flow.isBuyerMaker[i]!,
        ] as const;
        assert.equal(stream.update(...trade), effective[i]);
        assert.equal(stream.value, effective[i]);
        assert.equal(stream.ready, !Number.isNaN(effective[i]));
        waiting.update(...trade);
      }
    }
    assert.equal(waiting.matured, matured);
    stream.reset();
    waiting.reset();
    assert.deepEqual(stream.toJSON(), new EffectiveSpread({ unit }).toJSON());
    assert.deepEqual(
      waiting.toJSON(),
      new RealizedSpread({ unit, horizon }).toJSON(),
    );
  }
});

Deno.test("RealizedSpread makes room for more trades than it has", () => {
  const stream = new RealizedSpread({ horizon: 10 });
  stream.updateQuote(0, 100, 102);
  for (let i = 0; i < 3; i++) stream.update(1, 100, true);
  assert.equal(stream.advance(11), 3);
  for (let i = 0; i < 500; i++) stream.update(12, 100 + i, false);
  assert.equal(stream.advance(22), 500);
  assert.equal(stream.value, 2 * (599 - 101));
});

Deno.test("spreads of trades use no quote that comes later than they may", () => {
  const some = head(flow, 100);
  const known = (n: number) => {
    const now = market.time[n - 1]!;
    const past = head(market, n);
    const first = head(some, some.time.findIndex((t) => t > now));
    const { value, knownTime } = realizedSpread(first, past, {
      horizon: 300_000,
    });
    const rows = Int32Array.from(
      knownTime,
      (t) => past.time.findIndex((x) => x >= t),
    ).filter((row) => row >= 0);
    return asOfRow(value, rows, n);
  };
  assertCausal((rows) => known(rows.length), rowNumbers(200));
  assertCausal(
    (rows) => {
      const n = rows.length;
      const last = some.time[n - 1]!;
      return effectiveSpread(
        head(some, n),
        head(market, market.time.findIndex((t) => t >= last)),
      );
    },
    rowNumbers(100),
  );
});

Deno.test("a crossed quote leaves the trades that join it without a spread", () => {
  const crossed = { ...quotes, bidPrice: Float64Array.of(100, 103, 98) };
  assert.deepEqual(
    Array.from(effectiveSpread(trades, crossed), Number.isNaN),
    [true, false, false, true],
  );
  assert.deepEqual(midPrice(crossed)[1], NaN);
});

Deno.test("spreads refuse bad trades, quotes and horizons by name", () => {
  const range = (message: RegExp) => ({ name: "RangeError", message });
  assert.throws(
    () => effectiveSpread({ ...trades, price: new Float64Array(4) }, quotes),
    range(/price must be positive and finite: current value is 0/),
  );
  assert.throws(
    () => effectiveSpread(trades, { ...quotes, time: new Float64Array(1) }),
    range(/quoteTime has 1/),
  );
  assert.throws(
    () =>
      effectiveSpread(
        { ...trades, isBuyerMaker: Uint8Array.of(0, 0, 2, 0) },
        quotes,
      ),
    range(/isBuyerMaker must be 0 or 1/),
  );
  assert.throws(
    () => realizedSpread(trades, quotes, { horizon: 0 }),
    range(/horizon must be positive and finite: current value is 0/),
  );
  assert.throws(
    () => priceImpact(new Float64Array(1), new Float64Array(2)),
    range(/effective has 1, realized has 2/),
  );
  const stream = new EffectiveSpread();
  stream.updateQuote(5, 1, 2);
  assert.throws(() => stream.update(4, 1, true), range(/must not fall/));
  assert.throws(
    () => stream.update(6, 0, true),
    range(/price must be positive/),
  );
  assert.throws(() => stream.updateQuote(4, 1, 2), range(/must not fall/));
  assert.throws(() => stream.updateQuote(6, -1, 2), range(/must be positive/));
  const waiting = new RealizedSpread({ horizon: 1 });
  waiting.updateQuote(5, 1, 2);
  assert.throws(() => waiting.advance(4), range(/must not fall/));
  assert.throws(() => new RealizedSpread({ horizon: NaN }), range(/horizon/));
});
