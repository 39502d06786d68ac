import assert from "node:assert/strict";
import { inflateRawSync } from "node:zlib";
import {
  DefectReport,
  detectDefects,
  findFiles,
  type Kind,
  readChunks,
  readColumns,
  type Scaled,
  type SourceFileOf,
  toDecimals,
} from "volarb/market";
import { fundingRate, PremiumAverage } from "volarb/regime";
import { HOUR, MINUTE, parseUtcDate, utcDates } from "volarb/time";
import {
  marketFiles,
  marketPaths,
  type MarketPlan,
  SimulatedContract,
  type SimulatedKind,
  symbolParameters,
} from "volarb/simulate";

const ALL: readonly SimulatedKind[] = [
  "aggTrades",
  "bookTicker",
  "klines_1m",
  "markPriceKlines_1m",
  "premiumIndexKlines_1m",
  "metrics",
  "fundingRate",
  "truth",
];

const PLAN: MarketPlan = {
  seed: 3,
  contracts: {
    BTCUSDT: symbolParameters("BTCUSDT", { tradesPerDay: 8000 }),
    ETHUSDT: symbolParameters("ETHUSDT", { tradesPerDay: 8000 }),
  },
  from: "2024-01-30",
  to: "2024-02-01",
  ticksFrom: "2024-01-31",
  kinds: ALL,
  zipped: ["bookTicker", "markPriceKlines_1m"],
};

/** Every file of a plan in memory. */
function written(plan: MarketPlan): Map<string, Uint8Array> {
  const parts = new Map<string, Uint8Array[]>();
  const ended = new Set<string>();
  for (const { path, bytes, last } of marketFiles(plan)) {
    assert.ok(!ended.has(path), `${path} goes on after its end`);
    parts.set(path, [...parts.get(path) ?? [], bytes.slice()]);
    if (last) ended.add(path);
  }
  assert.equal(ended.size, parts.size, "a file has no end");
  return new Map(
    [...parts].map(([path, list]) => [path, Buffer.concat(list)]),
  );
}

const files = written(PLAN);

/** The plan's files in a folder of their own. */
const root = Deno.makeTempDirSync();
addEventListener("unload", () => Deno.removeSync(root, { recursive: true }));
for (const [path, bytes] of files) {
  const folder = `${root}/${path.slice(0, path.lastIndexOf("/"))}`;
  Deno.mkdirSync(folder, { recursive: true });
  Deno.writeFileSync(`${root}/${path}`, bytes);
}

function columns<K extends Kind>(kind: K, symbol: string, date: string) {
  const found = findFiles(root, { kinds: [kind], symbols: [symbol] }).filter(
    ({ from, to }) => from <= date && date <= to,
  );
  assert.equal(found.length, 1, `${kind} ${symbol} ${date}`);
  return readColumns(found[0] as SourceFileOf<K>);
}

function textOf(path: string): string {
  return new TextDecoder().decode(files.get(path));
}

Deno.test("marketPaths() are the files that marketFiles() gives", () => {
  assert.deepEqual([...files.keys()].sort(), marketPaths(PLAN).sort());
  assert.equal(files.size, 2 * (2 * 2 + 5 * 3 + 2));
});

Deno.test("marketFiles() begins each file with the venue's header", () => {
  const firstLines = {
    "futures/daily/aggTrades/BTCUSDT-aggTrades-2024-01-31.csv":
      "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker",
    "futures/daily/klines_1m/ETHUSDT-1m-2024-01-30.csv":
      "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore",
    "futures/daily/metrics/BTCUSDT-metrics-2024-02-01.csv":
      "create_time,symbol,sum_open_interest,sum_open_interest_value,count_toptrader_long_short_ratio,sum_toptrader_long_short_ratio,count_long_short_ratio,sum_taker_long_short_vol_ratio",
    "futures/monthly/fundingRate/BTCUSDT-fundingRate-2024-01.csv":
      "calc_time,funding_interval_hours,last_funding_rate",
    "truth/BTCUSDT-truth-2024-02-01.csv":
      "open_time,spot_variance,integrated_variance,jump,latent_price,alpha",
  };
  for (const [path, header] of Object.entries(firstLines)) {
    assert.equal(textOf(path).split("\n", 1)[0], header);
    assert.ok(textOf(path).endsWith("\n"));
  }
  const trade = textOf(Object.keys(firstLines)[0]!).split("\n")[1]!;
  assert.match(
    trade,
    /^20\d{8},\d{5}\.\d0,\d+\.\d{3},45\d{8},45\d{8},170\d{10},(true|false)$/,
  );
});

