import fc from "fast-check";
import type { Act, Market, Setup, Step } from "./naive_setup.ts";

const HOUR = 3_600_000_000;

/** Times that begin an hour before a settlement: many ties, some long pauses. */
const GAPS = [0, 0, 1, 2, 5, 40_000, 70_000, 150_000, 2_000_000, HOUR / 2];

const pick = <T>(...values: readonly T[]): fc.Arbitrary<T> =>
  fc.constantFrom(...values);

const gap = pick(...GAPS);
const delay = pick(0, 1, 3, 50_000);

/** Records with rising event and receive times, from their gaps. */
function timed<R extends { gap: number; delay: number }, T>(
  records: R[],
  start: number,
  make: (record: R, times: { at: number; seen: number }) => T,
): T[] {
  let at = start;
  let seen = 0;
  return records.map((record) => {
    at += record.gap;
    seen = Math.max(seen, at + record.delay);
    return make(record, { at, seen });
  });
}

function market(
  symbol: string,
  start: number,
  /** When the first quote may come. */
  first: readonly ("at once" | "later")[],
): fc.Arbitrary<Market> {
  const quote = fc.record({
    gap,
    delay,
    bid: fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 0, max: 4 }) },
      { weight: 1, arbitrary: fc.integer({ min: -15, max: 15 }) },
    ),
    spread: pick(1, 1, 1, 2, 3),
    bidLots: pick(1, 2, 3, 5, 9),
    askLots: pick(1, 2, 3, 5, 9),
    empty: pick("none", "none", "none", "none", "none", "none", "bid", "ask"),
  });
  const trade = fc.record({
    gap,
    delay,
    ticks: fc.integer({ min: 0, max: 6 }),
    lots: pick(1, 2, 3, 7, 20),
    sign: pick(1 as const, -1 as const),
  });
  const mark = fc.record({
    gap,
    delay,
    price: fc.oneof(
      fc.integer({ min: 99_000_000, max: 101_000_000 }),
      fc.integer({ min: 80_000_000, max: 120_000_000 }),
    ),
  });
  return fc.record({
    tickScale: pick(0, 1, 2),
    lotScale: pick(0, 1, 3),
    minNotional: pick(0, 0, 0, 1, 250),
    brackets: pick(
      [],
      [{ cap: 1_000_000, rate: 50, amount: 0, most: 50 }],
      [
        { cap: 250, rate: 200, amount: 0, most: 50 },
        { cap: 450, rate: 400, amount: 5, most: 50 },
        { cap: 20_000, rate: 800, amount: 23, most: 20 },
      ],
    ),
    liquidationFee: pick(0, 125),
    quoted: pick(...first),
    first: quote,
    others: fc.array(quote, { maxLength: 14, size: "max" }),
    trades: fc.array(trade, { maxLength: 10, size: "max" }),
    marks: fc.array(mark, { maxLength: 6, size: "max" }),
    jitter: fc.array(pick(0, 1, 7000, 30_000_000, -5000), {
      minLength: 24,
      maxLength: 24,
    }),
    rates: fc.array(fc.integer({ min: -30_000, max: 30_000 }), {
      minLength: 24,
      maxLength: 24,
    }),
    spans: pick(
      [],
      [{ from: 0, hours: 8 }],
      [{ from: 0, hours: 4 }],
      [{ from: 0, hours: 8 }, { from: 12 * HOUR, hours: 4 }],
    ),
  }).map((drawn) => {
    const { first, others, trades, marks, jitter, rates, quoted } = drawn;
    const { tickScale, lotScale, minNotional, brackets, liquidationFee } =
      drawn;
    // A payment needs a price, and a market without funding needs none.
    const spans = quoted === "later" ? [] : drawn.spans;
    const quotes = quoted === "later"
      ? others
      : [{ ...first, gap: 0, delay: 0, empty: "none" }, ...others];
    // Prices near 100 quote units.
    const base = 100 * 10 ** tickScale;
    const settlements = Array.from({ length: 24 }, (_, k) => (k + 1) * HOUR)
      .map((time, k) => {
        const span = spans.findLast(({ from }) => from <= time);
        return { time, k, span };
      })
      .filter(({ time, span }) =>
        span !== undefined && (time - span.from) % (span.hours * HOUR) === 0
      );
    return {
      symbol,
      tickScale,
      lotScale,
      minNotional,
      brackets,
      liquidationFee,
      spans,
      quotes: timed(quotes, start, ({ bid, spread, empty, ...sizes }, t) => {
        const noBid = spans.length === 0 && empty === "bid";
        const noAsk = spans.length === 0 && empty === "ask";
        return {
          ...t,
          bid: noBid ? NaN : base + bid,
          bidLots: noBid ? 0 : sizes.bidLots,
          ask: noAsk ? NaN : base + bid + spread,
          askLots: noAsk ? 0 : sizes.askLots,
        };
      }),
      trades: timed(trades, start, ({ ticks, lots, sign }, t) => ({
        ...t,
        ticks: base + ticks,
        lots,
        sign,
      })),
      marks: timed(marks, start, ({ price }, t) => ({
        ...t,
        price: price * 100,
      })),
      rates: settlements.map(({ time, k, span }) => ({
        at: time + jitter[k]!,
        seen: time + jitter[k]!,
        rate: rates[k]!,
        hours: span!.hours,
      })),
    };
  });
}

