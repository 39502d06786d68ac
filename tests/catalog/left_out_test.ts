import assert from "node:assert/strict";
import * as fs from "node:fs";
import { Catalog, ingest } from "volarb/catalog";
import type { Defect } from "volarb/market";
import { AGG_TRADES_HEADER, aggTrades, csv, DataRoot } from "./data_root.ts";

const trades = (day: number) =>
  `daily/aggTrades/BTCUSDT-aggTrades-2024-03-0${day}.csv`;
const textOf = (day: number) =>
  csv(aggTrades(`2024-03-0${day}`, 2000), AGG_TRADES_HEADER);

const run = ({ data, catalog }: DataRoot) => ingest({ data, catalog });

/** What `defects.json` holds, by kind. */
function written({ catalog }: DataRoot): Map<string, Defect> {
  const text = fs.readFileSync(`${catalog}/defects.json`, "utf8");
  const defects = JSON.parse(text) as Defect[];
  return new Map(defects.map((defect) => [defect.kind, defect]));
}

Deno.test("files that are refused are in the report, and the others are read", () => {
  using root = new DataRoot();
  root.write(trades(1), textOf(1));
  root.write(trades(2), textOf(2).replace("true", "yes"));
  root.write(trades(3), textOf(3));
  root.write(`${trades(3)}.CHECKSUM`, `${"0".repeat(64)}  a.csv\n`);
  root.write(trades(4), `${AGG_TRADES_HEADER}\n`);
  root.write(trades(5), "");
  root.write(trades(6), textOf(6));
  const message =
    /^Cannot read .*-02\.csv, line \d+, column is_buyer_maker: .*; 3 files more are refused: see .*defects\.md$/;
  for (let again = 0; again < 2; again++) {
    assert.throws(() => run(root), { name: "DataError", message });
    const catalog = new Catalog(root.catalog);
    assert.deepEqual(catalog.dates("aggTrades", "BTCUSDT"), [
      "2024-03-01",
      "2024-03-06",
    ]);
    const found = written(root);
    assert.deepEqual([...found.keys()].sort(), [
      "checksumMismatch",
      "malformedField",
      "missingDays",
      "noRows",
      "unreadableFile",
    ]);
    assert.match(found.get("malformedField")!.first.text, /yes/);
    assert.equal(found.get("noRows")!.first.file, `futures/${trades(4)}`);
    const table = fs.readFileSync(`${root.catalog}/defects.md`, "utf8");
    for (const kind of found.keys()) assert.ok(table.includes(`| ${kind} |`));
    assert.deepEqual(catalog.defects().defects.length, found.size);
  }
});

Deno.test("a file that was refused is forgotten once it is mended or gone", () => {
  using root = new DataRoot();
  root.write(trades(1), textOf(1));
  root.write(trades(2), "");
  const third = root.write(trades(3), "");
  assert.throws(() => run(root), /it is empty; 1 file more is refused/);
  assert.equal(written(root).get("unreadableFile")?.count, 2);
  root.write(trades(2), textOf(2));
  fs.rmSync(third);
  run(root);
  assert.deepEqual([...written(root).keys()], []);
});

Deno.test("a day that was there counts with what its file has become", () => {
  using root = new DataRoot();
  root.write(trades(1), csv(aggTrades("2024-03-01", 2000)));
  run(root);
  assert.deepEqual([...written(root).keys()], ["missingHeader"]);
  root.write(trades(1), "");
  assert.throws(() => run(root), /it is empty$/);
  assert.deepEqual([...written(root).keys()], ["unreadableFile"]);
  assert.equal(
    new Catalog(root.catalog).dates("aggTrades", "BTCUSDT").length,
    1,
  );
});

Deno.test("files that are passed over and days of two files are in the report", () => {
  using root = new DataRoot();
  root.write(trades(1), textOf(1));
  root.write(`${trades(2)}.gz`, "");
  const month = [1, 2].map(textOf).join("").replaceAll(
    `${AGG_TRADES_HEADER}\n`,
    "",
  );
  root.write("monthly/aggTrades/BTCUSDT-aggTrades-2024-03.csv", month);
  const { defects } = run(root);
  for (const found of [written(root), byKind(defects.defects)]) {
    assert.match(found.get("passedOver")!.first.text, /gzip/);
    assert.equal(found.get("dayTwice")!.first.text, "2024-03-01");
    assert.equal(found.get("dayTwice")!.amount, 1);
  }
  fs.rmSync(`${root.data}/futures/${trades(2)}.gz`);
  fs.rmSync(`${root.data}/futures/${trades(1)}`);
  run(root);
  assert.equal(written(root).has("passedOver"), false);
  assert.equal(written(root).has("dayTwice"), false);
});

function byKind(defects: readonly Defect[]): Map<string, Defect> {
  return new Map(defects.map((defect) => [defect.kind, defect]));
}

Deno.test("a strict ingest refuses a data root with files that it would pass over", () => {
  using root = new DataRoot();
  root.write(trades(1), textOf(1));
  root.write(`${trades(2)}.gz`, "");
  const { data, catalog } = root;
  assert.throws(() => ingest({ data, catalog, refuse: "warning" }), {
    name: "DataError",
    message:
      /it has the defect passedOver .* futures\/.*-02\.csv\.gz: packed by gzip: unpack it$/,
  });
  assert.equal(ingest({ data, catalog, refuse: "error" }).filesRead, 1);
});

Deno.test({
  name:
    "a link that leads nowhere and a name that is no file are refused, and the others are read",
  ignore: Deno.build.os === "windows",
  fn: () => {
    using root = new DataRoot();
    root.write(trades(1), textOf(1));
    root.write(trades(4), textOf(4));
    const link = (day: number, target: string) =>
      fs.symlinkSync(target, `${root.data}/futures/${trades(day)}`);
    link(2, "nowhere");
    link(3, "/dev/null");
    fs.mkdirSync(`${root.folder}/elsewhere`);
    fs.writeFileSync(`${root.folder}/elsewhere/day.csv`, textOf(5));
    link(5, `${root.folder}/elsewhere/day.csv`);
    for (let again = 0; again < 2; again++) {
      assert.throws(() => run(root), {
        name: "DataError",
        message: `Cannot read futures/${
          trades(2)
        }: there is no such file; 1 file more is refused: see ${root.catalog}/defects.md`,
      });
      const { count, last } = written(root).get("unreadableFile")!;
      assert.equal(count, 2);
      assert.equal(
        last.text,
        `Cannot read futures/${trades(3)}: it is not a file`,
      );
      assert.deepEqual(
        new Catalog(root.catalog).dates("aggTrades", "BTCUSDT"),
        ["2024-03-01", "2024-03-04", "2024-03-05"],
      );
    }
    for (const day of [2, 3]) fs.rmSync(`${root.data}/futures/${trades(day)}`);
    run(root);
    assert.equal(written(root).has("unreadableFile"), false);
  },
});

Deno.test("a disk that is full is no defect of a file and ends the ingest", () => {
  using root = new DataRoot();
  root.write(trades(1), textOf(1));
  root.write(trades(2), textOf(2));
  const { data, catalog } = root;
  let files = 0;
  const write = () => {
    files++;
    throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
  };
  assert.throws(() => ingest({ data, catalog, write }), /no space left/);
  assert.equal(files, 1);
  assert.ok(!fs.existsSync(`${catalog}/left_out`));
});