Deno.test("marketFiles() writes files in which no defect but a pause of quotes is found", () => {
  for (const file of findFiles(root)) {
    const report = new DefectReport();
    const detector = detectDefects(file as SourceFileOf<Kind>, report);
    for (const chunk of readChunks(file as SourceFileOf<Kind>)) {
      detector.update(chunk);
    }
    detector.finish();
    const kinds = report.defects.map(({ kind }) => kind).filter((kind) =>
      // Eight thousand trades a day leave quiet minutes.
      !["quoteGap", "tradeGap", "outageBars", "blankCells"].includes(kind)
    );
    // The sample ends before its last month does.
    const expected = file.kind === "fundingRate"
      ? kinds.filter((kind) => kind !== "rowShortfall")
      : kinds;
    assert.deepEqual(expected, [], file.relativePath);
  }
});

Deno.test("marketFiles() writes klines that are the aggregation of its trades", () => {
  for (const symbol of ["BTCUSDT", "ETHUSDT"]) {
    let close = NaN;
    for (const date of ["2024-01-31", "2024-02-01"]) {
      const trades = columns("aggTrades", symbol, date);
      const klines = columns("klines_1m", symbol, date);
      assert.equal(klines.rows, 1440);
      const decimals = (column: Scaled) => [...toDecimals(column)];
      const [open, high, low, last] = [
        klines.open,
        klines.high,
        klines.low,
        klines.close,
      ].map(decimals);
      const price = decimals(trades.price);
      let t = 0;
      let flat = 0;
      for (let m = 0; m < 1440; m++) {
        const begin = parseUtcDate(date) + m * MINUTE;
        assert.equal(klines.openTime[m], begin);
        assert.equal(klines.closeTime[m], begin + MINUTE - 1000);
        const bar: number[] = [];
        // Whole numbers of the last decimal, added without rounding.
        let volume = 0;
        let quote = 0;
        let buy = 0;
        let buyQuote = 0;
        let count = 0;
        for (; t < trades.rows && trades.eventTime[t]! < begin + MINUTE; t++) {
          bar.push(price[t]!);
          const lots = trades.quantity.integers[t]!;
          const value = trades.price.integers[t]! * lots;
          volume += lots;
          quote += value;
          count += trades.lastTradeId[t]! - trades.firstTradeId[t]! + 1;
          if (trades.isBuyerMaker[t] === 0) {
            buy += lots;
            buyQuote += value;
          }
        }
        const units = (column: Scaled, scale: number) =>
          column.integers[m]! * 10 ** (scale - column.scale);
        const lot = trades.quantity.scale;
        const both = lot + trades.price.scale;
        if (bar.length === 0) {
          flat++;
          if (!Number.isNaN(close)) assert.equal(open![m], close);
          assert.equal(high![m], low![m]);
        } else {
          assert.equal(open![m], bar[0]);
          assert.equal(last![m], bar.at(-1));
          assert.equal(high![m], Math.max(...bar));
          assert.equal(low![m], Math.min(...bar));
        }
        const same = (found: number, expected: number) =>
          assert.ok(Math.abs(found - expected) < 1e-3, `${found} ${expected}`);
        same(units(klines.volume, lot), volume);
        same(units(klines.takerBuyVolume, lot), buy);
        same(units(klines.quoteVolume, both), quote);
        same(units(klines.takerBuyQuoteVolume, both), buyQuote);
        assert.equal(klines.count[m], count);
        close = last![m]!;
      }
      assert.equal(t, trades.rows);
      assert.ok(flat > 0 && flat < 500, `${flat} minutes without a trade`);
    }
  }
});