const KINDS = [
  "market",
  "limit",
  "limit",
  "stopMarket",
  "stopLimit",
  "marketIfTouched",
  "limitIfTouched",
  "trailingStopMarket",
  "trailingStopLimit",
] as const;

const side = pick(1 as const, -1 as const);
const leg = pick(0 as const, 1 as const);
const base = pick("bid" as const, "ask" as const);
const lots = pick(1, 2, 3, 4, 8, 15);
const by = pick("bidAsk" as const, "last" as const, "mark" as const);
const ticks = fc.integer({ min: -2, max: 2 });

const submit = fc.record({
  do: fc.constant("submit" as const),
  side,
  leg,
  kind: pick(...KINDS),
  lots,
  base,
  offset: ticks,
  trigger: ticks,
  by,
  trail: fc.record({
    unit: pick("ticks" as const, "price" as const, "basisPoints" as const),
    size: pick(1, 2, 10, 1000),
    activation: pick(NaN, NaN, -1, 0, 1),
    limit: pick(-1, 0, 0, 2),
  }),
  emulated: pick(false, false, false, true),
  tif: pick(
    "GTC" as const,
    "GTC" as const,
    "IOC" as const,
    "FOK" as const,
    "GTD" as const,
  ),
  life: pick(1, 5, 60_000, 150_000, HOUR),
  postOnly: pick(false, false, true),
  reduceOnly: pick(false, false, false, true),
}).map(({ kind, tif, postOnly, ...rest }) => {
  const limit = /limit/i.test(kind);
  const immediate = !limit || tif === "IOC" || tif === "FOK";
  return {
    ...rest,
    kind,
    tif: kind === "market" ? "GTC" as const : tif,
    postOnly: postOnly && !immediate,
  };
});

const bracket = fc.record({
  do: fc.constant("bracket" as const),
  side,
  lots,
  kind: pick("market" as const, "limit" as const),
  base,
  offset: ticks,
  stop: pick(1, 1, 2, 3),
  target: pick(1, 1, 2, 3),
  by,
});

const pair = fc.record({
  do: fc.constant("pair" as const),
  side,
  leg,
  type: pick("OCO" as const, "OUO" as const),
  lots,
  others: lots,
  base,
  offset: ticks,
  trigger: pick(0, 1, 2),
  stop: fc.boolean(),
});

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 8, arbitrary: submit },
  { weight: 2, arbitrary: bracket },
  { weight: 2, arbitrary: pair },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("cancel" as const),
      pick: fc.nat({ max: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("modify" as const),
      pick: fc.nat({ max: 3 }),
      lots: pick(-3, -1, 0, 1, 4),
      ticks: pick(-1, 0, 0, 1, 2),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Act>({ do: "close" }) },
);

function script(start: number): fc.Arbitrary<Step[]> {
  const symbol = fc.nat({ max: 1 });
  return fc.tuple(
    fc.array(fc.record({ gap, symbol, act }), { maxLength: 10, size: "max" }),
    fc.array(fc.record({ n: fc.nat({ max: 12 }), symbol, act }), {
      maxLength: 8,
      size: "max",
    }),
    fc.array(fc.record({ n: fc.nat({ max: 3 }), symbol, act }), {
      maxLength: 4,
      size: "max",
    }),
  ).map(([times, quotes, fills]) => {
    let time = start;
    return [
      ...times.map(({ gap, ...rest }): Step => ({
        on: "time",
        time: time += gap,
        ...rest,
      })),
      ...quotes.map((step): Step => ({ on: "quote", ...step })),
      ...fills.map((step): Step => ({ on: "fill", ...step })),
    ];
  });
}

/** Random small runs of two symbols. */
export const setups: fc.Arbitrary<Setup> = pick(1, 7 * HOUR + HOUR / 2)
  .chain((start) =>
    fc.record({
      markets: fc.tuple(
        market("AUSDT", start, ["at once"]),
        market("BUSDT", start, ["at once", "at once", "later"]),
      ),
      script: script(start),
      latency: fc.record({
        order: pick(0, 1, 2, 50_000),
        response: pick(0, 1, 4, 30_000),
        feed: pick(0, 0, 2),
        jitter: pick(0, 0, 1, 20_000),
      }),
      fees: pick(
        [{ from: 0, maker: 20_000, taker: 50_000 }],
        [
          { from: 0, maker: -5_000, taker: 45_001 },
          { from: 8 * HOUR, maker: 17_003, taker: 33_331 },
        ],
      ),
      queue: pick("riskAverse" as const, "power2" as const),
      impact: pick("displayed" as const, "oneTick" as const),
      timing: pick("next" as const, "next" as const, "standing" as const),
      maxQuoteAge: pick(2, 1_000_000),
      consumption: pick(
        "untilChange" as const,
        "untilChange" as const,
        "never" as const,
      ),
      protection: pick(Infinity, Infinity, 1),
      balance: pick(1000, 300, 100, 40),
      skipIdle: fc.boolean(),
      hedge: pick(false, false, false, true),
      margin: fc.record({
        mode: pick(
          "none" as const,
          "cross" as const,
          "cross" as const,
          "isolated" as const,
        ),
        leverage: pick(1, 20, 50, 50),
      }),
    })
  );
