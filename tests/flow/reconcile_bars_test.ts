import assert from "node:assert/strict";
import {
  reconcileBars,
  type ReconciledBars,
  straddlingTrades,
  tradeKlines,
} from "volarb/flow";
import {
  findFiles,
  readColumns,
  type Scaled,
  type SourceFileOf,
} from "volarb/market";
import { MINUTE } from "volarb/time";

const DATA = new URL("../../../shared/data/raw", import.meta.url);
const present = isThere();

function isThere(): boolean {
  try {
    return Deno.statSync(DATA).isDirectory;
  } catch {
    // deno-lint-ignore no-console
    console.log(
      `The real sessions are not reconciled: there is no ${DATA.pathname}`,
    );
    return false;
  }
}

const scaled = (integers: number[], scale: number): Scaled => ({
  integers: Float64Array.from(integers),
  scale,
});

/** Bars of minutes whose prices are the minute's number, in tenths. */
function bars(minutes: number[]): ReconciledBars {
  const price = scaled(minutes.map((m) => 10 * m), 1);
  const sum = scaled(minutes.map((m) => 1000 * m), 3);
  return {
    openTime: Float64Array.from(minutes, (m) => m * MINUTE),
    open: price,
    high: price,
    low: price,
    close: price,
    volume: sum,
    quoteVolume: sum,
    count: Float64Array.from(minutes),
    takerBuyVolume: sum,
    takerBuyQuoteVolume: sum,
  };
}

Deno.test("reconcileBars() finds nothing where the decimals are the same in other scales", () => {
  const built = bars([1, 2, 3]);
  const published = {
    ...built,
    close: scaled([1, 2, 3], 0),
    volume: scaled([1e8, 2e8, 3e8], 8),
  };
  assert.deepEqual(reconcileBars(built, published), {
    bars: 3,
    values: 27,
    differences: [],
  });
});

Deno.test("reconcileBars() names time, column and both values of a difference", () => {
  const built = bars([1, 2, 3]);
  const published = {
    ...built,
    high: scaled([10, 21, 30], 1),
    count: Float64Array.of(1, 2, 4),
  };
  assert.deepEqual(reconcileBars(built, published).differences, [
    { openTime: 2 * MINUTE, column: "high", built: 2, published: 2.1 },
    { openTime: 3 * MINUTE, column: "count", built: 3, published: 4 },
  ]);
});

Deno.test("reconcileBars() compares digits and not doubles", () => {
  const one = bars([1]);
  const at = (integer: number, scale: number) => ({
    ...one,
    volume: scaled([integer], scale),
  });
  // Both are the double 9007199254740990.5 / 1e3 up to its last bit.
  const { differences } = reconcileBars(
    at(9007199254740990, 3),
    at(9007199254740991, 3),
  );
  assert.equal(differences.length, 1);
  assert.equal(
    reconcileBars(at(9007199254740990, 3), at(900719925474099, 2)).differences
      .length,
    0,
  );
  assert.equal(
    reconcileBars(at(900719925474099, 0), at(9007199254740990, 1)).differences
      .length,
    0,
  );
  assert.equal(
    reconcileBars(at(900719925474099, 0), at(9007199254740991, 1)).differences
      .length,
    1,
  );
});

Deno.test("reconcileBars() reports a bar that one side lacks, within the span of both", () => {
  const { bars: compared, differences } = reconcileBars(
    bars([2, 3, 5, 6, 7]),
    bars([0, 1, 2, 3, 4, 6]),
  );
  assert.equal(compared, 3);
  assert.deepEqual(differences, [
    {
      openTime: 4 * MINUTE,
      column: "openTime",
      built: NaN,
      published: 4 * MINUTE,
    },
    {
      openTime: 5 * MINUTE,
      column: "openTime",
      built: 5 * MINUTE,
      published: NaN,
    },
  ]);
});

Deno.test("reconcileBars() compares nothing with a value that a dialect lacks", () => {
  const built = bars([1, 2]);
  const published = {
    ...built,
    count: Float64Array.of(NaN, NaN),
    quoteVolume: scaled([NaN, NaN], 0),
  };
  const { values, differences } = reconcileBars(built, published);
  assert.equal(values, 14);
  assert.deepEqual(differences, []);
});

Deno.test("reconcileBars() of bars that do not meet compares nothing", () => {
  const nothing = { bars: 0, values: 0, differences: [] };
  assert.deepEqual(reconcileBars(bars([1, 2]), bars([3, 4])), nothing);
  assert.deepEqual(reconcileBars(bars([]), bars([3, 4])), nothing);
  assert.deepEqual(reconcileBars(bars([3]), bars([])), nothing);
});

Deno.test("reconcileBars() refuses bars out of order, by name", () => {
  assert.throws(() => reconcileBars(bars([1, 2]), bars([2, 2])), {
    name: "RangeError",
    message:
      /openTime of the published ones must rise: current value is 120000000 in bar 1/,
  });
});

Deno.test({
  name:
    "lem-reconciliation: bars of the real sessions' aggTrades are the klines, but for one row over an edge",
  ignore: !present,
  fn() {
    const files = findFiles(decodeURIComponent(DATA.pathname), {
      kinds: ["aggTrades", "klines_1m"],
      to: "2024-07-19",
    });
    const sessions: Record<string, number> = {};
    for (const file of files) {
      if (file.kind !== "aggTrades") continue;
      const published = files.find(({ kind, symbol, from }) =>
        kind === "klines_1m" && symbol === file.symbol && from === file.from
      );
      assert.ok(published);
      const trades = readColumns(file as SourceFileOf<"aggTrades">);
      const klines = readColumns(published as SourceFileOf<"klines_1m">);
      const { bars, values, differences } = reconcileBars(
        tradeKlines(trades),
        klines,
      );
      assert.equal(bars, klines.rows);
      assert.equal(values, 9 * bars);
      sessions[`${file.symbol} ${file.from}`] = differences.length;
      if (differences.length === 0) continue;

      // 0.001 at 00:00:59.949 and 2.079 in three fills after the full minute.
      const row = straddlingTrades(trades)[0]!;
      assert.deepEqual([...straddlingTrades(trades)], [row]);
      assert.equal(trades.quantity.integers[row], 2080);
      assert.equal(trades.lastTradeId[row]! - trades.firstTradeId[row]!, 3);
      const moved = differences.map(({ openTime, column, built, published }) =>
        `${openTime / MINUTE % 1440} ${column} ${
          Number((built - published).toFixed(4))
        }`
      );
      assert.deepEqual(moved, [
        "0 volume 2.079",
        "0 quoteVolume 58525.5132",
        "0 count 3",
        "0 takerBuyVolume 2.079",
        "0 takerBuyQuoteVolume 58525.5132",
        "1 volume -2.079",
        "1 quoteVolume -58525.5132",
        "1 count -3",
        "1 takerBuyVolume -2.079",
        "1 takerBuyQuoteVolume -58525.5132",
      ]);
    }
    assert.deepEqual(sessions, {
      "BTCUSDT 2023-04-04": 0,
      "BTCUSDT 2023-04-05": 10,
      "BTCUSDT 2024-07-18": 0,
      "BTCUSDT 2024-07-19": 0,
      "ETHUSDT 2024-07-18": 0,
      "ETHUSDT 2024-07-19": 0,
    });
  },
});
