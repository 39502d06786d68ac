import assert from "node:assert/strict";
import * as fs from "node:fs";
import {
  Catalog,
  ingest,
  type IngestOptions,
  type IngestReport,
} from "volarb/catalog";
import { DefectReport, toDecimals } from "volarb/market";
import { parseUtcDate } from "volarb/time";
import {
  AGG_TRADES_HEADER,
  aggTrades,
  csv,
  DataRoot,
  klines,
  midnight,
} from "./data_root.ts";

const DAY = "2024-03-05";
const TRADES = `daily/aggTrades/BTCUSDT-aggTrades-${DAY}.csv`;

function run(root: DataRoot, options: Partial<IngestOptions> = {}) {
  return ingest({ data: root.data, catalog: root.catalog, ...options });
}

/** Every file of a catalog with its bytes. */
function filesOf(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of fs.readdirSync(folder, { recursive: true }) as string[]) {
    const path = `${folder}/${name}`;
    if (fs.statSync(path).isFile()) {
      files[name] = fs.readFileSync(path, "base64");
    }
  }
  return files;
}

Deno.test("a day of trades comes back as it stands in the file", () => {
  using root = new DataRoot();
  const lines = aggTrades(DAY, 5000);
  root.write(TRADES, csv(lines, AGG_TRADES_HEADER));
  const report = run(root);
  assert.equal(report.rowsWritten, 5000);
  assert.equal(report.daysWritten, 1);
  assert.deepEqual(report.defects.defects, []);
  const catalog = new Catalog(root.catalog);
  const columns = catalog.columns("aggTrades", "BTCUSDT");
  const price = toDecimals(columns.price);
  const quantity = toDecimals(columns.quantity);
  lines.forEach((line, i) => {
    const fields = line.split(",");
    assert.deepEqual([
      columns.aggTradeId[i],
      price[i],
      quantity[i],
      columns.firstTradeId[i],
      columns.lastTradeId[i],
      columns.eventTime[i],
      columns.isBuyerMaker[i],
    ], [
      ...fields.slice(0, 5).map(Number),
      Number(fields[5]) * 1000,
      fields[6] === "true" ? 1 : 0,
    ]);
  });
});

Deno.test("the manifest names the source, the rows and the scales", () => {
  using root = new DataRoot();
  const path = root.write(TRADES, csv(aggTrades(DAY, 2000), AGG_TRADES_HEADER));
  run(root);
  const manifest = new Catalog(root.catalog)
    .manifest("aggTrades", "BTCUSDT", DAY)!;
  assert.equal(manifest.schemaVersion, 2);
  assert.equal(manifest.source.path, `futures/${TRADES}`);
  assert.equal(manifest.source.size, fs.statSync(path).size);
  assert.match(manifest.source.sha256, /^[0-9a-f]{64}$/);
  assert.equal(manifest.rows, 2000);
  assert.ok(manifest.firstTime >= parseUtcDate(DAY));
  assert.ok(manifest.lastTime > manifest.firstTime);
  assert.deepEqual(manifest.scales, { price: 1, quantity: 3 });
  assert.deepEqual(manifest.ids, { first: 1e9, last: 1e9 + 1999 });
  assert.equal(manifest.intervals, undefined);
  assert.deepEqual(manifest.defects, []);
  const folder = `${root.catalog}/kind=aggTrades/symbol=BTCUSDT/date=${DAY}`;
  assert.deepEqual(fs.readdirSync(folder).sort(), [
    "manifest.json",
    "part.parquet",
  ]);
  assert.deepEqual(
    JSON.parse(fs.readFileSync(`${folder}/manifest.json`, "utf8")),
    manifest,
  );
});

Deno.test("a file with the same bytes is passed over, another is not", () => {
  using root = new DataRoot();
  root.write(TRADES, csv(aggTrades(DAY, 100), AGG_TRADES_HEADER));
  assert.equal(run(root).filesRead, 1);
  const before = filesOf(root.catalog);
  assert.equal(run(root).filesRead, 0);
  assert.deepEqual(filesOf(root.catalog), before);
  root.write(TRADES, csv(aggTrades(DAY, 100, { seed: 2 }), AGG_TRADES_HEADER));
  assert.equal(run(root).filesRead, 1);
  assert.notDeepEqual(filesOf(root.catalog), before);
});

