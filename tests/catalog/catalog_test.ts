import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Catalog, ingest } from "volarb/catalog";
import { type Scaled, toDecimals } from "volarb/market";
import { HOUR, MINUTE, parseUtcDate } from "volarb/time";
import {
  AGG_TRADES_HEADER,
  aggTrades,
  csv,
  DataRoot,
  klines,
} from "./data_root.ts";

const DATES = ["2024-03-05", "2024-03-06", "2024-03-08"];
const ROWS = 4000;

/** A catalog of three days of trades, the second with a finer tick. */
function tradesCatalog(root: DataRoot): Catalog {
  DATES.forEach((date, i) => {
    const tick = i === 1 ? 2 : 1;
    root.write(
      `daily/aggTrades/BTCUSDT-aggTrades-${date}.csv`,
      csv(
        aggTrades(date, ROWS, { seed: i + 1, firstId: 1e9 + i * ROWS, tick }),
        AGG_TRADES_HEADER,
      ),
    );
  });
  ingest({ data: root.data, catalog: root.catalog });
  return new Catalog(root.catalog);
}

Deno.test("Catalog lists kinds, symbols, days and the longest run of days", () => {
  using root = new DataRoot();
  const catalog = tradesCatalog(root);
  assert.deepEqual(catalog.kinds(), ["aggTrades"]);
  assert.deepEqual(catalog.symbols("aggTrades"), ["BTCUSDT"]);
  assert.deepEqual(catalog.symbols("metrics"), []);
  assert.deepEqual(catalog.dates("aggTrades", "BTCUSDT"), DATES);
  assert.deepEqual(catalog.dates("aggTrades", "ETHUSDT"), []);
  assert.deepEqual(catalog.longestRun("aggTrades", "BTCUSDT"), {
    from: "2024-03-05",
    to: "2024-03-06",
    days: 2,
  });
  assert.equal(catalog.longestRun("aggTrades", "ETHUSDT"), undefined);
  assert.equal(
    catalog.manifest("aggTrades", "BTCUSDT", "2024-03-07"),
    undefined,
  );
});

Deno.test("columns() puts days together at the largest scale, exactly", () => {
  using root = new DataRoot();
  const catalog = tradesCatalog(root);
  const { price, aggTradeId, rows } = catalog.columns("aggTrades", "BTCUSDT");
  assert.equal(rows, 3 * ROWS);
  assert.equal(price.scale, 2);
  assert.ok(price.integers instanceof Int32Array);
  assert.equal(price.integers.length, rows);
  assert.ok(aggTradeId.every((id, i) => id === 1e9 + i));
  const each = DATES.flatMap((date) => [
    ...toDecimals(
      catalog.columns("aggTrades", "BTCUSDT", { from: date, to: date }).price,
    ),
  ]);
  assert.deepEqual([...toDecimals(price)], each);
});

Deno.test("columns() takes days by their date and rows by their time", () => {
  using root = new DataRoot();
  const catalog = tradesCatalog(root);
  const all = catalog.columns("aggTrades", "BTCUSDT");
  const first = all.eventTime[0]!;
  const last = all.eventTime.at(-1)!;
  fc.assert(
    fc.property(
      fc.double({ min: first - HOUR, max: last + HOUR, noNaN: true }),
      fc.double({ min: first - HOUR, max: last + HOUR, noNaN: true }),
      (a, b) => {
        const span = { start: Math.min(a, b), end: Math.max(a, b) };
        const expected = [...all.aggTradeId].filter((_, i) =>
          all.eventTime[i]! >= span.start && all.eventTime[i]! < span.end
        );
        const read = () =>
          catalog.columns("aggTrades", "BTCUSDT", {
            ...span,
            select: ["aggTradeId"],
          });
        assert.deepEqual([...read().aggTradeId], expected);
        assert.deepEqual(Object.keys(read()), ["aggTradeId", "rows"]);
      },
    ),
    { numRuns: 40 },
  );
  const { rows } = catalog.columns("aggTrades", "BTCUSDT", {
    from: "2024-03-06",
    to: "2024-03-07",
  });
  assert.equal(rows, ROWS);
});

Deno.test("rowGroups() streams the same rows into the same arrays", () => {
  using root = new DataRoot();
  const catalog = tradesCatalog(root);
  const select = ["eventTime", "price", "isBuyerMaker"] as const;
  const whole = catalog.columns("aggTrades", "BTCUSDT", { select });
  const times: number[] = [];
  const prices: number[] = [];
  const makers: number[] = [];
  const arrays = new Set<Float64Array>();
  const scales = new Set<number>();
  for (
    const { rows, firstRow, columns } of catalog.rowGroups(
      "aggTrades",
      "BTCUSDT",
      { select },
    )
  ) {
    assert.equal(firstRow, times.length);
    assert.deepEqual(Object.keys(columns).sort(), [...select].sort());
    times.push(...columns.eventTime.subarray(0, rows));
    prices.push(...columns.price.integers.subarray(0, rows));
    makers.push(...columns.isBuyerMaker.subarray(0, rows));
    arrays.add(columns.eventTime);
    scales.add((columns.price as Scaled).scale);
  }
  assert.deepEqual(times, [...whole.eventTime]);
  assert.deepEqual(prices, [...whole.price.integers]);
  assert.deepEqual(makers, [...whole.isBuyerMaker]);
  assert.equal(arrays.size, 1);
  assert.deepEqual([...scales], [2]);
});

