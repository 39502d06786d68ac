import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  type FeatureState,
  marketColumns,
  orderFlowImbalanceFeature,
  type QuoteRecords,
  tradeRateFeature,
  type TradeRecords,
} from "volarb/features";
import { DAY, HOUR, MINUTE, SECOND } from "volarb/time";

/** One lot traded at each of some times. */
function tradesAt(...times: number[]): TradeRecords {
  const receiveTime = Float64Array.from(times);
  const ones = receiveTime.map(() => 1);
  return {
    eventTime: receiveTime,
    receiveTime,
    price: ones,
    quantity: ones,
    isBuyerMaker: new Uint8Array(times.length),
  };
}

const perMinute = tradeRateFeature({ period: MINUTE, gap: 2 * MINUTE });

/** Lots traded in each bar. */
function lots(until: number, ...times: number[]): [number, number][] {
  const market = marketColumns({ trades: tradesAt(...times), until });
  const { time, values } = perMinute.compute(market);
  return Array.from(time, (end, i) => [end / MINUTE, 60 * values[i]!]);
}

Deno.test("the bar in which records begin is missing, later ones count", () => {
  assert.deepEqual(lots(3 * MINUTE, 5, MINUTE, MINUTE + 1, 2 * MINUTE - 1), [
    [1, NaN],
    [2, 3],
    [3, 0],
  ]);
});

Deno.test("a record at the end of a bar belongs to the next", () => {
  assert.deepEqual(lots(3 * MINUTE, 0, 2 * MINUTE), [[1, NaN], [2, 0], [3, 1]]);
});

Deno.test("a bar is not known before its end", () => {
  assert.deepEqual(lots(2 * MINUTE - 1, 0, MINUTE), [[1, NaN]]);
});

Deno.test("a silence beyond the gap is missing, as is the bar in which it ends", () => {
  // The last record before the silence is at minute 1.
  const bars = lots(10 * MINUTE, 0, MINUTE, 6.5 * MINUTE, 7 * MINUTE);
  assert.deepEqual(bars, [
    [1, NaN],
    [2, 1],
    [3, 0],
    [4, NaN],
    [5, NaN],
    // Nothing is closed when everything that a window could hold is missing.
    [7, NaN],
    [8, 1],
    [9, 0],
    [10, NaN],
  ]);
});

Deno.test("days without records cost a few bars, not one a second", () => {
  const feature = tradeRateFeature({ period: SECOND, window: 60 });
  const market = marketColumns({ trades: tradesAt(0, 30 * DAY) });
  const { values } = feature.compute(market);
  assert.ok(values.length < 500, `${values.length}`);
  assert.ok(values.slice(-60).every(Number.isNaN));
});

Deno.test("a feature of the clock does not depend on when time is told", () => {
  const feature = tradeRateFeature({
    period: MINUTE,
    window: 3,
    gap: 4 * MINUTE,
  });
  const steps = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 10 * MINUTE }), fc.boolean()),
    { maxLength: 40 },
  );
  fc.assert(fc.property(steps, (steps) => {
    const gathered = [true, false].map((tellTime) => {
      const values: [number, number][] = [];
      const state: FeatureState = feature.start!((time, value) =>
        values.push([time, value])
      );
      let now = 0;
      for (const [step, isTrade] of steps) {
        now += step;
        if (isTrade) state.families.trades!(tradesAt(now), 0, 1);
        else if (tellTime) state.advance!(now);
      }
      state.advance!(now + HOUR);
      return values;
    });
    assert.deepEqual(gathered[0], gathered[1]);
  }));
});

Deno.test("order flow does not reach over a silence", () => {
  const at = Float64Array.of(0, MINUTE, DAY, DAY + MINUTE, DAY + MINUTE + 1);
  const price = (value: number) => at.map(() => value);
  const quotes: QuoteRecords = {
    eventTime: at,
    receiveTime: at,
    bidPrice: price(99),
    bidQuantity: Float64Array.of(1, 2, 1000, 1001, 1003),
    askPrice: price(101),
    askQuantity: price(1),
  };
  const { time, values } = orderFlowImbalanceFeature({ period: MINUTE })
    .compute(marketColumns({ quotes, until: DAY + 2 * MINUTE }));
  const flows = new Map(Array.from(time, (t, i) => [t, values[i]]));
  assert.equal(flows.get(2 * MINUTE), 1);
  assert.ok(Number.isNaN(flows.get(DAY + MINUTE)));
  assert.equal(flows.get(DAY + 2 * MINUTE), 3);
});

Deno.test("the bars of the clock refuse what is out of range, when the feature is made", () => {
  const refused = (options: Parameters<typeof tradeRateFeature>[0]) =>
    assert.throws(() => tradeRateFeature(options), {
      name: "RangeError",
      message: /^Cannot compute trade_rate as .* current value is/,
    });
  refused({ period: 0 });
  refused({ period: 1.5 });
  refused({ period: MINUTE, window: 0 });
  refused({ period: MINUTE, gap: -1 });
});