Deno.test("the same files give the same bytes", () => {
  using one = new DataRoot();
  using other = new DataRoot();
  for (const root of [one, other]) {
    root.write(TRADES, csv(aggTrades(DAY, 3000), AGG_TRADES_HEADER));
    root.write(`daily/klines_1m/BTCUSDT-1m-${DAY}.csv`, csv(klines(DAY)));
    run(root);
  }
  assert.deepEqual(filesOf(one.catalog), filesOf(other.catalog));
});

Deno.test("a manifest that is missing or not the part's is written again", () => {
  using root = new DataRoot();
  root.write(TRADES, csv(aggTrades(DAY, 100), AGG_TRADES_HEADER));
  run(root);
  const path =
    `${root.catalog}/kind=aggTrades/symbol=BTCUSDT/date=${DAY}/manifest.json`;
  const text = fs.readFileSync(path, "utf8");
  for (
    const damage of [() => fs.rmSync(path), () => fs.writeFileSync(path, "{")]
  ) {
    damage();
    assert.equal(run(root).filesRead, 0);
    assert.equal(fs.readFileSync(path, "utf8"), text);
  }
});

Deno.test("a part that was cut or is missing is made again", () => {
  using root = new DataRoot();
  root.write(TRADES, csv(aggTrades(DAY, 100), AGG_TRADES_HEADER));
  run(root);
  const path =
    `${root.catalog}/kind=aggTrades/symbol=BTCUSDT/date=${DAY}/part.parquet`;
  const bytes = fs.readFileSync(path);
  fs.truncateSync(path, bytes.length - 100);
  assert.equal(run(root).filesRead, 1);
  assert.ok(bytes.equals(fs.readFileSync(path)));
  fs.rmSync(path);
  assert.equal(run(root).filesRead, 1);
  assert.ok(bytes.equals(fs.readFileSync(path)));
});

Deno.test("a month is split into its days, and read once", () => {
  using root = new DataRoot();
  const dates = ["2024-02-27", "2024-02-28", "2024-02-29"];
  root.write(
    "monthly/klines_1m/BTCUSDT-1m-2024-02.csv",
    csv(dates.flatMap((date, i) => klines(date, 1440, i + 1))),
  );
  const report = run(root);
  assert.equal(report.daysWritten, 3);
  assert.equal(report.rowsWritten, 3 * 1440);
  const catalog = new Catalog(root.catalog);
  assert.deepEqual(catalog.dates("klines_1m", "BTCUSDT"), dates);
  for (const date of dates) {
    const { openTime, rows } = catalog.columns("klines_1m", "BTCUSDT", {
      from: date,
      to: date,
    });
    assert.equal(rows, 1440);
    assert.equal(openTime[0], parseUtcDate(date));
  }
  assert.equal(run(root).filesRead, 0);
  fs.rmSync(
    `${root.catalog}/kind=klines_1m/symbol=BTCUSDT/date=2024-02-28`,
    { recursive: true },
  );
  assert.equal(run(root).daysWritten, 3);
});

Deno.test("a day that a daily and a monthly file have is made from the daily one", () => {
  using root = new DataRoot();
  const monthly = "monthly/klines_1m/BTCUSDT-1m-2024-02.csv";
  const daily = "daily/klines_1m/BTCUSDT-1m-2024-02-28.csv";
  const dates = ["2024-02-27", "2024-02-28"];
  root.write(monthly, csv(dates.flatMap((date) => klines(date, 1440, 1))));
  run(root);
  root.write(daily, csv(klines("2024-02-28", 1440, 9)));
  assert.equal(run(root).filesRead, 1);
  const sources = () =>
    dates.map((date) =>
      new Catalog(root.catalog).manifest("klines_1m", "BTCUSDT", date)!.source
        .path
    );
  assert.deepEqual(sources(), [`futures/${monthly}`, `futures/${daily}`]);
  assert.equal(run(root).filesRead, 0);
  fs.rmSync(`${root.data}/futures/${daily}`);
  assert.equal(run(root).filesRead, 1);
  assert.deepEqual(sources(), [`futures/${monthly}`, `futures/${monthly}`]);
});

