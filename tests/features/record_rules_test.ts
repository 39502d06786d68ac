import assert from "node:assert/strict";
import {
  FAMILIES,
  FeatureStream,
  fundingRateFeature,
  joinFeatures,
  kyleLambdaFeature,
  logReturnFeature,
  marketColumns,
  midPriceFeature,
  openInterestChangeFeature,
  premiumHalfLifeFeature,
  takerImbalanceFeature,
  tradeFlowImbalanceFeature,
} from "volarb/features";
import { HOUR, MINUTE, SECOND } from "volarb/time";

const ROWS = 40;
const BAD_ROW = 20;
const column = (entry: (t: number) => number) =>
  Float64Array.from({ length: ROWS }, (_, t) => entry(t));
const wave = (t: number) => Math.sin(1.7 * t);

/** A little of everything. */
function records() {
  const openTime = column((t) => t * MINUTE);
  const time = column((t) => (t + 1) * MINUTE);
  return {
    bars: {
      openTime,
      closeTime: time,
      receiveTime: time,
      open: column((t) => 100 + wave(t)),
      high: column(() => 103),
      low: column(() => 97),
      close: column((t) => 100 + wave(t + 1)),
      volume: column((t) => 2 + wave(t)),
      quoteVolume: column((t) => 200 + wave(t)),
      count: column(() => 9),
      takerBuyVolume: column(() => 0.5),
    },
    trades: {
      eventTime: time,
      receiveTime: time,
      price: column((t) => 100 + wave(t)),
      quantity: column((t) => 2 + wave(t)),
      isBuyerMaker: Uint8Array.from({ length: ROWS }, (_, t) => t % 2),
    },
    quotes: {
      eventTime: time,
      receiveTime: time,
      bidPrice: column((t) => 100 + wave(t)),
      bidQuantity: column((t) => 2 + wave(t)),
      askPrice: column((t) => 100.1 + wave(t)),
      askQuantity: column((t) => 2 - wave(t)),
    },
    funding: {
      eventTime: time,
      receiveTime: time,
      intervalHours: column(() => 8),
      rate: column((t) => 1e-4 * wave(t)),
    },
    metrics: {
      eventTime: time,
      receiveTime: time,
      openInterest: column((t) => 50 + wave(t)),
      openInterestValue: column((t) => 5000 + wave(t)),
      topTraderAccountRatio: column(() => 1),
      topTraderPositionRatio: column(() => 1),
      accountRatio: column(() => 1),
      takerVolumeRatio: column(() => 1),
    },
    premium: {
      openTime,
      closeTime: time,
      receiveTime: time,
      close: column((t) => 1e-4 * wave(t)),
    },
  };
}
type Records = ReturnType<typeof records>;

/** A feature that reads each family, and none other. */
const FEATURE_OF = {
  bars: logReturnFeature({ window: 1 }),
  trades: tradeFlowImbalanceFeature({ period: MINUTE }),
  quotes: midPriceFeature(),
  funding: fundingRateFeature(),
  metrics: openInterestChangeFeature({ window: HOUR }),
  premium: premiumHalfLifeFeature({ window: 20 }),
};

const POSITIVE = [0, -0, -1.5, Infinity, -Infinity];
const NOT_NEGATIVE = [-1.5, Infinity, -Infinity];
const FINITE = [Infinity, -Infinity];

/** Values that no column may hold. */
const BAD: {
  readonly [F in keyof Records]: {
    readonly [Name in keyof Records[F]]?: readonly number[];
  };
} = {
  bars: {
    open: POSITIVE,
    high: [...POSITIVE, 96],
    low: [...POSITIVE, 104],
    close: POSITIVE,
    volume: NOT_NEGATIVE,
    quoteVolume: NOT_NEGATIVE,
    count: NOT_NEGATIVE,
    takerBuyVolume: NOT_NEGATIVE,
  },
  trades: {
    price: [...POSITIVE, NaN],
    quantity: [...NOT_NEGATIVE, NaN],
    isBuyerMaker: [2, 255],
  },
  quotes: {
    bidPrice: POSITIVE,
    bidQuantity: NOT_NEGATIVE,
    askPrice: POSITIVE,
    askQuantity: NOT_NEGATIVE,
  },
  funding: { intervalHours: POSITIVE, rate: FINITE },
  metrics: {
    openInterest: NOT_NEGATIVE,
    openInterestValue: NOT_NEGATIVE,
    topTraderAccountRatio: NOT_NEGATIVE,
    topTraderPositionRatio: NOT_NEGATIVE,
    accountRatio: NOT_NEGATIVE,
    takerVolumeRatio: NOT_NEGATIVE,
  },
  premium: { close: FINITE },
};