Deno.test("marketFiles() has prices and quantities on the grid of the contract", () => {
  const btc = columns("bookTicker", "BTCUSDT", "2024-01-31");
  const eth = columns("bookTicker", "ETHUSDT", "2024-01-31");
  const onGrid = (column: Scaled, step: number) =>
    toDecimals(column).every((x) =>
      Math.abs(x / step - Math.round(x / step)) < 1e-6
    );
  assert.ok(onGrid(btc.bidPrice, 0.1) && onGrid(btc.askQuantity, 0.001));
  assert.ok(onGrid(eth.bidPrice, 0.01) && onGrid(eth.askQuantity, 0.001));
  assert.ok(!onGrid(eth.bidPrice, 0.1));
});

Deno.test("marketFiles() settles the funding that the written premium gives", () => {
  // The klines of the premium index hold its last sample of each minute and its
  // extremes; the venue averages every sample, so the averages agree closely.
  for (const symbol of ["BTCUSDT", "ETHUSDT"]) {
    const average = new PremiumAverage({ step: MINUTE });
    const settled = new Map<number, number>();
    for (const month of ["2024-01-31", "2024-02-01"]) {
      const funding = columns("fundingRate", symbol, month);
      for (let i = 0; i < funding.rows; i++) {
        const time = Math.round(funding.eventTime[i]! / HOUR) * HOUR;
        assert.ok(funding.eventTime[i]! - time <= 16_000, "jitter");
        assert.equal(funding.intervalHours[i], 8);
        settled.set(time, funding.rate[i]!);
      }
    }
    let checked = 0;
    for (const date of utcDates(PLAN.from, PLAN.to)) {
      const premium = columns("premiumIndexKlines_1m", symbol, date);
      for (let m = 0; m < 1440; m++) {
        const end = premium.openTime[m]! + MINUTE;
        const mean = average.update(end, toDecimals(premium.close)[m]!);
        const rate = settled.get(end);
        if (end % (8 * HOUR) !== 0 || rate === undefined) continue;
        const expected = fundingRate(Float64Array.of(mean))[0]!;
        assert.ok(Math.abs(rate - expected) < 5e-6, `${rate} ${expected}`);
        checked++;
      }
    }
    assert.equal(checked, 8);
  }
});

Deno.test("marketFiles() labels metrics by the end of their window before 2026-06-25 and by its start from then on", () => {
  const stamps = (date: string) => {
    const text = [
      ...written({
        ...PLAN,
        contracts: {
          BTCUSDT: symbolParameters("BTCUSDT", { tradesPerDay: 2000 }),
        },
        from: date,
        to: date,
        kinds: ["metrics"],
      }).values(),
    ][0]!;
    return new TextDecoder().decode(text).trim().split("\n").slice(1)
      .map((line) => line.slice(0, 19));
  };
  const before = stamps("2026-06-24");
  assert.equal(before.length, 288);
  assert.equal(before[0], "2026-06-24 00:05:00");
  assert.equal(before.at(-1), "2026-06-25 00:00:00");
  const after = stamps("2026-06-25");
  assert.equal(after[0], "2026-06-25 00:00:00");
  assert.equal(after.at(-1), "2026-06-25 23:55:00");
});