Deno.test("only the days that are asked for are written", () => {
  using root = new DataRoot();
  root.write(
    "monthly/klines_1m/BTCUSDT-1m-2024-02.csv",
    csv(
      ["2024-02-27", "2024-02-28", "2024-02-29"].flatMap((date) =>
        klines(date)
      ),
    ),
  );
  root.write(TRADES, csv(aggTrades(DAY, 10), AGG_TRADES_HEADER));
  const catalog = new Catalog(root.catalog);
  run(root, { from: "2024-02-28", to: "2024-02-28" });
  assert.deepEqual(catalog.kinds(), ["klines_1m"]);
  assert.deepEqual(catalog.dates("klines_1m", "BTCUSDT"), ["2024-02-28"]);
  assert.equal(
    run(root, { from: "2024-02-28", to: "2024-02-28" }).filesRead,
    0,
  );
  assert.equal(run(root).daysWritten, 4);
  assert.deepEqual(catalog.kinds(), ["aggTrades", "klines_1m"]);
});

/** Each defect with its count. */
function countsOf({ defects }: IngestReport): [string, number][] {
  return defects.defects.map(({ kind, count }) => [kind, count]);
}

Deno.test("halves that alternate row by row are stored in order, and counted", () => {
  using root = new DataRoot();
  const lines = aggTrades(DAY, 4000);
  const interleaved = lines.flatMap((_, i) =>
    i < 2000 ? [lines[i]!, lines[i + 2000]!] : []
  );
  root.write(TRADES, csv(interleaved, AGG_TRADES_HEADER));
  const report = run(root);
  assert.ok(countsOf(report).some(([kind]) => kind === "interleaved"));
  const { aggTradeId, eventTime } = new Catalog(root.catalog)
    .columns("aggTrades", "BTCUSDT");
  assert.ok(aggTradeId.every((id, i) => id === 1e9 + i));
  assert.ok(eventTime.every((time, i) => i === 0 || time >= eventTime[i - 1]!));
  assert.deepEqual(
    fs.readdirSync(`${root.catalog}/kind=aggTrades/symbol=BTCUSDT`),
    [`date=${DAY}`],
  );
});

/** Trades of which two neighbours have changed places. */
function swapped(): string[] {
  const lines = aggTrades(DAY, 5000);
  return lines.with(100, lines[101]!).with(101, lines[100]!);
}