// lem-pruning
Deno.test("rowGroups() reads no row group outside the span", () => {
  using root = new DataRoot();
  const date = "2024-03-05";
  root.write(
    `daily/aggTrades/BTCUSDT-aggTrades-${date}.csv`,
    csv(aggTrades(date, 300_000), AGG_TRADES_HEADER),
  );
  ingest({ data: root.data, catalog: root.catalog });
  const catalog = new Catalog(root.catalog);
  const start = parseUtcDate(date) + 12 * HOUR;
  const end = start + HOUR;
  const groups = [
    ...catalog.rowGroups("aggTrades", "BTCUSDT", { start, end }),
  ].map(({ rows }) => rows);
  assert.equal(groups.length, 1);
  assert.ok(groups[0]! < 131_072);
  const { eventTime } = catalog.columns("aggTrades", "BTCUSDT", { start, end });
  assert.equal(eventTime.length, groups[0]);
  assert.ok(eventTime[0]! >= start && eventTime.at(-1)! < end);
  assert.equal(
    [...catalog.rowGroups("aggTrades", "BTCUSDT", { start, end: start })]
      .length,
    0,
  );
});

Deno.test("bars() gives one-minute bars in quote and base units, known at their close", () => {
  using root = new DataRoot();
  const lines = klines(DATES[0]!);
  root.write(`daily/klines_1m/BTCUSDT-1m-${DATES[0]}.csv`, csv(lines));
  ingest({ data: root.data, catalog: root.catalog });
  const bars = new Catalog(root.catalog).bars("BTCUSDT");
  assert.equal(bars.rows, 1440);
  lines.forEach((line, i) => {
    const f = line.split(",").map(Number);
    assert.deepEqual(
      [
        bars.openTime[i],
        bars.open[i],
        bars.high[i],
        bars.low[i],
        bars.close[i],
        bars.volume[i],
        bars.closeTime[i],
        bars.quoteVolume[i],
        bars.count[i],
        bars.takerBuyVolume[i],
        bars.takerBuyQuoteVolume[i],
      ],
      [
        f[0]! * 1000,
        ...f.slice(1, 6),
        f[0]! * 1000 + MINUTE,
        ...f.slice(7, 11),
      ],
    );
  });
  const noon = parseUtcDate(DATES[0]!) + 12 * HOUR;
  const hour = new Catalog(root.catalog)
    .bars("BTCUSDT", { start: noon, end: noon + HOUR });
  assert.equal(hour.rows, 60);
  assert.equal(hour.open[0], bars.open[720]);
});

Deno.test("Catalog says what it looked for and what it found", () => {
  using root = new DataRoot();
  const catalog = tradesCatalog(root);
  assert.throws(() => catalog.columns("aggTrades", "XXX"), {
    name: "DataError",
    message:
      `Cannot read aggTrades of XXX from ${root.catalog}: found aggTrades of BTCUSDT`,
  });
  assert.throws(() => catalog.bars("BTCUSDT"), {
    name: "DataError",
    message:
      `Cannot read klines_1m of BTCUSDT from ${root.catalog}: found aggTrades`,
  });
  assert.throws(
    () => catalog.columns("aggTrades", "BTCUSDT", { from: "2025-01-01" }),
    {
      name: "DataError",
      message:
        `Cannot read aggTrades of BTCUSDT from ${root.catalog} as there is no day in the range: found 3 from 2024-03-05 to 2024-03-08`,
    },
  );
  assert.throws(
    () => catalog.columns("aggTrades", "BTCUSDT", { from: "2024-3-5" }),
    SyntaxError,
  );
  assert.throws(
    () =>
      catalog.columns("aggTrades", "BTCUSDT", {
        select: ["prize" as "price"],
      }),
    { name: "RangeError", message: /current value is prize/ },
  );
  const none = new Catalog(`${root.folder}/none`);
  assert.deepEqual(none.kinds(), []);
  assert.throws(() => none.edition(), {
    name: "DataError",
    message: /there is no such folder/,
  });
});

Deno.test("a file where the catalog should be is named, and not read as an empty one", () => {
  using root = new DataRoot();
  Deno.writeTextFileSync(root.catalog, "");
  for (const path of [root.catalog, `${root.catalog}/below`]) {
    const catalog = new Catalog(path);
    const reason = "it or a folder above it is a file";
    for (
      const [ask, what] of [
        [() => catalog.kinds(), path],
        [
          () => catalog.symbols("metrics"),
          `${path}/kind=metrics`,
        ],
        [() => catalog.edition(), `${path}/edition.json`],
      ] as const
    ) {
      assert.throws(ask, {
        name: "DataError",
        message: `Cannot read ${what}: ${reason}`,
      });
    }
    assert.throws(() => catalog.bars("BTCUSDT"), { name: "DataError" });
  }
});
