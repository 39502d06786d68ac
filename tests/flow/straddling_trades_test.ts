import assert from "node:assert/strict";
import * as fc from "fast-check";
import { reconcileBars, straddlingTrades, tradeKlines } from "volarb/flow";
import { MINUTE } from "volarb/time";

/** Length of a short bar, microseconds. */
const PERIOD = 200_000;

const columns = (rows: readonly (readonly number[])[]) => ({
  eventTime: Float64Array.from(rows, ([time]) => time!),
  firstTradeId: Float64Array.from(rows, ([, first]) => first!),
  lastTradeId: Float64Array.from(rows, ([, , last]) => last!),
});

Deno.test("straddlingTrades() are the last of their bar, less than 100 ms from its end, of several fills", () => {
  const rows = columns([
    [MINUTE - 90_000, 1, 9], // not the last
    [MINUTE - 80_000, 10, 11], // may reach over
    [2 * MINUTE - 100_000, 12, 15], // its fills end before the edge
    [3 * MINUTE - 1, 16, 16], // one fill
    [5 * MINUTE - 1, 17, 18], // may reach over, behind an empty minute
  ]);
  assert.deepEqual(straddlingTrades(rows), Int32Array.of(1, 4));
  assert.deepEqual(
    straddlingTrades(rows, { period: 2 * MINUTE }),
    Int32Array.of(),
  );
  assert.deepEqual(straddlingTrades(columns([])), new Int32Array(0));
});

Deno.test("straddlingTrades() hold a row without trade ids for possible", () => {
  const rows = columns([[MINUTE - 1, NaN, NaN]]);
  assert.deepEqual(straddlingTrades(rows), Int32Array.of(0));
});

Deno.test("straddlingTrades() refuse bad columns by name", () => {
  assert.throws(
    () =>
      straddlingTrades({
        ...columns([[1, 1, 1]]),
        lastTradeId: new Float64Array(0),
      }),
    { name: "RangeError", message: /lastTradeId has 0/ },
  );
  assert.throws(() => straddlingTrades(columns([[2, 1, 1], [1, 2, 2]])), {
    message: /time must not fall/,
  });
});

Deno.test("lem-straddle: bars of aggregates differ from bars of fills only on both sides of such a row, and by what it moves", () => {
  const fill = fc.record({
    ticks: fc.integer({ min: 99, max: 101 }),
    lots: fc.integer({ min: 1, max: 50 }),
    wait: fc.oneof(
      fc.integer({ min: 0, max: 60_000 }),
      fc.integer({ min: 0, max: 3 * PERIOD }),
    ),
    sold: fc.boolean(),
  });
  let straddles = 0;
  fc.assert(
    fc.property(fc.array(fill, { minLength: 2, maxLength: 60 }), (drawn) => {
      let time = PERIOD - 150_000;
      const fills = drawn.map(({ ticks, lots, wait, sold }, i) => {
        time += wait;
        return [ticks, lots, i, i, time, Number(sold)] as Row;
      });
      const rows = aggregate(fills);
      const built = tradeKlines(klineTrades(rows), { period: PERIOD });
      const exact = tradeKlines(klineTrades(fills), { period: PERIOD });
      // The last fills may reach into a bar that no row begins in.
      const last = built.openTime.at(-1)!;
      const moved = new Map<number, number>();
      const { differences } = reconcileBars(built, exact);
      const touched = new Set<number>();
      for (
        const row of straddlingTrades(klineTrades(rows), { period: PERIOD })
      ) {
        const open = Math.floor(rows[row]![4] / PERIOD) * PERIOD;
        touched.add(open).add(open + PERIOD);
        const over = fills.filter(([, , id, , t]) =>
          id >= rows[row]![2] && id <= rows[row]![3] && t >= open + PERIOD
        ).reduce((sum, [, lots]) => sum + lots, 0);
        moved.set(open, (moved.get(open) ?? 0) + over);
        if (open < last) {
          moved.set(open + PERIOD, (moved.get(open + PERIOD) ?? 0) - over);
        }
        if (over > 0) straddles++;
        assert.ok(over < rows[row]![1]);
      }
      for (const { openTime, column, built, published } of differences) {
        assert.ok(touched.has(openTime), `${column} of ${openTime}`);
        if (column === "volume") {
          assert.equal(built - published, moved.get(openTime));
        }
        if (column === "close") {
          assert.equal(openTime, -1, "closes never differ");
        }
      }
      const found = differences.filter(({ column }) => column === "volume");
      const expected = [...moved].filter(([open, lots]) =>
        lots !== 0 && open <= last
      );
      assert.equal(found.length, expected.length);
    }),
    { numRuns: 300, seed: 1 },
  );
  assert.ok(straddles > 20, `${straddles} rows reached over an edge`);
});

/** Price, quantity, first id, last id, time, flag. */
type Row = [number, number, number, number, number, number];

/** Fills in a row of one price and side, less than 100 ms from the first, put together. */
function aggregate(fills: readonly Row[]): Row[] {
  const rows: Row[] = [];
  for (const [ticks, lots, id, , time, sold] of fills) {
    const row = rows.at(-1);
    if (
      row && row[0] === ticks && row[5] === sold && time < row[4] + 100_000
    ) {
      row[1] += lots;
      row[3] = id;
    } else rows.push([ticks, lots, id, id, time, sold]);
  }
  return rows;
}

function klineTrades(rows: readonly Row[]) {
  const column = (j: number) => Float64Array.from(rows, (row) => row[j]!);
  return {
    price: { integers: column(0), scale: 0 },
    quantity: { integers: column(1), scale: 0 },
    firstTradeId: column(2),
    lastTradeId: column(3),
    eventTime: column(4),
    isBuyerMaker: Uint8Array.from(column(5)),
  };
}