Deno.test("rows a little late are stored in order, and refused where that is asked for", () => {
  using root = new DataRoot();
  root.write(TRADES, csv(swapped(), AGG_TRADES_HEADER));
  assert.throws(() => run(root, { refuse: "warning" }), {
    name: "DataError",
    message:
      /^Cannot ingest futures\/\S+: it has the defect \w+ \(.*in line 10\d:/,
  });
  assert.deepEqual(new Catalog(root.catalog).dates("aggTrades", "BTCUSDT"), []);
  const report = run(root, { refuse: "error" });
  assert.ok(countsOf(report).some(([kind]) => kind === "outOfOrder"));
  const { aggTradeId } = new Catalog(root.catalog)
    .columns("aggTrades", "BTCUSDT");
  assert.ok(aggTradeId.every((id, i) => id === 1e9 + i));
  assert.throws(() => run(root, { refuse: "warning" }), { name: "DataError" });
});

Deno.test("a file of a coin-margined contract that was given a linear name is refused, trades and bars", () => {
  using root = new DataRoot();
  const contracts = aggTrades(DAY, 1500).map((line, i) =>
    line.split(",").with(2, String(1 + i % 9)).join(",")
  );
  root.write(TRADES, csv(contracts, AGG_TRADES_HEADER));
  assert.throws(() => run(root), {
    name: "DataError",
    message:
      /Cannot ingest .*: it has the defect wholeQuantities \(every quantity is a whole number though the lot is finer.*1500 quantities, of a lot of 0\.001$/,
  });
  // The same under the name of an instrument whose lot no source states.
  root.write(
    TRADES.replace("BTC", "ADA"),
    csv(contracts, AGG_TRADES_HEADER),
  );
  assert.equal(run(root, { symbols: ["ADAUSDT"] }).rowsWritten, 1500);
  const inCoins = klines(DAY).map((line) => {
    const fields = line.split(",");
    const coins = Number(fields[5]) * 100 / Number(fields[4]);
    return fields.with(7, coins.toFixed(8)).join(",");
  });
  root.write(`daily/klines_1m/BTCUSDT-1m-${DAY}.csv`, csv(inCoins));
  assert.throws(() => run(root, { kinds: ["klines_1m"] }), {
    name: "DataError",
    message: /none of its 1440 rows can be kept for their defects$/,
  });
});

Deno.test("rows that no sort can be trusted with refuse the file", () => {
  using root = new DataRoot();
  const lines = aggTrades(DAY, 5000);
  root.write(TRADES, csv(lines.with(4000, lines[10]!.replace(/^\d+/, "9"))));
  assert.throws(() => run(root), {
    name: "DataError",
    message: /it has the defect farOutOfOrder .*in line 4001/,
  });
});

Deno.test("a row that stands twice is stored once, and another of the same id not at all", () => {
  using root = new DataRoot();
  const lines = aggTrades(DAY, 3000);
  const other = lines[50]!.replace(/,2\d+\.\d,/, ",99999.9,");
  root.write(
    TRADES,
    csv([...lines.slice(0, 51), lines[50]!, other, ...lines.slice(51)]),
  );
  const report = run(root);
  const counts = new Map(countsOf(report));
  assert.equal(counts.get("exactDuplicate"), 1);
  assert.equal(counts.get("conflictingDuplicate"), 1);
  assert.equal(report.rowsWritten, 3000);
  const { aggTradeId, price } = new Catalog(root.catalog)
    .columns("aggTrades", "BTCUSDT");
  assert.ok(aggTradeId.every((id, i) => id === 1e9 + i));
  assert.ok(toDecimals(price).every((p) => p < 99_999));
});

Deno.test("a row of another day is left out, and a file of another day is refused", () => {
  using root = new DataRoot();
  const lines = aggTrades(DAY, 10);
  const late = [1e9 + 10, "28145.1", "0.1", 6e9, 6e9, midnight("2024-03-06")];
  root.write(TRADES, csv([...lines, [...late, true].join(",")]));
  const report = run(root);
  assert.equal(new Map(countsOf(report)).get("outsideDay"), 1);
  assert.equal(report.rowsWritten, 10);
  root.write(TRADES, csv(aggTrades("2024-03-12", 10)));
  assert.throws(() => run(root), {
    name: "DataError",
    message:
      `Cannot ingest futures/${TRADES}: none of its 10 rows can be kept for their defects`,
  });
  assert.equal(
    new Catalog(root.catalog).columns("aggTrades", "BTCUSDT").rows,
    10,
  );
});

Deno.test("a quote that was sent after midnight belongs to the day of its transaction", () => {
  using root = new DataRoot();
  const end = midnight(DAY) + 86_400_000;
  root.write(
    `daily/bookTicker/BTCUSDT-bookTicker-${DAY}.csv`,
    csv([
      `1,28145.1,3.5,28145.2,6.8,${end - 50},${end - 48}`,
      `2,28145.1,3.4,28145.2,6.8,${end - 3},${end + 2}`,
    ]),
  );
  run(root);
  const catalog = new Catalog(root.catalog);
  assert.deepEqual(catalog.dates("bookTicker", "BTCUSDT"), [DAY]);
  const span = { start: end * 1000, end: end * 1000 + 1e6 };
  const { updateId } = catalog.columns("bookTicker", "BTCUSDT", span);
  assert.deepEqual([...updateId], [2]);
});

Deno.test("a file that is not what its checksum says is refused", () => {
  using root = new DataRoot();
  const path = root.write(TRADES, csv(aggTrades(DAY, 10), AGG_TRADES_HEADER));
  const name = TRADES.split("/").at(-1)!;
  fs.writeFileSync(`${path}.CHECKSUM`, `${"0".repeat(64)}  ${name}\n`);
  assert.throws(() => run(root), {
    name: "DataError",
    message: /it has the defect checksumMismatch/,
  });
});

Deno.test("what is wrong with the files stands beside the data, for programs and for people", () => {
  using root = new DataRoot();
  root.write(TRADES, csv(swapped()));
  root.write(
    TRADES.replace(DAY, "2024-03-08"),
    csv(aggTrades("2024-03-08", 10), AGG_TRADES_HEADER),
  );
  const kinds = ({ defects }: DefectReport) =>
    defects.map(({ kind }) => kind).sort();
  const report = run(root);
  const path = `${root.catalog}/defects.json`;
  const written = DefectReport.from(JSON.parse(fs.readFileSync(path, "utf8")));
  assert.deepEqual(kinds(written), kinds(report.defects));
  assert.ok(kinds(written).includes("missingDays"));
  assert.ok(kinds(written).includes("missingHeader"));
  const table = fs.readFileSync(`${root.catalog}/defects.md`, "utf8");
  assert.match(table, /\| warning \| outOfOrder \| 1 \|/);
  assert.deepEqual(
    new Catalog(root.catalog).defects().defects,
    written.defects,
  );
  run(root);
  assert.deepEqual(
    new Catalog(root.catalog).defects().defects,
    written.defects,
  );
});

Deno.test("microseconds stay microseconds", () => {
  using root = new DataRoot();
  const lines = aggTrades(DAY, 2000).map((line, i) => {
    const fields = line.split(",");
    fields[5] = String(Number(fields[5]) * 1000 + i % 1000);
    return fields.join(",");
  });
  root.write(TRADES, csv(lines, AGG_TRADES_HEADER));
  run(root);
  const { eventTime } = new Catalog(root.catalog)
    .columns("aggTrades", "BTCUSDT");
  lines.forEach((line, i) =>
    assert.equal(eventTime[i], Number(line.split(",")[5]))
  );
});

Deno.test("bars of six columns have what they lack missing", () => {
  using root = new DataRoot();
  root.write(
    `daily/klines_1m/BTCUSDT-1m-${DAY}.csv`,
    csv(klines(DAY).map((line) => line.split(",").slice(0, 6).join(","))),
  );
  run(root);
  const columns = new Catalog(root.catalog).columns("klines_1m", "BTCUSDT");
  assert.equal(columns.rows, 1440);
  assert.ok(columns.closeTime.every(Number.isNaN));
  assert.ok(columns.count.every(Number.isNaN));
  assert.ok(toDecimals(columns.quoteVolume).every(Number.isNaN));
  assert.ok(columns.open.integers instanceof Int32Array);
});

Deno.test("a full disk leaves the day that was there", () => {
  using root = new DataRoot();
  root.write(TRADES, csv(aggTrades(DAY, 5000), AGG_TRADES_HEADER));
  run(root);
  const before = filesOf(root.catalog);
  root.write(TRADES, csv(aggTrades(DAY, 5000, { seed: 2 }), AGG_TRADES_HEADER));
  let left = 5_000;
  const write = (file: number, bytes: Uint8Array) => {
    if (left < bytes.length) {
      throw Object.assign(new Error("full"), { code: "ENOSPC" });
    }
    left -= bytes.length;
    return fs.writeSync(file, bytes);
  };
  assert.throws(() => run(root, { write }), {
    name: "DataError",
    message: `Cannot ingest futures/${TRADES}: no space left on the disk`,
  });
  assert.deepEqual(filesOf(root.catalog), before);
  assert.equal(run(root).filesRead, 1);
});

Deno.test("a malformed row leaves the day that was there", () => {
  using root = new DataRoot();
  const lines = aggTrades(DAY, 5000);
  root.write(TRADES, csv(lines, AGG_TRADES_HEADER));
  run(root);
  const days = `${root.catalog}/kind=aggTrades`;
  const before = filesOf(days);
  const broken = lines.with(4990, lines[4990]!.replace(".", "x"));
  root.write(TRADES, csv(broken, AGG_TRADES_HEADER));
  assert.throws(() => run(root), {
    name: "FieldError",
    message: /line 4992, column price/,
  });
  assert.deepEqual(filesOf(days), before);
});

Deno.test("a file without rows is refused", () => {
  using root = new DataRoot();
  root.write(TRADES, `${AGG_TRADES_HEADER}\n`);
  assert.throws(() => run(root), {
    name: "DataError",
    message: `Cannot ingest futures/${TRADES}: it has no rows`,
  });
  root.write(TRADES, "");
  assert.throws(() => run(root), { name: "DataError", message: /it is empty/ });
});

Deno.test("what is looked for and what is found is said in one sentence", () => {
  using root = new DataRoot();
  root.write(TRADES, csv(aggTrades(DAY, 10), AGG_TRADES_HEADER));
  assert.throws(() => run(root, { data: `${root.folder}/none` }), {
    name: "DataError",
    message: new RegExp(`${root.folder}/none`),
  });
  assert.throws(() => run(root, { symbols: ["XXXUSDT"] }), {
    name: "DataError",
    message: /XXXUSDT.*BTCUSDT/,
  });
  assert.throws(() => run(root, { from: "2023-02-29" }), SyntaxError);
  fs.writeFileSync(`${root.folder}/file`, "");
  const file = `${root.folder}/file`;
  assert.throws(() => run(root, { catalog: file }), {
    name: "DataError",
    message: `Cannot write the catalog ${file}: a file of that name is there`,
  });
  assert.throws(() => run(root, { catalog: `${file}/below/it` }), {
    name: "DataError",
    message:
      `Cannot write the catalog ${file}/below/it: it or a folder above it is a file`,
  });
  assert.ok(!fs.existsSync(root.catalog));
});

Deno.test("progress goes from nothing to all", () => {
  using root = new DataRoot();
  root.write(TRADES, csv(aggTrades(DAY, 1000), AGG_TRADES_HEADER));
  root.write(`daily/klines_1m/BTCUSDT-1m-${DAY}.csv`, csv(klines(DAY)));
  const seen: number[] = [];
  const files = new Set<string>();
  run(root, {
    onProgress: ({ file, done, total }) => {
      seen.push(done / total);
      files.add(file);
    },
  });
  assert.equal(files.size, 2);
  assert.ok(seen.every((done, i) => i === 0 || done >= seen[i - 1]!));
  assert.ok(seen[0]! < 0.5);
  assert.equal(seen.at(-1), 1);
});

Deno.test("a catalog says whether it is simulated, and real data is never overwritten by it", () => {
  using real = new DataRoot();
  using sample = new DataRoot();
  for (const root of [real, sample]) {
    root.write(TRADES, csv(aggTrades(DAY, 10), AGG_TRADES_HEADER));
  }
  fs.writeFileSync(`${sample.data}/simulated.json`, '{"seed":7}');
  const catalog = new Catalog(sample.catalog);
  assert.deepEqual(run(sample).edition, { seed: 7, kind: "sample" });
  assert.deepEqual(catalog.edition(), { seed: 7, kind: "sample" });
  run(sample, { data: real.data });
  assert.deepEqual(catalog.edition(), { kind: "real" });
  assert.throws(() => run(sample), {
    name: "DataError",
    message: /it holds real data/,
  });
  assert.deepEqual(catalog.edition(), { kind: "real" });
});

Deno.test("a catalog of another simulation gives way whole", () => {
  using root = new DataRoot();
  const marker = `${root.data}/simulated.json`;
  fs.writeFileSync(marker, '{"seed":1}');
  root.write(TRADES, csv(aggTrades(DAY, 10), AGG_TRADES_HEADER));
  root.write(`daily/klines_1m/BTCUSDT-1m-${DAY}.csv`, csv(klines(DAY)));
  run(root);
  fs.rmSync(`${root.data}/futures/daily/klines_1m`, { recursive: true });
  fs.writeFileSync(marker, '{"seed":2}');
  run(root);
  assert.deepEqual(new Catalog(root.catalog).kinds(), ["aggTrades"]);
});
