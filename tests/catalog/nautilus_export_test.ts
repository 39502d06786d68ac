import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename, dirname, relative } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { Catalog, exportToNautilus, ingest } from "../../lib/catalog/mod.ts";
import { AGG_TRADES_HEADER, DataRoot } from "./data_root.ts";

/** Rows and footer of a file, with fixed-size bytes as they are. */
async function contents(path: string) {
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  const rows = await parquetReadObjects({
    file,
    utf8: false,
    compressors: {
      ZSTD: (input, length) =>
        new Uint8Array(zstdDecompressSync(input)).subarray(0, length),
    },
  });
  const metadata = parquetMetadata(file).key_value_metadata ?? [];
  return {
    rows,
    facts: Object.fromEntries(metadata.map(({ key, value }) => [key, value])),
  };
}

/** A little-endian integer of 128 bits. */
function wide(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function catalogOf(root: DataRoot): Catalog {
  ingest({ data: root.data, catalog: root.catalog });
  return new Catalog(root.catalog);
}

Deno.test("exportToNautilus() writes trades as fixed-point integers with both clocks in nanoseconds", async () => {
  using root = new DataRoot();
  root.write(
    "daily/aggTrades/BTCUSDT-aggTrades-2024-07-19.csv",
    [
      AGG_TRADES_HEADER,
      "484,63960.00,0.310,5182006711,5182006711,1721347202812,false",
      "485,63959.90,0.028,5182006712,5182006714,1721347202824,true",
      "",
    ].join("\n"),
  );
  const out = `${root.folder}/nautilus`;
  const [file] = exportToNautilus(catalogOf(root), "BTCUSDT", { out });
  assert.equal(file!.rows, 2);
  assert.equal(
    relative(out, dirname(file!.path)),
    "data/trade_tick/BTCUSDT-PERP.BINANCE",
  );
  assert.equal(
    basename(file!.path),
    "2024-07-19T00-00-02-962000000Z_2024-07-19T00-00-02-974000000Z.parquet",
  );
  const { rows, facts } = await contents(file!.path);
  assert.deepEqual(facts, {
    instrument_id: "BTCUSDT-PERP.BINANCE",
    price_precision: "1",
    size_precision: "3",
  });
  const [bought, sold] = rows;
  assert.equal(wide(bought!.price), 639_600n * 10n ** 15n);
  assert.equal(wide(bought!.size), 310n * 10n ** 13n);
  assert.equal(bought!.aggressor_side, 1);
  assert.equal(sold!.aggressor_side, 2);
  assert.equal(sold!.trade_id, "485");
  assert.equal(sold!.ts_event, 1721347202824000000n);
  assert.equal(sold!.ts_init, 1721347202974000000n);
});

Deno.test("exportToNautilus() stamps a bar at its close and says its type", async () => {
  using root = new DataRoot();
  root.write(
    "daily/klines_1m/BTCUSDT-1m-2025-05-05.csv",
    "1746403200000,94230.2,94230.3,94159.7,94220,465.598\n",
  );
  const [file] = exportToNautilus(catalogOf(root), "BTCUSDT", {
    out: `${root.folder}/nautilus`,
    feedDelay: 0,
  });
  const { rows, facts } = await contents(file!.path);
  assert.equal(facts.bar_type, "BTCUSDT-PERP.BINANCE-1-MINUTE-LAST-EXTERNAL");
  assert.equal(wide(rows[0]!.low), 941_597n * 10n ** 15n);
  assert.equal(rows[0]!.ts_event, 1746403260000000000n);
  assert.equal(rows[0]!.ts_init, 1746403260000000000n);
});

Deno.test("exportToNautilus() writes funding with its decimal text and interval in minutes", async () => {
  using root = new DataRoot();
  root.write(
    "monthly/fundingRate/BTCUSDT-fundingRate-2025-04.csv",
    "calc_time,funding_interval_hours,last_funding_rate\n1743494400001,8,-0.00000612\n",
  );
  const [file] = exportToNautilus(catalogOf(root), "BTCUSDT", {
    out: `${root.folder}/nautilus`,
  });
  const { rows } = await contents(file!.path);
  assert.equal(new TextDecoder().decode(rows[0]!.rate), '"-0.00000612"');
  assert.equal(rows[0]!.interval, 480);
});

Deno.test("exportToNautilus() refuses a symbol that is not there and leaves nothing behind", () => {
  using root = new DataRoot();
  root.write(
    "daily/klines_1m/BTCUSDT-1m-2025-05-05.csv",
    "1746403200000,94230.2,94230.3,94159.7,94220,465.598\n",
  );
  const catalog = catalogOf(root);
  const out = `${root.folder}/nautilus`;
  assert.throws(
    () => exportToNautilus(catalog, "NOUSDT", { kinds: ["klines_1m"], out }),
    { name: "DataError" },
  );
  const left = [...Deno.readDirSync(`${out}/data/bar`)].flatMap(({ name }) => [
    ...Deno.readDirSync(`${out}/data/bar/${name}`),
  ]);
  assert.deepEqual(left, []);
});