/** The error that names the family, the column and the value. */
const refusal = (family: string, name: string, value: number) => ({
  name: "RangeError",
  message: new RegExp(
    `^Cannot read ${family} as (${name}|high) must be .+: current value is .*${value}\\b`,
  ),
});

for (const family of FAMILIES) {
  Deno.test(`records of ${family} that cannot be are refused by column, rule and value, in columns and one at a time`, () => {
    const clock = { kind: "bars" } as const;
    const features = [FEATURE_OF[family]];
    assert.ok(joinFeatures(records(), features, { clock }).frame.height > 0);
    for (const [name, values] of Object.entries(BAD[family])) {
      for (const value of values as readonly number[]) {
        const bad = records();
        const columns = bad[family] as unknown as Record<string, Float64Array>;
        columns[name]![BAD_ROW] = value;
        const error = refusal(family, name, value);
        assert.throws(() => marketColumns(bad), error);
        assert.throws(() => joinFeatures(bad, features, { clock }), error);
        const stream = new FeatureStream({ features, clock });
        const recordAt = (row: number) =>
          Object.fromEntries(
            Object.entries(columns).map((
              [key, entries],
            ) => [key, entries[row]]),
          ) as never;
        for (let row = 0; row < BAD_ROW; row++) {
          stream.update(family, recordAt(row));
        }
        assert.throws(() => stream.update(family, recordAt(BAD_ROW)), error);
        // A feed goes on without the record that was refused.
        stream.update(family, recordAt(BAD_ROW + 1));
        assert.throws(
          () =>
            new FeatureStream({ features, clock }).updateRows(
              family,
              columns as never,
              0,
              ROWS,
              () => {},
            ),
          error,
        );
      }
    }
  });
}

Deno.test("a missing entry is no bad one but in a trade", () => {
  const some = records();
  for (const family of ["bars", "quotes", "funding", "metrics", "premium"]) {
    const columns = some[family as "quotes"] as unknown as Record<
      string,
      Float64Array
    >;
    for (const name of Object.keys(BAD[family as "quotes"])) {
      columns[name]![BAD_ROW] = NaN;
    }
  }
  marketColumns(some);
});

Deno.test("bars whose open times fall are refused, whenever they are received", () => {
  for (const family of ["bars", "premium"] as const) {
    const bad = records();
    bad[family].openTime = bad[family].openTime.slice();
    bad[family].openTime[BAD_ROW] = 5;
    assert.throws(() => marketColumns(bad), {
      name: "RangeError",
      message:
        `Cannot read ${family} as openTime must not fall: current value is 5 in row ${BAD_ROW} after ${
          19 * MINUTE
        }`,
    });
  }
});

Deno.test("a volume clock does not stand still after a quantity that is none", () => {
  const clock = { kind: "volume", volume: 3 } as const;
  const features = [takerImbalanceFeature({ window: 2 })];
  for (const quantity of [NaN, Infinity, -3]) {
    const bad = records();
    bad.trades.quantity[BAD_ROW] = quantity;
    assert.throws(
      () => joinFeatures(bad, features, { clock }),
      refusal("trades", "quantity", quantity),
    );
  }
});

Deno.test("impact and flow of trades take no price below 0 and no side but two", () => {
  const features = [
    kyleLambdaFeature({ period: SECOND, window: 3 }),
    tradeFlowImbalanceFeature({ period: MINUTE }),
  ];
  const bad = records();
  bad.trades.isBuyerMaker[BAD_ROW] = 2;
  assert.throws(
    () => joinFeatures(bad, features),
    /^RangeError: Cannot read trades as isBuyerMaker must be 0 or 1: current value is 2 in row 20$/,
  );
});