Deno.test("marketFiles() writes the truth of the market that its files come from", () => {
  const contract = new SimulatedContract(
    "BTCUSDT",
    PLAN.contracts.BTCUSDT!,
    PLAN,
  );
  for (const date of utcDates(PLAN.from, PLAN.to)) {
    const rows = textOf(`truth/BTCUSDT-truth-${date}.csv`).trim().split("\n")
      .slice(1).map((line) => line.split(",").map(Number));
    assert.equal(rows.length, 1440);
    let m = 0;
    for (const { openTime, truth } of contract.day()) {
      const [time, spot, integrated, jump, price, alpha] = rows[m++]!;
      assert.equal(time! * 1000, openTime);
      const close = (a: number, b: number) =>
        assert.ok(Math.abs(a - b) <= 1e-5 * Math.abs(b), `${a} ${b}`);
      close(spot!, truth.spotVariance);
      close(integrated!, truth.integratedVariance);
      close(jump!, truth.jump);
      close(price!, truth.latentPrice);
      close(alpha!, truth.alpha);
    }
  }
});

Deno.test("marketFiles() gives the same bytes whatever else is asked for, and days that more days begin with", () => {
  const fewer = written({
    ...PLAN,
    contracts: { ETHUSDT: PLAN.contracts.ETHUSDT! },
    to: "2024-01-31",
    kinds: ["bookTicker", "klines_1m", "metrics", "truth", "fundingRate"],
  });
  assert.equal(fewer.size, 1 + 3 * 2 + 1);
  for (const [path, bytes] of fewer) {
    assert.deepEqual(bytes, files.get(path), path);
  }
  const funding = "futures/monthly/fundingRate/BTCUSDT-fundingRate-2024-02.csv";
  const longer = written({ ...PLAN, to: "2024-02-02", kinds: ["fundingRate"] });
  const length = files.get(funding)!.length;
  assert.ok(longer.get(funding)!.length > length);
  assert.deepEqual(
    longer.get(funding)!.subarray(0, length),
    files.get(funding),
  );
  const other = written({ ...PLAN, seed: 4, kinds: ["klines_1m"] });
  for (const [path, bytes] of other) {
    assert.notDeepEqual(bytes, files.get(path), path);
  }
});

Deno.test("marketFiles() zips what its plain files hold", () => {
  const plain = written({ ...PLAN, zipped: [], kinds: ["bookTicker"] });
  for (const [path, expected] of plain) {
    const archive = Buffer.from(files.get(path.replace(".csv", ".zip"))!);
    const name = path.slice(path.lastIndexOf("/") + 1);
    assert.equal(archive.readUInt32LE(0), 0x04034b50);
    assert.equal(archive.toString("latin1", 30, 30 + name.length), name);
    assert.deepEqual(
      inflateRawSync(archive.subarray(30 + name.length)),
      expected,
    );
    // The central directory tells where the file is and how large.
    const end = archive.length - 22;
    assert.equal(archive.readUInt32LE(end), 0x06054b50);
    const directory = archive.readUInt32LE(end + 16);
    assert.equal(archive.readUInt32LE(directory), 0x02014b50);
    assert.equal(archive.readUInt32LE(directory + 24), expected.length);
    assert.equal(directory + archive.readUInt32LE(end + 12), end);
  }
});

Deno.test("marketFiles() keeps a block of each file in memory, however long the day", () => {
  const sizes: number[] = [];
  for (
    const { bytes } of marketFiles({
      ...PLAN,
      contracts: {
        BTCUSDT: symbolParameters("BTCUSDT", { tradesPerDay: 300_000 }),
      },
      from: "2024-01-31",
      to: "2024-01-31",
      kinds: ["aggTrades", "bookTicker"],
      zipped: [],
    })
  ) sizes.push(bytes.length);
  assert.ok(sizes.length > 100);
  assert.ok(Math.max(...sizes) < 1 << 20, `${Math.max(...sizes)}`);
});

Deno.test("marketFiles() refuses a market of no days or no contracts", () => {
  assert.throws(
    () => [...marketFiles({ ...PLAN, to: "2024-01-01" })],
    /Cannot simulate a market as number of days must be an integer of at least 1: current value is 0/,
  );
  assert.throws(
    () => [...marketFiles({ ...PLAN, contracts: {} })],
    /number of contracts/,
  );
});
